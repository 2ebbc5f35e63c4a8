import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  onceEpisodes,
  paceEpisodes,
  suppressionOf,
  type CausedAlert,
  type Episode,
  type PaceStep,
} from '../../domain/alerts.ts';
import { addDays, addWorkingDays, calendarOf, type PlainDate } from '../../domain/calendar.ts';
import { lightOfRatio } from '../../domain/judge.ts';
import { LIGHTS, type Light, type RuleSet } from '../../domain/light.ts';
import { calendar, rules } from './cases.ts';

/** A ratio with the light it has by the default cuts. */
const at = (fromDay: PlainDate, ratio: number): PaceStep => ({
  fromDay,
  light: lightOfRatio(ratio, rules),
  ratio,
});
const lit = (fromDay: PlainDate, light: Light): PaceStep => ({ fromDay, light, ratio: null });

interface Span {
  from: PlainDate;
  to: PlainDate;
  openSince?: PlainDate | null;
}

const pace = (steps: readonly PaceStep[], { from, to, openSince = null }: Span, by: RuleSet = rules) =>
  paceEpisodes({ steps, from, to, openSince, calendar, rules: by });

const july = (day: number) => `2023-07-${String(day).padStart(2, '0')}`;

describe('an alert about pace', () => {
  it('opens on the day after the second close of a business day and not before', () => {
    const steps = [at('2023-07-01', 1), at(july(12), 0.7)]; // Wednesday
    expect(pace(steps, { from: july(1), to: july(13) })).toEqual({ episodes: [], nextCheckOn: july(14) });
    expect(pace(steps, { from: july(1), to: july(14) })).toEqual({
      episodes: [{ openedOn: july(14), resolvedOn: null }],
      nextCheckOn: null,
    });
  });

  it('does not count the close of today, of a weekend or of a holiday', () => {
    // Friday 14 and Monday 17 July.
    expect(pace([at(july(14), 0.5)], { from: july(1), to: july(17) })).toEqual({
      episodes: [],
      nextCheckOn: july(18),
    });
    // The last day before 春节 and the made-up Saturday after it.
    const overSpringFestival = pace([at('2023-01-20', 0.5)], { from: '2023-01-01', to: '2023-02-10' });
    expect(overSpringFestival.episodes).toEqual([{ openedOn: '2023-01-29', resolvedOn: null }]);
    // The last day before 国庆 and the made-up Saturday 7 October.
    const overNationalDay = pace([at('2023-09-28', 0.5)], { from: '2023-09-01', to: '2023-10-20' });
    expect(overNationalDay.episodes).toEqual([{ openedOn: '2023-10-08', resolvedOn: null }]);
  });

  it('is not moved by a light that lasted a weekend only', () => {
    expect(
      pace([at(july(1), 1), at(july(15), 0.2), at(july(17), 1)], { from: july(1), to: july(31) }),
    ).toEqual({
      episodes: [],
      nextCheckOn: null,
    });
  });

  it('is resolved five points above the cut, on the day after the second close', () => {
    const behind = at(july(3), 0.7);
    const openedOn = july(5);
    const resolvedBy = (ratio: number) =>
      pace([behind, at(july(12), ratio)], { from: july(1), to: july(31) });
    expect(resolvedBy(0.849999)).toEqual({ episodes: [{ openedOn, resolvedOn: null }], nextCheckOn: null });
    // 0.8 + 0.05 is 0.8500000000000001 in binary.
    expect(resolvedBy(0.85).episodes).toEqual([{ openedOn, resolvedOn: july(14) }]);
    expect(pace([behind, at(july(12), 0.85)], { from: july(1), to: july(13) })).toEqual({
      episodes: [{ openedOn, resolvedOn: null }],
      nextCheckOn: july(14),
    });
  });

  it('is resolved by the light where there is no ratio, or where less than a piece is missing', () => {
    const behind = lit(july(3), 'severe');
    for (const light of ['normal', 'ahead', 'attention'] as const) {
      const { episodes } = pace([behind, lit(july(12), light)], { from: july(1), to: july(31) });
      expect(episodes).toEqual([{ openedOn: july(5), resolvedOn: july(14) }]);
    }
    // 1 of 1.5 devices (judge.ts, pieces): normal, and the ratio 0.67 cannot come nearer for months.
    const piece = pace([behind, { fromDay: july(12), light: 'normal', ratio: 0.666666 }], {
      from: july(1),
      to: july(31),
    });
    expect(piece.episodes).toEqual([{ openedOn: july(5), resolvedOn: july(14) }]);
  });

  it('can be resolved under any rules: a rate never passes its whole', () => {
    const strict = { ...rules, laggingBelow: 0.98, attentionBelow: 0.99 };
    const steps: PaceStep[] = [
      { fromDay: july(3), light: 'lagging', ratio: 0.9 },
      { fromDay: july(12), light: 'normal', ratio: 1 },
    ];
    expect(pace(steps, { from: july(1), to: july(31) }, strict).episodes[0]?.resolvedOn).toBe(july(14));
  });

  it('starts counting anew after a day that says neither', () => {
    for (const light of ['unreported', 'not_due', 'awaiting_event', 'undeterminable', 'attention'] as const) {
      const steps = [at(july(3), 0.5), lit(july(4), light), at(july(5), 0.5)];
      expect(pace(steps, { from: july(1), to: july(31) }).episodes).toEqual([
        { openedOn: july(7), resolvedOn: null },
      ]);
    }
    const recovering = [at(july(3), 0.5), at(july(10), 1), lit(july(11), 'unreported'), at(july(12), 1)];
    expect(pace(recovering, { from: july(1), to: july(31) }).episodes).toEqual([
      { openedOn: july(5), resolvedOn: july(14) },
    ]);
  });

  it('stays open while a unit reports nothing, whatever its last figure was', () => {
    const steps: PaceStep[] = [at(july(3), 0.5), { fromDay: july(10), light: 'unreported', ratio: 1.1 }];
    expect(pace(steps, { from: july(1), to: '2023-12-31' })).toEqual({
      episodes: [{ openedOn: july(5), resolvedOn: null }],
      nextCheckOn: null,
    });
  });

  it('of several steps of one day takes the last', () => {
    const steps = [at(july(3), 0.5), at(july(4), 1), at(july(4), 0.5)];
    expect(pace(steps, { from: july(1), to: july(31) }).episodes).toEqual([
      { openedOn: july(5), resolvedOn: null },
    ]);
  });

  it('asks the calendar that was known at each close, not the one known later', () => {
    // Until 4 October nobody had confirmed 2023: Monday 2 October was then a business day like any other.
    const days = Array.from({ length: 8 }, (_, n) => ({
      day: addDays('2023-09-29', n),
      isWorkingDay: false,
    }));
    const late = calendarOf([{ year: 2023, knownFrom: '2023-10-04', days }]);
    const early = calendarOf([{ year: 2023, knownFrom: '2022-12-31', days }]);
    const steps = [at('2023-10-02', 0.5)];
    const span = { steps, from: '2023-09-01', to: '2023-10-31', openSince: null, rules };
    expect(paceEpisodes({ ...span, calendar: late }).episodes[0]?.openedOn).toBe('2023-10-04');
    expect(paceEpisodes({ ...span, calendar: early }).episodes[0]?.openedOn).toBe('2023-10-11');
  });
});

