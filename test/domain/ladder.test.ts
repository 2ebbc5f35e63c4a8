import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pause } from '../../domain/alert-state.ts';
import { ALERT_KINDS } from '../../domain/alerts.ts';
import {
  addDays,
  addWorkingDays,
  daysBetween,
  workingCalendar,
  type WorkingCalendar,
} from '../../domain/calendar.ts';
import { checkLadder } from '../../domain/ladder-check.ts';
import {
  DEFAULT_LADDER,
  dueSoonFrom,
  ladderDates,
  nextStep,
  type ClimbingAlert,
  type Ladder,
} from '../../domain/ladder.ts';
import { obligationsOf, type DutySource } from '../../domain/obligation.ts';
import { POSTS, postAbove, type Post } from '../../domain/post.ts';
import { calendar2023 } from './calendar-2023.ts';
import { LADDER_CASES, type LadderCase } from './ladder-cases.ts';

/** What the product is seeded with. */
function seededCalendar(): WorkingCalendar {
  const file = JSON.parse(readFileSync('db/data/workdays.json', 'utf8')) as {
    days: { day: string; isWorkingDay: boolean }[];
  };
  return workingCalendar(file.days, [2022, 2023, 2024, 2025, 2026]);
}

const CALENDARS: [string, WorkingCalendar][] = [
  ["the State Council's notice", calendar2023],
  ['db/data/workdays.json', seededCalendar()],
];

const shown = ({ level, round, on }: { level: number; round: number; on: string }) =>
  `${String(level)}${round > 0 ? `+${String(round)}` : ''} ${on}`;

const tableOf = (cases: readonly LadderCase[]) =>
  cases.map((each) => [`${each.kind} ${each.dueOn ?? each.openedOn}: ${each.why}`, each] as const);

const SOURCE: DutySource = {
  id: 'duty',
  from: 'target',
  indicatorId: 'indicator',
  planId: null,
  kind: 'allotment',
  title: '拨付',
  rule: { type: 'on', dueOn: '2023-12-31' },
  amounts: null,
  graceWorkingDays: 0,
  printed: null,
  assumed: [],
  recordedOn: '2022-12-01',
  withdrawnOn: null,
};

/** Who is told each day, with a worker that looks every day from the opening on. */
function climbed(
  alert: ClimbingAlert,
  options: {
    pauses: readonly Pause[];
    until: string;
    calendar?: WorkingCalendar;
    ladder?: Ladder;
    off?: Pause;
  },
) {
  const { pauses, until, calendar = calendar2023, ladder = DEFAULT_LADDER, off } = options;
  const done: {
    level: number;
    round: number;
    on: string;
    posts: Post[];
    skipped: number[];
    event: string;
  }[] = [];
  let lookOn: string | null = alert.openedOn;
  for (let day = alert.openedOn; day <= until; day = addDays(day, 1)) {
    if (off && off.from <= day && day <= off.until) continue;
    const { take, nextOn } = nextStep(ladder, alert, done, pauses, day, calendar);
    if (take) {
      // The day was foretold, and looked at by a worker that reads only what is due.
      expect(lookOn !== null && lookOn <= day).toBe(true);
      done.push({ ...take, on: day });
    }
    if (nextOn !== null) expect(nextOn > day).toBe(true);
    lookOn = nextOn;
  }
  return done;
}

describe('due days and ladder steps of 2023, counted by hand', () => {
  it('are more than fifty, a dozen of them in silences', () => {
    expect(LADDER_CASES.length).toBeGreaterThanOrEqual(50);
    expect(LADDER_CASES.filter(({ silences }) => silences.length > 0).length).toBeGreaterThanOrEqual(10);
    expect(new Set(LADDER_CASES.map((each) => JSON.stringify(each))).size).toBe(LADDER_CASES.length);
  });

  describe.each(CALENDARS)('by %s', (_, calendar) => {
    it.each(tableOf(LADDER_CASES))(
      '%s',
      (_name, { kind, dueOn, openedOn, silences, steps, rule, happenedOn }) => {
        const dates = ladderDates(DEFAULT_LADDER, { kind, dueOn, openedOn }, calendar, {
          pauses: silences,
          repeats: 1,
        });
        expect(dates.map(shown)).toEqual(steps);
        // The fixture of 2023 and 2024 does not know whether 30 December 2022 was worked.
        if (calendar.isConfirmed(2022)) expect(dates.some(({ isGuess }) => isGuess)).toBe(false);
        if (rule === null) return;
        const events =
          happenedOn === null || rule.type !== 'after'
            ? []
            : [{ id: 'event', anchor: rule.anchor, happenedOn, recordedOn: happenedOn, supersedes: null }];
        const duties = obligationsOf({ ...SOURCE, rule }, events, 2023, '2023-12-31', calendar);
        expect(duties).toMatchObject([{ dueOn }]);
      },
    );

    it.each(tableOf(LADDER_CASES))('day by day: %s', (_name, { kind, dueOn, openedOn, silences, steps }) => {
      const last = steps.at(-1)?.slice(-10) ?? openedOn;
      const taken = climbed({ kind, dueOn, openedOn }, { pauses: silences, until: last, calendar });
      expect(taken.map(shown)).toEqual(steps);
    });
  });
});

