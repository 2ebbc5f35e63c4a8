/** A curve as a form, checked while it is filled in, and what the light would be under it. Pure. Percents 0–100. */
import { isPlainDate, monthNumber, monthOfYear, workingCalendar } from '../domain/calendar.ts';
import { explainIndicator, explainMoney } from '../domain/explain.ts';
import { judgeIndicator, judgeMoney, type Judgement } from '../domain/judge.ts';
import { curveFault, type Curve } from '../domain/pace.ts';
import type { JudgingContext, ProjectDetail, ProjectIndicator } from '../server/contract.ts';
import { plainTyping, typedDate } from './entry-input.ts';
import { reportedOf } from './project-view.ts';
import { dutyWords } from './words/duties.ts';
import { locale } from './words/words.ts';

export const CURVE_TYPES: readonly Curve['type'][] = [
  'even',
  'monthly',
  'year_end',
  'date',
  'seasonal',
  'plan',
];

export interface CurveForm {
  type: Curve['type'];
  /** Months 1–12, for `monthly`. */
  from: number;
  to: number;
  /** As typed, for `date`. */
  day: string;
  /** 1–12, for `seasonal`. */
  months: number[];
  /** Cumulative percent at each month's end as typed, for `plan`. */
  percent: string[];
}

/** The form that gives `curve`; for the other types it starts from what is usual. */
export function curveForm(curve: Curve): CurveForm {
  const form: CurveForm = {
    type: curve.type,
    from: 1,
    to: 12,
    day: '',
    months: [1, 2, 3, 11, 12],
    percent: Array.from({ length: 12 }, () => ''),
  };
  if (curve.type === 'monthly') {
    if (curve.from !== undefined) form.from = monthNumber(curve.from);
    if (curve.to !== undefined) form.to = monthNumber(curve.to);
  }
  if (curve.type === 'date') form.day = curve.on;
  if (curve.type === 'seasonal') form.months = [...curve.months].sort((a, b) => a - b);
  if (curve.type === 'plan') form.percent = curve.percent.map(String);
  return form;
}

/** The curve as filled in, or one sentence that says what is wrong. */
export function curveOf(form: CurveForm, fiscalYear: number): { curve: Curve } | { problem: string } {
  const words = dutyWords.curve;
  let curve: Curve;
  switch (form.type) {
    case 'even':
    case 'year_end':
      curve = { type: form.type };
      break;
    case 'monthly':
      curve =
        form.from === 1 && form.to === 12
          ? { type: 'monthly' }
          : {
              type: 'monthly',
              from: monthOfYear(fiscalYear, form.from),
              to: monthOfYear(fiscalYear, form.to),
            };
      break;
    case 'date': {
      const on = typedDate(form.day, fiscalYear);
      if (on === null) return { problem: words.dayMissing };
      if (!isPlainDate(on)) return { problem: curveFault({ type: 'date', on }, locale.value) ?? '' };
      curve = { type: 'date', on };
      break;
    }
    case 'seasonal':
      curve = { type: 'seasonal', months: [...form.months].sort((a, b) => a - b) };
      break;
    case 'plan': {
      const percent = form.percent.map((text) => typedPercent(text));
      if (percent.some((value) => value === null)) return { problem: words.percentMissing };
      curve = { type: 'plan', percent: percent.map(Number) };
      break;
    }
  }
  const problem = curveFault(curve, locale.value);
  return problem === null ? { curve } : { problem };
}

/** null: not filled in; NaN: no number. */
function typedPercent(text: string): number | null {
  const plain = plainTyping(text).replace(/%$/, '');
  return plain === '' ? null : Number(plain);
}

/** Months (0–11) of a plan that cannot be: no percent, or less than the month before. */
export function faultyMonths(percent: readonly string[]): number[] {
  const faulty: number[] = [];
  let before = 0;
  percent.forEach((text, index) => {
    const value = typedPercent(text);
    if (value === null) return;
    if (!(value >= before && value <= 100) || (index === 11 && value !== 100)) faulty.push(index);
    // What cannot be is no measure for the months after it.
    if (value >= before && value <= 100) before = value;
  });
  return faulty;
}

/** Whether two curves expect the same: months of the whole year may be said or not. */
export function isSameCurve(a: Curve, b: Curve, fiscalYear: number): boolean {
  const plain = (curve: Curve) => {
    const read = curveOf(curveForm(curve), fiscalYear);
    return JSON.stringify('curve' in read ? read.curve : curve);
  };
  return plain(a) === plain(b);
}

export interface Outlook {
  judgement: Judgement;
  why: string;
}

/** The judgement of a project's money under another curve, today. */
export function moneyUnder(
  curve: Curve,
  money: Pick<ProjectDetail['money'], 'budget' | 'executed' | 'judgement'>,
  { rules, today, fiscalYear }: Pick<JudgingContext, 'rules' | 'today' | 'fiscalYear'>,
): Outlook {
  const { budget, executed } = money;
  const judgement = judgeMoney({
    budget,
    executed,
    lastLedgerOn: money.judgement.actualThrough,
    curve,
    fiscalYear,
    today,
    rules,
  });
  return {
    judgement,
    why: explainMoney(judgement, { budget, executed }, { fiscalYear, rules, language: locale.value }),
  };
}

/** The judgement of an indicator under another curve, today. */
export function indicatorUnder(
  curve: Curve,
  indicator: Pick<ProjectIndicator, 'name' | 'judged' | 'entries'>,
  judging: JudgingContext,
): Outlook {
  const { rules, today, fiscalYear } = judging;
  const calendar = workingCalendar(judging.calendar.days, judging.calendar.confirmedYears);
  const target = { ...indicator.judged, curve };
  const entries = reportedOf(indicator);
  const judgement = judgeIndicator({ target, fiscalYear, entries, today, calendar, rules });
  const why = explainIndicator(judgement, target, {
    name: indicator.name,
    language: locale.value,
    fiscalYear,
    today,
    calendar,
    rules,
  });
  return { judgement, why };
}
