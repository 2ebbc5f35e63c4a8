/** What the page of building blocks is drawn from: invented facts, judged as real ones are. 演示数据. */
import { addDays, weekday, workingCalendar } from '../domain/calendar.ts';
import { judgeIndicator, type Reported } from '../domain/judge.ts';
import { DEFAULT_RULE_SET, type Light } from '../domain/light.ts';
import type { JudgedTarget } from '../domain/target.ts';
import type { Entry, EntrySheet } from '../server/contract.ts';
import type { AlertDetail, TimelineEntry } from '../server/contract-alerts.ts';
import type { MoneyPace } from './charts/money-pace.ts';
import type { PaceSource } from './charts/pace.ts';
import type { TrendSource } from './charts/trend.ts';
import { type DeskEntry, openDesk } from './entry-desk.ts';
import { designWords } from './words/design.ts';

export const YEAR = 2023;
export const TODAY = '2023-07-31';
const names = designWords.samples;

const target = (changes: Partial<JudgedTarget>): JudgedTarget => ({
  measure: 'cumulative',
  direction: 'at_least',
  value: '1000',
  unit: names.people,
  curve: { type: 'even' },
  reportEvery: 'month',
  reason: null,
  assumed: [],
  ...changes,
});

/** A value for each month from January on. */
function reported(values: readonly number[]): Reported[] {
  return values.map((value, index) => ({
    period: `${YEAR}-${String(index + 1).padStart(2, '0')}`,
    basis: 'cumulative',
    value: String(value),
    date: null,
    grade: null,
  }));
}

function source(name: string, judged: JudgedTarget, values: readonly number[]): PaceSource {
  const entries = reported(values);
  const judgement = judgeIndicator({
    target: judged,
    fiscalYear: YEAR,
    entries,
    today: TODAY,
    calendar: workingCalendar([], [YEAR]),
    rules: DEFAULT_RULE_SET,
  });
  return { judged, name, fiscalYear: YEAR, entries, asOf: TODAY, judgement };
}

/** An indicator behind its pace, one that keeps it, a ceiling, a rate, and one without a report. */
export function paceSamples(): Record<'behind' | 'ahead' | 'ceiling' | 'rate' | 'silent', PaceSource> {
  return {
    behind: source(names.indicator, target({}), [20, 40, 90, 150, 230, 280, 302]),
    ahead: source(names.indicator, target({}), [80, 170, 260, 350, 430, 520, 640]),
    ceiling: source(
      names.ceiling,
      target({ direction: 'at_most', value: '50000', unit: names.yuanUnit, curve: { type: 'year_end' } }),
      [3000, 6000, 9500, 14_000, 21_000, 26_000, 31_000],
    ),
    rate: source(
      names.rate,
      target({ measure: 'level', value: '90', unit: '%' }),
      [88, 91, 90, 92, 93, 93, 93.4],
    ),
    silent: source(names.indicator, target({}), []),
  };
}

/** A budget of 60 万元, of which 35 were to be spent by now and 25 are. */
export function moneySample(): MoneyPace {
  return {
    budget: '600000.00',
    ledger: [
      { event: 'budgeted', happenedOn: '2023-01-03', amount: '600000.00' },
      { event: 'paid', happenedOn: '2023-03-31', amount: '100000.00' },
      { event: 'paid', happenedOn: '2023-05-19', amount: '80000.00' },
      { event: 'returned', happenedOn: '2023-06-12', amount: '20000.00' },
      { event: 'paid', happenedOn: '2023-07-14', amount: '90000.00' },
    ],
    curve: { type: 'even' },
    fiscalYear: YEAR,
    asOf: TODAY,
    judgement: { light: 'lagging', actualThrough: '2023-07-31', expected: '350000.00', ratio: 0.714 },
  };
}

/** The year's execution of a budget of 2,000 万元, in percent at each month's end. */
export function trendSample(percents: readonly number[]): TrendSource {
  const budgetYuan = 20_000_000;
  const trend = percents.map((share, index) => ({
    day: addDays(
      `${index === 11 ? YEAR + 1 : YEAR}-${String(((index + 1) % 12) + 1).padStart(2, '0')}-01`,
      -1,
    ),
    executed: ((budgetYuan * share) / 100).toFixed(2),
  }));
  const last = trend.at(-1);
  const executed = last?.executed ?? '0.00';
  return {
    fiscalYear: YEAR,
    asOf: last?.day ?? `${YEAR}-01-15`,
    budget: budgetYuan.toFixed(2),
    executed,
    executionRate: Number(executed) / budgetYuan,
    trend,
  };
}