describe('the ladder', () => {
  const lateAlert: ClimbingAlert = { kind: 'overdue', dueOn: '2023-07-21', openedOn: '2023-07-22' };

  it('tells the posts of each level, and those of a level passed over with the higher one', () => {
    const posts = (pauses: Pause[]) =>
      ladderDates(DEFAULT_LADDER, lateAlert, calendar2023, { pauses, repeats: 1 }).map((date) => date.posts);
    expect(posts([])).toEqual([
      ['handler', 'unit_head'],
      ['leader'],
      ['finance_performance'],
      ['finance_performance'],
    ]);
    expect(posts([{ from: '2023-07-22', until: '2023-07-27' }])).toEqual([
      ['handler', 'unit_head', 'leader'],
      ['finance_performance'],
      ['finance_performance'],
    ]);
  });

  it('after three days of outage takes only the highest level that fits, and tells the skipped posts once', () => {
    const taken = climbed(lateAlert, {
      pauses: [],
      until: '2023-08-04',
      off: { from: '2023-07-24', until: '2023-07-28' },
    });
    expect(taken).toMatchObject([
      {
        on: '2023-07-31',
        level: 2,
        round: 0,
        skipped: [1],
        posts: ['handler', 'unit_head', 'leader'],
        event: 'raised',
      },
      { on: '2023-08-04', level: 3, round: 0, skipped: [], posts: ['finance_performance'], event: 'raised' },
    ]);
  });

  it('of repetitions missed in an outage takes the last one, told as new to who was never told', () => {
    const off = { from: '2023-07-22', until: '2023-08-20' };
    const [first, second] = climbed(lateAlert, { pauses: [], until: '2023-08-31', off });
    // 11 and 18 August were the first and second repetition.
    expect(first).toMatchObject({ on: '2023-08-21', level: 3, round: 2, skipped: [1, 2], event: 'raised' });
    expect(first?.posts).toEqual(['handler', 'unit_head', 'leader', 'finance_performance']);
    expect(second).toMatchObject({ on: '2023-08-25', level: 3, round: 3, skipped: [], event: 'repeated' });
  });

  it('takes nothing on a day off, though the alert opened long after its due day', () => {
    const alert: ClimbingAlert = { kind: 'overdue', dueOn: '2023-09-20', openedOn: '2023-09-30' };
    expect(nextStep(DEFAULT_LADDER, alert, [], [], '2023-09-30', calendar2023)).toEqual({
      take: null,
      nextOn: '2023-10-07',
    });
    expect(climbed(alert, { pauses: [], until: '2023-10-10' })).toMatchObject([
      { on: '2023-10-07', level: 2, skipped: [1] },
      { on: '2023-10-10', level: 3, skipped: [] },
    ]);
  });

  it('has one step for what is due soon or cannot be judged, and never repeats it', () => {
    for (const kind of ['due_soon', 'undeterminable'] as const) {
      const alert: ClimbingAlert = { kind, dueOn: '2023-07-21', openedOn: '2023-07-18' };
      expect(nextStep(DEFAULT_LADDER, alert, [], [], '2023-07-18', calendar2023)).toEqual({
        take: { level: 0, round: 0, posts: ['handler'], skipped: [], event: 'raised' },
        nextOn: null,
      });
      expect(climbed(alert, { pauses: [], until: '2023-12-31' })).toHaveLength(1);
    }
    expect(dueSoonFrom(DEFAULT_LADDER, '2023-07-21', calendar2023)).toBe('2023-07-18');
  });

  it('reminds before a due day off, not after it', () => {
    const onTheDay: Ladder = { ...DEFAULT_LADDER, steps: [{ level: 0, workingDays: 0, posts: ['handler'] }] };
    expect(dueSoonFrom(onTheDay, '2023-09-30', calendar2023)).toBe('2023-09-28');
    expect(dueSoonFrom(onTheDay, '2023-10-07', calendar2023)).toBe('2023-10-07');
  });

  it('stops after the last step when nothing repeats', () => {
    const once: Ladder = { ...DEFAULT_LADDER, repeatEveryWorkingDays: null };
    const taken = climbed(lateAlert, { pauses: [], until: '2023-12-29', ladder: once });
    expect(taken.map(shown)).toEqual(['1 2023-07-24', '2 2023-07-28', '3 2023-08-04']);
  });

  it('goes on repeating its last level after it was made shorter, and climbs on after it was made longer', () => {
    const done = [1, 2, 3].map((level) => ({ level, round: 0 }));
    const shorter: Ladder = { ...DEFAULT_LADDER, steps: DEFAULT_LADDER.steps.slice(0, 3) };
    expect(nextStep(shorter, lateAlert, done, [], '2023-08-04', calendar2023).take).toMatchObject({
      level: 2,
      round: 1,
      posts: ['leader'],
      event: 'repeated',
    });
    const longer: Ladder = {
      ...DEFAULT_LADDER,
      steps: [...DEFAULT_LADDER.steps, { level: 4, workingDays: 12, posts: ['finance_business'] }],
    };
    expect(nextStep(longer, lateAlert, done, [], '2023-08-04', calendar2023)).toEqual({
      take: null,
      nextOn: '2023-08-08',
    });
  });

  it('says which days are guesses because their year is not confirmed', () => {
    const dates = ladderDates(
      DEFAULT_LADDER,
      { kind: 'overdue', dueOn: '2024-12-26', openedOn: '2024-12-27' },
      calendar2023,
      { repeats: 0 },
    );
    expect(dates.map(({ on, isGuess }) => [on, isGuess])).toEqual([
      ['2024-12-27', false],
      ['2025-01-02', true],
      ['2025-01-09', true],
    ]);
  });

  it('for any alert, silences and outage: working days only, outside silences, each step once, upwards', () => {
    const anyAlert = fc.record({
      kind: fc.constantFrom(...ALERT_KINDS),
      opened: fc.integer({ min: 0, max: 330 }),
      dueBefore: fc.integer({ min: 1, max: 20 }),
      silences: fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 30 })), {
        maxLength: 3,
      }),
    });
    fc.assert(
      fc.property(anyAlert, ({ kind, opened, dueBefore, silences }) => {
        const openedOn = addDays('2023-01-01', opened);
        const alert: ClimbingAlert = { kind, openedOn, dueOn: addDays(openedOn, -dueBefore) };
        const pauses = silences.map(([from, length]) => ({
          from: addDays(openedOn, from),
          until: addDays(openedOn, from + length),
        }));
        const taken = climbed(alert, { pauses, until: addDays(openedOn, 60) });
        let before = { level: -1, round: 0 };
        for (const step of taken) {
          expect(calendar2023.isWorkingDay(step.on)).toBe(true);
          expect(pauses.some(({ from, until }) => from <= step.on && step.on <= until)).toBe(false);
          expect(step.level * 100 + step.round).toBeGreaterThan(before.level * 100 + before.round);
          before = step;
        }
        // The preview promises exactly the days on which it happens.
        const promised = ladderDates(DEFAULT_LADDER, alert, calendar2023, { pauses, repeats: 30 });
        const until = addDays(openedOn, 60);
        expect(promised.filter(({ on }) => on <= until).map((step) => [shown(step), step.posts])).toEqual(
          taken.map((step) => [shown(step), step.posts]),
        );
        // Nobody of a level due by now is left out.
        const told = new Set(taken.flatMap((step) => [step.level, ...step.skipped]));
        const reached = taken.at(-1)?.level ?? -1;
        const first = kind === 'overdue' || kind === 'deadline_missed' ? 1 : 0;
        for (let level = first; level <= reached; level += 1) expect(told.has(level)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('waits as long as a silence over a holiday lasts and no longer', () => {
    const alert: ClimbingAlert = { kind: 'overdue', dueOn: '2023-09-27', openedOn: '2023-09-28' };
    const until = '2023-10-06';
    const [first] = climbed(alert, { pauses: [{ from: '2023-09-28', until }], until: '2023-10-31' });
    expect(daysBetween(until, first?.on ?? until)).toBe(1);
    expect(addWorkingDays(calendar2023, until, 1)).toBe(first?.on);
  });
});

describe('what is wrong with a ladder', () => {
  const steps = DEFAULT_LADDER.steps;
  const withStep = (at: number, change: object) => ({
    ...DEFAULT_LADDER,
    steps: steps.map((step, n) => (n === at ? { ...step, ...change } : step)),
  });

  it('is nothing with the default', () => {
    expect(checkLadder(DEFAULT_LADDER)).toEqual([]);
    expect(checkLadder({ ...DEFAULT_LADDER, repeatEveryWorkingDays: null })).toEqual([]);
  });

  it.each([
    [null, ['上报阶梯没有内容']],
    [{ steps: 'x' }, ['上报阶梯没有内容']],
    [{ ...DEFAULT_LADDER, steps: [] }, ['至少要有两级：到期前提醒，逾期后上报']],
    [{ ...DEFAULT_LADDER, holiday: true }, ['上报阶梯有不认识的内容：holiday']],
    [{ ...DEFAULT_LADDER, repeatEveryWorkingDays: 0 }, ['复催间隔应为 1 到 30 个工作日，不复催就留空']],
    [{ ...DEFAULT_LADDER, repeatEveryWorkingDays: 31 }, ['复催间隔应为 1 到 30 个工作日，不复催就留空']],
    [{ steps, repeatEveryWorkingDays: undefined }, ['复催间隔应为 1 到 30 个工作日，不复催就留空']],
    [withStep(1, { level: 2 }), ['第 1 级的级次应为 1，从 0 起逐级加 1']],
    [withStep(0, { workingDays: -21 }), ['第 0 级的工作日数应在 −20 到 60 之间']],
    [withStep(0, { workingDays: 1 }), ['第 0 级是到期前的提醒，不能在到期日以后', '第 1 级应晚于上一级']],
    [withStep(1, { workingDays: 0 }), ['第 1 级是逾期后的上报，至少在到期后 1 个工作日']],
    [withStep(2, { workingDays: 1 }), ['第 2 级应晚于上一级']],
    [withStep(3, { workingDays: 61 }), ['第 3 级的工作日数应在 −20 到 60 之间']],
    [withStep(3, { workingDays: 9.5 }), ['第 3 级的工作日数应为整数']],
    [withStep(1, { posts: [] }), ['第 1 级没有选岗位']],
    [withStep(1, { posts: ['auditor'] }), ['第 1 级有不能接收提醒的岗位']],
    [withStep(1, { posts: ['handler', 'handler'] }), ['第 1 级有重复的岗位']],
    [withStep(1, { mail: true }), ['第 1 级有不认识的内容：mail']],
    [{ ...DEFAULT_LADDER, steps: [...steps, null] }, ['第 4 级没有内容']],
  ] as [unknown, string[]][])('$1', (ladder, defects) => {
    expect(checkLadder(ladder)).toEqual(defects);
  });

  it('never throws, and what has no defect gives dates', () => {
    const anyStep = fc.record({
      level: fc.integer({ min: 0, max: 4 }),
      workingDays: fc.integer({ min: -22, max: 62 }),
      posts: fc.subarray([...POSTS]),
    });
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        expect(Array.isArray(checkLadder(anything))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 4 }),
        fc.option(fc.integer({ min: 0, max: 31 })),
        (any, repeatEveryWorkingDays) => {
          const ordered = any
            .toSorted((a, b) => a.workingDays - b.workingDays)
            .map((step, level) => ({ ...step, level }));
          const ladder = { steps: ordered, repeatEveryWorkingDays };
          if (checkLadder(ladder).length > 0) return;
          const dates = ladderDates(
            ladder,
            { kind: 'over_budget', openedOn: '2023-01-21', dueOn: null },
            calendar2023,
          );
          expect(dates.length).toBe(ordered.length + (repeatEveryWorkingDays === null ? 0 : 2));
          for (const { on } of dates) expect(calendar2023.isWorkingDay(on)).toBe(true);
        },
      ),
    );
  });
});

describe('the line of posts', () => {
  it('ends at the finance bureau from wherever it begins', () => {
    for (const post of POSTS) {
      let at: Post | null = post;
      for (let steps = 0; at !== null && postAbove(at) !== null; steps += 1) {
        expect(steps).toBeLessThan(POSTS.length);
        at = postAbove(at);
      }
      expect(at).toBe('finance_performance');
    }
  });
});
