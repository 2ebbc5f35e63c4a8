/**
 * Due days and ladder steps of 2023, counted by hand on the State Council's calendar (国办发明电〔2022〕16号): 元旦 to 2 January;
 * 春节 21–27 January, worked on Saturday 28 and Sunday 29; 清明 5 April; 劳动节 29 April – 3 May, worked on Sunday 23 April and
 * Saturday 6 May; 端午 22–24 June, worked on Sunday 25; 中秋国庆 29 September – 6 October, worked on Saturday 7 and Sunday 8.
 * 元旦 2024 is 1 January. The default ladder: −3 · +1 · +5 · +10 · every 5. `0 2023-01-17` is level 0 on that day, `3+1 …`
 * the first repetition of level 3.
 */
import type { Pause } from '../../domain/alert-state.ts';
import type { AlertKind } from '../../domain/alerts.ts';
import type { DutyRule } from '../../domain/obligation.ts';

export interface LadderCase {
  kind: AlertKind;
  /** null: nothing is due, and steps are counted from `openedOn`. */
  dueOn: string | null;
  openedOn: string;
  /** Where the due day comes from, when it is counted itself. */
  rule: DutyRule | null;
  /** The day of the registered event that the rule counts from. */
  happenedOn: string | null;
  silences: Pause[];
  steps: string[];
  why: string;
}

interface Extra {
  rule?: DutyRule;
  happenedOn?: string;
  silences?: [from: string, until: string][];
}

function ladderCase(
  fixed: Pick<LadderCase, 'kind' | 'dueOn' | 'openedOn' | 'steps' | 'why'>,
  { rule, happenedOn, silences }: Extra,
): LadderCase {
  return {
    ...fixed,
    rule: rule ?? null,
    happenedOn: happenedOn ?? null,
    silences: (silences ?? []).map(([from, until]) => ({ from, until })),
  };
}

/** Reminded on `on`, three working days before. */
const soon = (dueOn: string, on: string, why: string, extra: Extra = {}) =>
  ladderCase({ kind: 'due_soon', dueOn, openedOn: '2022-12-01', steps: [`0 ${on}`], why }, extra);

/** An overdue payment, opened the day after it was due. */
const late = (dueOn: string, openedOn: string, steps: string[], why: string, extra: Extra = {}) =>
  ladderCase({ kind: 'overdue', dueOn, openedOn, steps, why }, extra);

const open = (kind: AlertKind, openedOn: string, steps: string[], why: string, extra: Extra = {}) =>
  ladderCase({ kind, dueOn: null, openedOn, steps, why }, extra);

const TEN_AFTER_QUOTA: DutyRule = {
  type: 'after',
  anchor: 'quota_formed',
  span: { count: 10, unit: 'working_day' },
};
const MONTH_AFTER_DOCUMENT: DutyRule = {
  type: 'after',
  anchor: 'document_issued',
  span: { count: 1, unit: 'month' },
};
const lastWorkingDayOf = (month: string): DutyRule => ({
  type: 'monthly',
  from: month,
  to: month,
  day: 'last_working_day',
});
const onDay = (month: string, day: number): DutyRule => ({ type: 'monthly', from: month, to: month, day });

