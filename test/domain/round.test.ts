import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { workingCalendar } from '../../domain/calendar.ts';
import { DEFAULT_LADDER, ladderDates } from '../../domain/ladder.ts';
import { checkRound, checkRoundVariant } from '../../domain/round-check.ts';
import {
  chaseOf,
  roundsOf,
  selectProjects,
  type Round,
  type RoundScope,
  type RoundVariant,
  type SelectableProject,
} from '../../domain/round.ts';
import { calendar2023 } from './calendar-2023.ts';

const FOLDER = 'db/review-variants';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const json = (name: string): unknown => JSON.parse(readFileSync(`${FOLDER}/${name}.json`, 'utf8'));
function variant(name: string): RoundVariant {
  const checked = checkRoundVariant(json(name));
  if ('refusals' in checked) throw new Error(JSON.stringify(checked.refusals));
  return checked.variant;
}
const round2023 = (name: string, n = 0): Round => {
  const round = roundsOf(variant(name), 2023, calendar2023)[n];
  if (round === undefined) throw new Error(`${name} has no plan ${String(n)}`);
  return round;
};
const due = ({ deadlines }: Round) => Object.fromEntries(deadlines.map(({ post, dueOn }) => [post, dueOn]));

describe('the variants of the counties', () => {
  it('are configuration: five files that are understood, each named by its id', () => {
    expect(files).toHaveLength(5);
    for (const file of files) expect(variant(file.slice(0, -5)).id).toBe(file.slice(0, -5));
  });
  it('say of each number where it comes from, and how sure that is', () => {
    const origins = (value: unknown): string[] => {
      if (typeof value !== 'object' || value === null) return [];
      const own = 'origin' in value && typeof value.origin === 'string' ? [value.origin] : [];
      return [...own, ...Object.values(value).flatMap(origins)];
    };
    for (const file of files) {
      const all = origins(json(file.slice(0, -5)));
      expect(all.length).toBeGreaterThan(4);
      // A notice, a regulation's annex or law, or that it is remembered or advised only; and in words that a bureau reads.
      for (const origin of all) expect(origin).toMatch(/^(?!.*domain\.md).*(通知|据记忆|建议)/);
    }
  });
  it('January to June: known on working day 5 of July, answered by working days 10 and 15', () => {
    const round = round2023('january-june');
    expect(round).toMatchObject({ toMonth: 6, cutOffOn: '2023-07-07', kind: 'self', scope: { type: 'all' } });
    expect(due(round)).toEqual({ handler: '2023-07-14', leader: '2023-07-21' });
  });
  it('the form by the end of October: the last working day when the 31st is off', () => {
    expect(due(round2023('october-form'))).toEqual({ handler: '2023-10-31' });
    const [round] = roundsOf(variant('october-form'), 2026, workingCalendar([], [2026]));
    expect(round && due(round)).toEqual({ handler: '2026-10-30' });
  });
  it('the third quarter: 10 days for projects, 20 for the department and for key projects', () => {
    // 10 October 2023 is a Tuesday, 20 October a Friday.
    expect(due(round2023('third-quarter'))).toEqual({ handler: '2023-10-10', leader: '2023-10-20' });
    const key = round2023('third-quarter', 1);
    expect(key.kind).toBe('key');
    expect(due(key)).toEqual({ handler: '2023-10-20' });
  });
  it('the end of August: key projects of 2 million and less than 60 % executed', () => {
    const round = round2023('end-of-august');
    expect(round).toMatchObject({ toMonth: 8, cutOffOn: '2023-08-31', kind: 'key' });
    expect(round.scope).toEqual({
      type: 'rule',
      budgetAtLeastYuan: '2000000.00',
      executionRateBelow: 0.6,
      lights: null,
    });
  });
  it('January to July by 31 August, as central departments do', () => {
    expect(round2023('january-july')).toMatchObject({ toMonth: 7, cutOffOn: '2023-07-31' });
    expect(due(round2023('january-july'))).toMatchObject({ leader: '2023-08-31' });
  });
  it('bring their origins into the round, and rounds that the check of rounds takes', () => {
    for (const file of files) {
      for (const round of roundsOf(variant(file.slice(0, -5)), 2023, calendar2023)) {
        expect(checkRound(JSON.parse(JSON.stringify(round)))).toEqual({ round });
        expect(round.origins).toHaveProperty('scope');
        expect(round.variantId).toBe(file.slice(0, -5));
      }
    }
  });
  it('say that a day is a guess where the year’s days off are not confirmed', () => {
    const [round] = roundsOf(variant('third-quarter'), 2023, workingCalendar([], []));
    expect(round?.deadlines.every(({ isGuess }) => isGuess)).toBe(true);
    expect(round2023('third-quarter').deadlines.some(({ isGuess }) => isGuess)).toBe(false);
  });
  it('move a day off to the next working day where configured: National Day holidays end on 6 October', () => {
    const plan = variant('third-quarter').plans[0];
    const within = {
      ...variant('third-quarter'),
      plans: plan
        ? [
            {
              ...plan,
              deadlines: [
                {
                  post: 'handler' as const,
                  due: {
                    value: { type: 'after_window' as const, count: 3, unit: 'day' as const },
                    origin: 'test',
                  },
                },
              ],
            },
          ]
        : [],
    };
    const [round] = roundsOf(within, 2023, calendar2023);
    expect(round && due(round)).toEqual({ handler: '2023-10-07' });
  });
});