/** Steps every one to six days, many near the cuts, some without a figure; over 春节, or over 国庆, of 2023. */
const anySteps = fc
  .tuple(
    fc.constantFrom('2022-12-20', '2023-01-09', '2023-04-10', '2023-06-12', '2023-09-11'),
    fc.array(
      fc.record({
        gap: fc.integer({ min: 0, max: 6 }),
        light: fc.constantFrom(...LIGHTS),
        ratio: fc.option(fc.constantFrom(0.3, 0.79, 0.799999, 0.8, 0.82, 0.849999, 0.85, 0.9, 1, 1.3)),
      }),
      { minLength: 1, maxLength: 25 },
    ),
  )
  .map(([start, raw]) => {
    let day: PlainDate = start;
    const steps: PaceStep[] = raw.map(({ gap, light, ratio }) => {
      day = addDays(day, gap);
      const silent = light === 'unreported' || light === 'undeterminable' || light === 'not_due';
      return { fromDay: day, light: ratio === null || silent ? light : lightOfRatio(ratio, rules), ratio };
    });
    return { start, end: addDays(day, 5), steps };
  });

const openAt = (episodes: readonly Episode[], day: PlainDate): PlainDate | null =>
  episodes.find(({ openedOn, resolvedOn }) => openedOn <= day && (resolvedOn === null || resolvedOn > day))
    ?.openedOn ?? null;

const stillThereAt = (episodes: readonly Episode[], day: PlainDate) =>
  episodes.filter(({ resolvedOn }) => resolvedOn === null || resolvedOn > day);