export const LADDER_CASES: readonly LadderCase[] = [
  // ── reminders ──
  soon('2023-01-05', '2022-12-30', '4, 3 January, then back over 元旦 to Friday 30 December'),
  soon('2023-01-20', '2023-01-17', '19, 18, 17: an ordinary week before 春节'),
  soon('2023-01-25', '2023-01-18', 'due inside 春节: 20, 19, 18', { rule: onDay('2023-01', 25) }),
  soon('2023-01-28', '2023-01-18', 'due on the made-up Saturday: 20, 19, 18'),
  soon('2023-01-30', '2023-01-20', 'made-up Sunday 29, Saturday 28, then over 春节 to Friday 20'),
  soon('2023-01-31', '2023-01-28', 'month end: 30, Sunday 29, Saturday 28', {
    rule: lastWorkingDayOf('2023-01'),
  }),
  soon('2023-02-28', '2023-02-23', '27, 24, 23; a month after 31 January ends on 28 February', {
    rule: MONTH_AFTER_DOCUMENT,
    happenedOn: '2023-01-31',
  }),
  soon('2023-04-06', '2023-03-31', '4, 3 April (清明 on the 5th), then Friday 31 March'),
  soon('2023-04-28', '2023-04-25', 'last working day of April, 29 and 30 are off: 27, 26, 25', {
    rule: lastWorkingDayOf('2023-04'),
  }),
  soon('2023-04-30', '2023-04-26', 'a month after 31 March, inside 劳动节: 28, 27, 26', {
    rule: MONTH_AFTER_DOCUMENT,
    happenedOn: '2023-03-31',
  }),
  soon('2023-05-06', '2023-04-28', 'made-up Saturday: 5, 4 May, then over 劳动节 to 28 April'),
  soon('2023-06-26', '2023-06-20', 'made-up Sunday 25, then over 端午: 21, 20'),
  soon('2023-09-28', '2023-09-25', 'last working day of September: 27, 26, 25', {
    rule: lastWorkingDayOf('2023-09'),
  }),
  soon('2023-09-30', '2023-09-26', 'month end inside 国庆: 28, 27, 26', { rule: onDay('2023-09', 31) }),
  soon('2023-10-07', '2023-09-26', 'made-up Saturday: 28, 27, 26 September'),
  soon('2023-10-08', '2023-09-27', 'Saturday 7 October, then 28, 27 September'),
  soon('2023-10-10', '2023-10-07', 'Monday 9, made-up Sunday 8 and Saturday 7'),
  soon('2023-12-31', '2023-12-27', 'a Sunday: 29, 28, 27', { rule: { type: 'on', dueOn: '2023-12-31' } }),
  soon('2023-10-12', '2023-10-09', 'formed on Friday 22 September: 25–28 (4), 7–12 October (10); 11, 10, 9', {
    rule: TEN_AFTER_QUOTA,
    happenedOn: '2023-09-22',
  }),
  soon(
    '2023-10-18',
    '2023-10-13',
    'formed inside 国庆, on 1 October: 7–13 (7), 16, 17, 18 (10); 17, 16, 13',
    {
      rule: TEN_AFTER_QUOTA,
      happenedOn: '2023-10-01',
    },
  ),

  // ── overdue around 春节 ──
  late(
    '2022-12-30',
    '2022-12-31',
    ['1 2023-01-03', '2 2023-01-09', '3 2023-01-16', '3+1 2023-01-28'],
    'over 元旦: 3–6 (4), 9 (5), 10–13 (9), 16 (10), 17–20 (14), made-up Saturday 28 (15)',
  ),
  late(
    '2023-01-10',
    '2023-01-11',
    ['1 2023-01-11', '2 2023-01-17', '3 2023-01-29', '3+1 2023-02-03'],
    '11–13 (3), 16, 17 (5), 18–20 (8), 28 (9), Sunday 29 (10), 30, 31, 1, 2, 3 (15)',
  ),
  late(
    '2023-01-16',
    '2023-01-17',
    ['1 2023-01-17', '2 2023-01-28', '3 2023-02-02', '3+1 2023-02-09'],
    '17–20 (4), made-up Saturday 28 (5), 29, 30, 31, 1, 2 (10), 3, 6, 7, 8, 9 (15)',
  ),
  late(
    '2023-01-19',
    '2023-01-20',
    ['1 2023-01-20', '2 2023-01-31', '3 2023-02-07', '3+1 2023-02-14'],
    '20 (1), 28–31 (5), 1, 2, 3, 6, 7 (10), 8, 9, 10, 13, 14 (15)',
  ),
  late(
    '2023-01-20',
    '2023-01-21',
    ['1 2023-01-28', '2 2023-02-01', '3 2023-02-08', '3+1 2023-02-15'],
    'due on the last day before 春节: 28 (1), 29, 30, 31, 1 (5), 2, 3, 6, 7, 8 (10)',
  ),
  late(
    '2023-01-24',
    '2023-01-25',
    ['1 2023-01-28', '2 2023-02-01', '3 2023-02-08', '3+1 2023-02-15'],
    'due inside 春节: counts as if due on its last day off',
  ),
  late(
    '2023-01-28',
    '2023-01-29',
    ['1 2023-01-29', '2 2023-02-02', '3 2023-02-09', '3+1 2023-02-16'],
    'due on a made-up Saturday: Sunday 29 is the first day late',
  ),
  late(
    '2023-01-31',
    '2023-02-01',
    ['1 2023-02-01', '2 2023-02-07', '3 2023-02-14', '3+1 2023-02-21'],
    'month end after 春节: ordinary weeks',
    { rule: lastWorkingDayOf('2023-01') },
  ),
  late(
    '2023-02-01',
    '2023-02-02',
    ['1 2023-02-02', '2 2023-02-08', '3 2023-02-15', '3+1 2023-02-22'],
    'formed on Friday 13 January: 16–20 (5), 28–31 (9), 1 February (10)',
    { rule: TEN_AFTER_QUOTA, happenedOn: '2023-01-13' },
  ),
  late(
    '2023-02-28',
    '2023-03-01',
    ['1 2023-03-01', '2 2023-03-07', '3 2023-03-14', '3+1 2023-03-21'],
    'the last day of February: a pension due on the 31st falls there',
    { rule: onDay('2023-02', 31) },
  ),

  // ── 清明, 劳动节, 端午 ──
  late(
    '2023-04-04',
    '2023-04-05',
    ['1 2023-04-06', '2 2023-04-12', '3 2023-04-19', '3+1 2023-04-25'],
    'over 清明; made-up Sunday 23 April is the 13th, 24, 25 (15)',
  ),
  late(
    '2023-04-21',
    '2023-04-22',
    ['1 2023-04-23', '2 2023-04-27', '3 2023-05-08', '3+1 2023-05-15'],
    'made-up Sunday 23 (1), 24–27 (5), 28, 4, 5, Saturday 6, 8 (10), 9–12, 15 (15)',
  ),
  late(
    '2023-04-28',
    '2023-04-29',
    ['1 2023-05-04', '2 2023-05-09', '3 2023-05-16', '3+1 2023-05-23'],
    'over 劳动节: 4, 5, Saturday 6, 8, 9 (5), 10–12, 15, 16 (10)',
  ),
  late(
    '2023-04-30',
    '2023-05-01',
    ['1 2023-05-04', '2 2023-05-09', '3 2023-05-16', '3+1 2023-05-23'],
    'month end inside 劳动节: the same days as from the 28th',
  ),
  late(
    '2023-06-21',
    '2023-06-22',
    ['1 2023-06-25', '2 2023-06-29', '3 2023-07-06', '3+1 2023-07-13'],
    'over 端午: made-up Sunday 25 (1), 26–29 (5), 30, 3–6 (10), 7, 10–13 (15)',
  ),
  late(
    '2023-07-21',
    '2023-07-22',
    ['1 2023-07-24', '2 2023-07-28', '3 2023-08-04', '3+1 2023-08-11'],
    'the picture pages/04-alert.png: formed on 7 July',
    { rule: TEN_AFTER_QUOTA, happenedOn: '2023-07-07' },
  ),

  // ── 中秋国庆 ──
  late(
    '2023-09-15',
    '2023-09-16',
    ['1 2023-09-18', '2 2023-09-22', '3 2023-10-07', '3+1 2023-10-12'],
    '18–22 (5), 25–28 (9), made-up Saturday 7 October (10), 8–12 (15)',
  ),
  late(
    '2023-09-21',
    '2023-09-22',
    ['1 2023-09-22', '2 2023-09-28', '3 2023-10-11', '3+1 2023-10-18'],
    '22, 25–28 (5), 7–11 October (10), 12, 13, 16, 17, 18 (15)',
  ),
  late(
    '2023-09-27',
    '2023-09-28',
    ['1 2023-09-28', '2 2023-10-10', '3 2023-10-17', '3+1 2023-10-24'],
    '28 (1), 7–10 (5), 11–13, 16, 17 (10)',
  ),
  late(
    '2023-09-28',
    '2023-09-29',
    ['1 2023-10-07', '2 2023-10-11', '3 2023-10-18', '3+1 2023-10-25'],
    'due on the last day before 国庆: 7–11 (5), 12, 13, 16–18 (10)',
  ),
  late(
    '2023-09-30',
    '2023-10-01',
    ['1 2023-10-07', '2 2023-10-11', '3 2023-10-18', '3+1 2023-10-25'],
    'month end inside 国庆: the same days',
  ),
  late(
    '2023-10-06',
    '2023-10-07',
    ['1 2023-10-07', '2 2023-10-11', '3 2023-10-18', '3+1 2023-10-25'],
    'due on the last day of 国庆: the same days',
  ),
  late(
    '2023-10-07',
    '2023-10-08',
    ['1 2023-10-08', '2 2023-10-12', '3 2023-10-19', '3+1 2023-10-26'],
    'due on a made-up Saturday: Sunday 8 (1), 9–12 (5), 13, 16–19 (10)',
  ),
  late(
    '2023-12-29',
    '2023-12-30',
    ['1 2024-01-02', '2 2024-01-08', '3 2024-01-15', '3+1 2024-01-22'],
    'last working day of the year: over 元旦 2024',
    { rule: lastWorkingDayOf('2023-12') },
  ),
  ladderCase(
    {
      kind: 'deadline_missed',
      dueOn: '2023-10-31',
      openedOn: '2023-11-01',
      steps: ['1 2023-11-01', '2 2023-11-07', '3 2023-11-14', '3+1 2023-11-21'],
      why: 'work due at the end of October climbs as a payment does',
    },
    {},
  ),

  // ── nothing is due: counted from the first working day of the alert ──
  open(
    'indicator_lagging',
    '2023-01-20',
    ['0 2023-01-20', '1 2023-01-28', '2 2023-02-01', '3 2023-02-08'],
    'opened on the last working day before 春节',
  ),
  open(
    'indicator_lagging',
    '2023-01-21',
    ['0 2023-01-28', '1 2023-01-29', '2 2023-02-02', '3 2023-02-09'],
    'opened on the first day off: the handler on 28, the unit head a working day later',
  ),
  open(
    'money_behind',
    '2023-09-29',
    ['0 2023-10-07', '1 2023-10-08', '2 2023-10-12', '3 2023-10-19'],
    'opened on the first day of 国庆',
  ),
  open(
    'unreported',
    '2023-10-12',
    ['0 2023-10-12', '1 2023-10-13', '2 2023-10-19', '3 2023-10-26', '3+1 2023-11-02'],
    'September was to be reported by the fifth working day, 11 October',
  ),
  open(
    'over_budget',
    '2023-07-15',
    ['0 2023-07-17', '1 2023-07-18', '2 2023-07-24', '3 2023-07-31', '3+1 2023-08-07'],
    'opened on a Saturday by an import: from Monday 17',
  ),
  open(
    'undeterminable',
    '2023-04-22',
    ['0 2023-04-23'],
    'a Saturday before a made-up Sunday; only the handler',
  ),

  // ── silences ──
  late(
    '2023-07-21',
    '2023-07-22',
    ['1 2023-07-24', '2 2023-07-28', '3 2023-08-07', '3+1 2023-08-11'],
    'pages/04-alert.png: silent to Friday 4 August, so finance on Monday 7; the repetition keeps its day',
    { silences: [['2023-07-31', '2023-08-04']] },
  ),
  late(
    '2023-01-19',
    '2023-01-20',
    ['1 2023-01-28', '2 2023-01-31', '3 2023-02-07', '3+1 2023-02-14'],
    'silent from 20 January over 春节: taken on the made-up Saturday',
    { silences: [['2023-01-20', '2023-01-27']] },
  ),
  late(
    '2023-01-16',
    '2023-01-17',
    ['1 2023-01-17', '2 2023-01-29', '3 2023-02-02', '3+1 2023-02-09'],
    'silent through the made-up Saturday: taken on the made-up Sunday',
    { silences: [['2023-01-18', '2023-01-28']] },
  ),
  late(
    '2023-01-10',
    '2023-01-11',
    ['1 2023-01-11', '3 2023-02-01', '3+1 2023-02-03'],
    'levels 2 (17) and 3 (29) came due in the silence: only the higher is taken, on 1 February',
    { silences: [['2023-01-17', '2023-01-31']] },
  ),
  soon('2023-10-08', '2023-10-07', 'silent on 27 September until the holiday: on the made-up Saturday', {
    silences: [['2023-09-27', '2023-09-30']],
  }),
  late(
    '2023-09-21',
    '2023-09-22',
    ['1 2023-09-22', '2 2023-10-07', '3 2023-10-11', '3+1 2023-10-18'],
    'silent to the last day of 国庆',
    { silences: [['2023-09-25', '2023-10-06']] },
  ),
  late(
    '2023-09-27',
    '2023-09-28',
    ['1 2023-10-09', '2 2023-10-10', '3 2023-10-17', '3+1 2023-10-24'],
    'silent over 国庆 and both made-up days: Monday 9',
    { silences: [['2023-09-28', '2023-10-08']] },
  ),
  late(
    '2023-09-15',
    '2023-09-16',
    ['1 2023-09-18', '3 2023-10-09', '3+1 2023-10-12'],
    'levels 2 (22) and 3 (7) came due in the silence: the higher on Monday 9',
    { silences: [['2023-09-20', '2023-10-08']] },
  ),
  late(
    '2023-12-29',
    '2023-12-30',
    ['2 2024-01-08', '3 2024-01-15', '3+1 2024-01-22'],
    'silent 2–5 January: level 1 waits for Monday 8, where level 2 stands and takes it along',
    { silences: [['2024-01-02', '2024-01-05']] },
  ),
  late(
    '2023-04-28',
    '2023-04-29',
    ['1 2023-05-08', '2 2023-05-09', '3 2023-05-16', '3+1 2023-05-23'],
    'two silences end to end over the made-up Saturday 6 May',
    {
      silences: [
        ['2023-05-04', '2023-05-05'],
        ['2023-05-06', '2023-05-07'],
      ],
    },
  ),
  open(
    'unreported',
    '2023-10-12',
    ['0 2023-10-12', '1 2023-10-13', '2 2023-10-23', '3 2023-10-26', '3+1 2023-11-02'],
    'silent 18–22 October: level 2 (19) waits for Monday 23',
    { silences: [['2023-10-18', '2023-10-22']] },
  ),
];