describe('a variant is refused', () => {
  const broken = (change: (copy: Record<string, never>) => void) => {
    const copy = json('third-quarter') as Record<string, never>;
    change(copy);
    const checked = checkRoundVariant(copy);
    return 'refusals' in checked ? checked.refusals.map(({ at, message }) => `${at}: ${message}`) : [];
  };
  const put = (path: string, value: unknown) => (copy: Record<string, never>) => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let at: Record<string, unknown> = copy;
    for (const key of keys) at = at[key] as Record<string, unknown>;
    if (value === undefined) Reflect.deleteProperty(at, last);
    else at[last] = value;
  };
  it.each([
    ['toMonth.value', 13, 'toMonth.value: 应为 1–12 的整数'],
    ['toMonth.value', '9', 'toMonth.value: 应为 1–12 的整数'],
    ['toMonth.origin', ' ', 'toMonth.origin: 每个数都要写明出处'],
    ['toMonth', 9, 'toMonth: 应为一组内容'],
    ['id', '三季度', 'id: 应为小写字母、数字和连字符'],
    ['title', '', 'title: 不能空着，最多 300 字'],
    ['dayOff.value', 'never', 'dayOff.value: 应为其中之一：next_working_day previous_working_day as_it_is'],
    ['colour', 'red', 'colour: 不认识的内容'],
    ['cutOff', undefined, 'cutOff: 缺少这一项'],
    ['plans', [], 'plans: 应为 1–2 项的列表'],
    ['plans.1.kind', 'self', 'plans: 自行监控和重点监控各只能有一个'],
    ['plans.0.deadlines.0.post', 'leader', 'plans[0].deadlines: 要有经办人的报送期限'],
    ['plans.0.deadlines.0.due.value.count', 400, 'plans[0].deadlines[0].due.value.count: 应为 0–120 的整数'],
    [
      'plans.0.deadlines.0.due.value.type',
      'soon',
      'plans[0].deadlines[0].due.value.type: 应为其中之一：after_window after_cut_off on',
    ],
    [
      'plans.1.scope.value.budgetAtLeastYuan',
      2000000,
      'plans[1].scope.value.budgetAtLeastYuan: 应为金额，单位元，如 "2000000.00"，或 null',
    ],
    ['plans.1.scope.value.budgetAtLeastYuan', null, 'plans[1].scope.value: 至少要有一个条件'],
    [
      'plans.1.scope.value.executionRateBelow',
      60,
      'plans[1].scope.value.executionRateBelow: 应大于 0、不超过 1，或 null',
    ],
  ])('with %s = %j', (path, value, refusal) => {
    expect(broken(put(path, value))).toContain(refusal);
  });
  it('when it is no object at all, in the reader’s language, and never by an exception', () => {
    for (const nothing of [null, 3, 'x', [], undefined])
      expect(checkRoundVariant(nothing)).toHaveProperty('refusals');
    const checked = checkRoundVariant(null, 'en');
    expect('refusals' in checked && checked.refusals[0]?.message).toBe('an object');
  });
});