describe('pace alerts over any steps', () => {
  it('are the same from any day on as from the beginning, with 15 days of judgements before it', () => {
    fc.assert(
      fc.property(anySteps, fc.nat(140), ({ start, end, steps }, offset) => {
        const whole = pace(steps, { from: start, to: end });
        const split = addDays(start, offset);
        if (split > end) return;
        // As the database gives them: those that reach into the 15 days before.
        const horizon = addDays(split, -15);
        const read = steps.filter((_, n) => (steps[n + 1]?.fromDay ?? '9999') > horizon);
        const openSince = openAt(whole.episodes, split);
        const part = pace(read, { from: split, to: end, openSince });
        expect(part.episodes).toEqual(stillThereAt(whole.episodes, split));
        expect(part.nextCheckOn).toBe(whole.nextCheckOn);
      }),
      { numRuns: 1500 },
    );
  });

  it('are the same as what each day showed while it was today, and nothing closed is taken back', () => {
    fc.assert(
      fc.property(anySteps, ({ start, end, steps }) => {
        const whole = pace(steps, { from: start, to: end }).episodes;
        for (let today: PlainDate = start; today <= end; today = addDays(today, 1)) {
          const known = pace(
            steps.filter(({ fromDay }) => fromDay <= today),
            { from: start, to: today },
          );
          expect(known.episodes).toEqual(
            whole
              .filter(({ openedOn }) => openedOn <= today)
              .map(({ openedOn, resolvedOn }) => ({
                openedOn,
                resolvedOn: resolvedOn !== null && resolvedOn <= today ? resolvedOn : null,
              })),
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it('come and go on the day foretold when no other step follows', () => {
    fc.assert(
      fc.property(anySteps, ({ start, end, steps }) => {
        const { episodes, nextCheckOn } = pace(steps, { from: start, to: end });
        const later = addDays(end, 40);
        const after = pace(steps, { from: start, to: later });
        expect(after.nextCheckOn).toBeNull();
        if (nextCheckOn === null) expect(after.episodes).toEqual(episodes);
        else {
          expect(nextCheckOn > end).toBe(true);
          expect(pace(steps, { from: start, to: addDays(nextCheckOn, -1) }).episodes).toEqual(episodes);
          expect(pace(steps, { from: start, to: nextCheckOn }).episodes).toEqual(after.episodes);
          expect(after.episodes).not.toEqual(episodes);
        }
      }),
      { numRuns: 800 },
    );
  });

  it('agree with a walk over every single business day', () => {
    fc.assert(
      fc.property(anySteps, ({ start, end, steps }) => {
        expect(pace(steps, { from: start, to: end }).episodes).toEqual(walked(steps, start, end));
      }),
      { numRuns: 800 },
    );
  });

  it('never open twice without a resolve, and none is resolved while nothing is reported', () => {
    fc.assert(
      fc.property(anySteps, ({ start, end, steps }) => {
        const { episodes } = pace(steps, { from: start, to: end });
        episodes.forEach(({ openedOn, resolvedOn }, n) => {
          const before = episodes[n - 1]?.resolvedOn;
          if (n > 0) expect(before !== null && before !== undefined && before < openedOn).toBe(true);
          if (resolvedOn === null) return;
          expect(openedOn < resolvedOn).toBe(true);
          for (const close of [-1, -2].map((n) => addWorkingDays(calendar, resolvedOn, n))) {
            const step = steps.findLast(({ fromDay }) => fromDay <= close);
            expect(['normal', 'ahead', 'attention']).toContain(step?.light);
          }
        });
      }),
      { numRuns: 500 },
    );
  });

  it('open at most once for each real crossing of a random walk at the cut', () => {
    const walk = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 30, maxLength: 30 });
    let openings = 0;
    fc.assert(
      fc.property(walk, fc.constantFrom('2023-01-04', '2023-05-08', '2023-09-14'), (moves, start) => {
        let ratio = 80;
        const steps = moves.map((move, n) => {
          ratio += move;
          return at(addDays(start, n), ratio / 100);
        });
        const { episodes } = pace(steps, { from: start, to: addDays(start, 30) });
        // Runs of closes below the cut that held two business days.
        let inRow = 0;
        let crossings = 0;
        for (const { fromDay, ratio: value } of steps) {
          if (!calendar.isWorkingDay(fromDay)) continue;
          inRow = (value ?? 1) < rules.laggingBelow ? inRow + 1 : 0;
          if (inRow === 2) crossings += 1;
        }
        expect(episodes.length).toBeLessThanOrEqual(crossings);
        expect(episodes.length > 0).toBe(crossings > 0);
        openings += episodes.length;
      }),
      { numRuns: 500 },
    );
    expect(openings).toBeGreaterThan(100);
  });
});

/** The rule of design.md word by word, day after day. */
function walked(steps: readonly PaceStep[], start: PlainDate, today: PlainDate): Episode[] {
  const episodes: Episode[] = [];
  let inRow = 0;
  for (let day: PlainDate = start; day < today; day = addDays(day, 1)) {
    if (!calendar.isWorkingDay(day)) continue;
    const step = steps.findLast(({ fromDay }) => fromDay <= day);
    const last = episodes.at(-1);
    const isOpen = last?.resolvedOn === null;
    const isBehind = step?.light === 'lagging' || step?.light === 'severe';
    const isRecovered =
      (step?.light === 'normal' || step?.light === 'ahead' || step?.light === 'attention') &&
      (step.ratio === null || step.ratio >= 0.85 || (step.light === 'normal' && step.ratio < 0.9));
    inRow = (isOpen ? isRecovered : isBehind) ? inRow + 1 : 0;
    if (inRow < 2) continue;
    inRow = 0;
    if (isOpen) last.resolvedOn = addDays(day, 1);
    else episodes.push({ openedOn: addDays(day, 1), resolvedOn: null });
  }
  return episodes;
}

describe('an alert that counts at once', () => {
  const once = (steps: [PlainDate, boolean][], span: Span) =>
    onceEpisodes({
      steps: steps.map(([fromDay, holds]) => ({ fromDay, holds })),
      from: span.from,
      to: span.to,
      openSince: span.openSince ?? null,
    });

  it('opens on the day the condition begins, today too, and is resolved on the day it ends', () => {
    expect(once([[july(22), true]], { from: july(1), to: july(22) })).toEqual([
      { openedOn: july(22), resolvedOn: null },
    ]);
    expect(
      once(
        [
          [july(1), false],
          [july(22), true],
          [july(25), false],
          [july(29), true],
        ],
        { from: july(1), to: july(25) },
      ),
    ).toEqual([{ openedOn: july(22), resolvedOn: july(25) }]);
  });

  it('never was when it is taken back on its first day', () => {
    const steps: [PlainDate, boolean][] = [
      [july(22), true],
      [july(22), false],
    ];
    expect(once(steps, { from: july(1), to: july(22) })).toEqual([]);
    expect(once([[july(22), false]], { from: july(22), to: july(22), openSince: july(22) })).toEqual([]);
    expect(once([], { from: july(22), to: july(22), openSince: july(20) })).toEqual([
      { openedOn: july(20), resolvedOn: july(22) },
    ]);
  });

  it('goes on over steps that say the same', () => {
    const steps: [PlainDate, boolean][] = [
      [july(3), true],
      [july(5), true],
      [july(9), false],
    ];
    expect(once(steps, { from: july(1), to: july(31) })).toEqual([
      { openedOn: july(3), resolvedOn: july(9) },
    ]);
  });

  it('is the same from any day on as from the beginning', () => {
    const anyHolding = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { maxLength: 20 });
    fc.assert(
      fc.property(anyHolding, fc.nat(120), (raw, offset) => {
        let day = july(1);
        const steps = raw.map(([gap, holds]): [PlainDate, boolean] => [(day = addDays(day, gap)), holds]);
        const to = addDays(day, 3);
        const from = addDays(july(1), offset);
        if (from > to) return;
        const whole = once(steps, { from: july(1), to });
        const reaching = steps.filter((_, n) => (steps[n + 1]?.[0] ?? '9999') > from);
        expect(once(reaching, { from, to, openSince: openAt(whole, from) })).toEqual(
          stillThereAt(whole, from),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('suppression by a cause', () => {
  const alert = (
    id: string,
    kind: CausedAlert['kind'],
    resolvedOn: PlainDate | null = null,
  ): CausedAlert => ({
    id,
    kind,
    resolvedOn,
  });
  const others = [
    alert('d', 'unreported'),
    alert('c', 'overdue'),
    alert('b', 'overdue'),
    alert('a', 'overdue', july(1)),
  ];

  it.each([
    ['indicator_lagging', true, 'd'],
    ['indicator_lagging', false, null],
    ['money_behind', false, 'b'],
    ['over_budget', false, null],
    ['unreported', true, null],
    ['overdue', false, null],
  ] as const)('%s, 未报 %s: %s', (kind, isUnreported, cause) => {
    expect(suppressionOf({ ...alert('x', kind), isUnreported }, others)).toBe(cause);
  });

  it('ends with the cause and does not touch what is resolved', () => {
    const over = others.map((other) => ({ ...other, resolvedOn: july(2) }));
    expect(suppressionOf({ ...alert('x', 'money_behind'), isUnreported: false }, over)).toBeNull();
    expect(suppressionOf({ ...alert('x', 'money_behind', july(2)), isUnreported: false }, others)).toBeNull();
  });
});