/** The lights of a year for the strip: known, the running month, and forecasts. */
export function stripSample(): { months: (Light | null)[]; forecast: (Light | null)[] }[] {
  const ahead = (light: Light) => Array.from({ length: 12 }, (_, month) => (month < 7 ? null : light));
  const known = (...lights: Light[]) => [
    ...lights,
    ...Array.from({ length: 12 - lights.length }, () => null),
  ];
  return [
    {
      months: known('not_due', 'normal', 'normal', 'attention', 'lagging', 'lagging', 'severe'),
      forecast: ahead('severe'),
    },
    {
      months: known('awaiting_event', 'not_due', 'unreported', 'ahead', 'normal', 'undeterminable', 'normal'),
      forecast: ahead('normal'),
    },
    { months: known(), forecast: [] },
  ];
}

const step = (changes: Partial<TimelineEntry>): TimelineEntry => ({
  on: TODAY,
  at: null,
  what: 'told',
  level: null,
  title: '',
  text: null,
  workingDaysAhead: null,
  posts: [],
  proofs: [],
  ...changes,
});

/** Weekends off, one Saturday worked; a payment that fell due on 07-21. */
export function rulerSample(): Pick<AlertDetail, 'ruler' | 'asOf' | 'today' | 'timeline'> & {
  alert: Pick<AlertDetail['alert'], 'dueOn' | 'openedOn' | 'kind' | 'resolvedOn'>;
} {
  const ruler: AlertDetail['ruler'] = [];
  for (let day = '2023-07-07'; day <= '2023-08-04'; day = addDays(day, 1))
    ruler.push({ day, isWorkingDay: weekday(day) <= 5 || day === '2023-07-15', name: null });
  return {
    asOf: TODAY,
    today: TODAY,
    alert: { kind: 'overdue', dueOn: '2023-07-21', openedOn: '2023-07-22', resolvedOn: null },
    ruler,
    timeline: [
      step({ on: '2023-07-07', what: 'event', title: names.event }),
      step({ on: '2023-07-18', level: 0, posts: ['handler'] }),
      step({ on: '2023-07-21', what: 'due', title: names.due }),
      step({ on: '2023-07-24', level: 1, posts: ['handler', 'unit_head'] }),
      step({ on: '2023-07-28', level: 2, posts: ['leader'] }),
      step({ on: TODAY, what: 'today', title: names.waiting }),
      step({ on: '2023-08-04', what: 'step', level: 3, posts: ['finance_performance'], workingDaysAhead: 4 }),
    ],
  };
}

/** A message that bounced and its replacement, with their proofs. */
export function proofSample(): TimelineEntry {
  const at = `${TODAY}T08:30:02+08:00`;
  return step({
    posts: ['unit_head'],
    proofs: [
      { channel: 'mail', post: names.colleague, state: 'failed', at, readAt: null, detail: null },
      {
        channel: 'product',
        post: names.colleague,
        state: 'sent',
        at,
        readAt: `${TODAY}T09:05:00+08:00`,
        detail: null,
      },
    ],
  });
}

/** A field that somebody else filled meanwhile. Nothing is sent: the desk's server is this page. */
export function conflictSample(): DeskEntry {
  const newer: Entry = {
    id: 'newer',
    period: '2023-07',
    indicatorId: 'row',
    basis: 'cumulative',
    value: '312',
    grade: null,
    note: null,
    supersedes: null,
    recordedOn: TODAY,
    recordedAt: `${TODAY}T14:32:08+08:00`,
    recordedBy: names.colleague,
    invented: true,
  };
  const row: EntrySheet['projects'][number]['rows'][number] = {
    indicatorId: 'row',
    level2: '',
    group: 'quantity',
    name: names.indicator,
    rawTarget: names.printed,
    judged: target({}),
    entries: [],
    current: null,
    previous: null,
    demanded: true,
    light: 'not_due',
  };
  const nothing = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  const desk = openDesk(
    {
      period: '2023-07',
      unitName: names.unit,
      dueOn: '2023-08-07',
      workingDaysLeft: 5,
      invented: true,
      judging: {
        today: TODAY,
        fiscalYear: YEAR,
        rules: DEFAULT_RULE_SET,
        calendar: { days: [], confirmedYears: [YEAR] },
      },
      projects: [{ id: 'project', name: names.project, budget: '550000.00', rows: [row] }],
    },
    {
      accountId: 'design',
      store: nothing,
      record: () => Promise.reject(new Error('the page of building blocks records nothing')),
    },
  );
  const entry = [...desk.rows.values()][0] as DeskEntry;
  const yours = { period: '2023-07', basis: 'cumulative' as const, value: '302' };
  entry.field = { ...entry.field, text: '302' };
  entry.sending = { at: 'conflict', conflict: { code: 'superseded', message: '', newer, yours } };
  return entry;
}