describe('a round entered by hand', () => {
  const round = round2023('third-quarter');
  const refused = (change: Partial<Record<keyof Round, unknown>>) => {
    const checked = checkRound({ ...round, ...change });
    return 'refusals' in checked ? checked.refusals.map(({ at, message }) => `${at}: ${message}`) : [];
  };
  it('is any window from January on', () => {
    expect(refused({ toMonth: 1, cutOffOn: '2023-09-30' })).toEqual([]);
  });
  it('is refused where its days do not fit each other', () => {
    expect(refused({ cutOffOn: '2023-09-29' })).toEqual(['cutOffOn: 不能早于监控期的最后一天']);
    expect(refused({ cutOffOn: '2023-10-15' })).toEqual(['deadlines[0].dueOn: 不能早于数据截止日']);
    const [handler, leader] = round.deadlines;
    const early = [handler, { ...leader, dueOn: '2023-10-09' }];
    expect(refused({ deadlines: early })).toEqual(['deadlines[1].dueOn: 不能早于经办人的期限']);
  });
  it('is refused with a day that does not exist, a list with doubles, a scope that is none', () => {
    expect(refused({ cutOffOn: '2023-09-31' })).toContain('cutOffOn: 日期要写成 2023-07-31 这样');
    expect(refused({ scope: { type: 'list', projectIds: ['a', 'a'] } })).toEqual([
      'scope.projectIds: 项目不能空着，也不能重复',
    ]);
    expect(refused({ scope: { type: 'some' } })).toEqual(['scope.type: 应为其中之一：all rule list']);
  });
});

describe('which projects a round is about', () => {
  const project = (
    id: string,
    budgetYuan: string | null,
    executedYuan: string,
    light: SelectableProject['light'] = 'normal',
  ) => ({ id, budgetYuan, executedYuan, light });
  const projects = [
    project('at the cuts', '2000000.00', '1200000.00'),
    project('a cent below 60 %', '2000000.00', '1199999.99'),
    project('a cent too small', '1999999.99', '0.00'),
    project('large and late', '104100000.00', '10.00', 'severe'),
    project('without budget', null, '500.00'),
  ];
  const rule: RoundScope = {
    type: 'rule',
    budgetAtLeastYuan: '2000000.00',
    executionRateBelow: 0.6,
    lights: null,
  };
  it('all of them', () => {
    expect(selectProjects({ type: 'all' }, projects).chosen).toHaveLength(5);
  });
  it('by rule exactly at the cuts, and what has no budget is named instead of left out', () => {
    expect(selectProjects(rule, projects)).toEqual({
      chosen: ['a cent below 60 %', 'large and late'],
      undecided: [{ id: 'without budget', missing: 'budget' }],
      unknown: [],
    });
  });
  it('by light as well', () => {
    expect(selectProjects({ ...rule, lights: ['severe'] }, projects)).toMatchObject({
      chosen: ['large and late'],
      undecided: [],
    });
    const lights: RoundScope = {
      type: 'rule',
      budgetAtLeastYuan: null,
      executionRateBelow: null,
      lights: ['normal'],
    };
    expect(selectProjects(lights, projects).chosen).toContain('without budget');
  });
  it('by hand, in the projects’ order, with those that are not there', () => {
    const list: RoundScope = { type: 'list', projectIds: ['gone', 'large and late', 'at the cuts'] };
    expect(selectProjects(list, projects)).toEqual({
      chosen: ['at the cuts', 'large and late'],
      undecided: [],
      unknown: ['gone'],
    });
  });
});

describe('a late answer', () => {
  const dates = (today: string) =>
    ladderDates(DEFAULT_LADDER, chaseOf('2023-08-31', '2023-08-01', today), calendar2023, { repeats: 0 });
  it('is one from the day after its day on', () => {
    expect(chaseOf('2023-08-31', '2023-08-01', '2023-08-31')).toMatchObject({
      kind: 'due_soon',
      openedOn: '2023-08-01',
    });
    expect(chaseOf('2023-08-31', '2023-08-01', '2023-09-01')).toMatchObject({
      kind: 'deadline_missed',
      openedOn: '2023-09-01',
    });
  });
  it('is reminded of three working days before its day', () => {
    expect(dates('2023-08-20').map(({ level, on }) => [level, on])).toEqual([[0, '2023-08-28']]);
  });
  it('is escalated 1, 5 and 10 working days after it', () => {
    expect(dates('2023-09-01').map(({ level, on, posts }) => [level, on, posts.at(-1)])).toEqual([
      [1, '2023-09-01', 'unit_head'],
      [2, '2023-09-07', 'leader'],
      [3, '2023-09-14', 'finance_performance'],
    ]);
  });
});
