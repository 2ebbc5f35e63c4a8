/**
 * What cannot be true of an entry, told at the field with the reason, and what can be true but wants a word of explanation.
 * The same check runs while typing and before the fact is stored.
 */
import {
  firstDayOf,
  isMonth,
  isPlainDate,
  monthNumber,
  yearOf,
  type Month,
  type PlainDate,
} from './calendar.ts';
import {
  isBoundedRateName,
  isGrowthName,
  isMoneyUnit,
  isPercentUnit,
  isWholeUnit,
} from './indicator-words.ts';
import { lastYearOf, type Basis, type Grade, type Reported } from './judge.ts';
import { LANGUAGES, OFFICE_LANGUAGE, type Language } from './language.ts';
import { exact, isDecimalText } from './money.ts';
import { difference, monthWords, quantity } from './quantity.ts';
import type { JudgedTarget } from './target.ts';

/** The field of the form; a day done on is typed into `value`. */
export type EntryField = 'period' | 'basis' | 'value' | 'grade' | 'note';

export interface EntryFinding {
  field: EntryField;
  /** Stable name of the rule. */
  code: string;
  message: string;
}

export interface EntryToCheck {
  target: JudgedTarget;
  /** The indicator's name: some rates (满意度, 合格率) cannot pass 100 %. */
  name?: string;
  fiscalYear: number;
  period: Month;
  basis: Basis;
  value: string | null;
  grade: Grade | null;
  date: PlainDate | null;
  note: string | null;
  today: PlainDate;
  /** The entry in force of the latest earlier period. */
  previous: Reported | null;
  /** Of who types; without it the office's. */
  language?: Language;
}

/** A finding with its message in each language. */
interface Found extends Omit<EntryFinding, 'message'> {
  texts: Readonly<Record<Language, string>>;
}

/** More digits than any county's money in cents; beyond it a slip of the finger. */
const MOST_DIGITS = 15;
const SHORTEST_NOTE = 4;
/** A rate of ten times the whole is a typing error (issue 2: 1,000 % is refused). */
const PERCENT_REFUSED_FROM = 1000;
/** A count of ten times the year's target is probably a zero too many. */
const FAR_ABOVE = 10;
/** A rate that falls by this many points since the last entry wants its reason. */
const POINTS_TO_EXPLAIN = 5;

/** `problems` refuse the entry; `warnings` ask for a note and do not refuse it once there is one. */
export function checkEntry(entry: EntryToCheck): { problems: EntryFinding[]; warnings: EntryFinding[] } {
  const problems = [...periodProblems(entry), ...basisProblems(entry)];
  const warnings: Found[] = [];
  switch (entry.target.measure) {
    case 'date':
      problems.push(...dateProblems(entry));
      break;
    case 'grade':
      problems.push(...gradeProblems(entry));
      break;
    case 'cumulative':
    case 'level':
    case 'none': {
      const refused = valueProblems(entry);
      problems.push(...refused);
      if (refused.length === 0) warnings.push(...valueWarnings(entry));
      break;
    }
  }
  const said = ({ field, code, texts }: Found): EntryFinding => ({
    field,
    code,
    message: texts[entry.language ?? OFFICE_LANGUAGE],
  });
  return { problems: problems.map(said), warnings: warnings.map(said) };
}

function periodProblems({ target, period, fiscalYear, today }: EntryToCheck): Found[] {
  if (!isMonth(period))
    return [found('period', 'period_malformed', '月份要写成 2023-07 这样', 'Write the month like 2023-07')];
  const last = lastYearOf(target, fiscalYear);
  if (yearOf(period) < fiscalYear || yearOf(period) > last) {
    const months = last === fiscalYear ? ' 1—12 月' : `当年 1 月到 ${String(last)} 年 12 月`;
    return [
      found(
        'period',
        'period_outside_year',
        `这是 ${String(fiscalYear)} 年度的指标，只能填${months}`,
        `This is an indicator of ${String(fiscalYear)}: only Jan to Dec${last === fiscalYear ? '' : ` ${String(last)}`} can be reported`,
      ),
    ];
  }
  if (firstDayOf(period) > today) {
    return [
      found(
        'period',
        'period_future',
        `${String(monthNumber(period))} 月还没开始，到了再填`,
        `${monthWords(monthNumber(period), 'en')} has not begun; report it when it comes`,
      ),
    ];
  }
  return [];
}

function basisProblems({ target, basis }: EntryToCheck): Found[] {
  const fits =
    target.measure === 'none' || (target.measure === 'cumulative' ? basis !== 'level' : basis === 'level');
  if (fits) return [];
  return [
    target.measure === 'cumulative'
      ? found(
          'basis',
          'basis_unfit',
          '这个指标按累计算，请填本月数或本年累计数',
          'This indicator is cumulative: report the figure of the month or the total of the year',
        )
      : found(
          'basis',
          'basis_unfit',
          '这个指标不按月累加，请填期末的水平',
          'This indicator does not add up: report the level at period end',
        ),
  ];
}

function dateProblems({ target, value, date, grade, fiscalYear, today }: EntryToCheck): Found[] {
  if (value !== null || grade !== null)
    return [found('value', 'date_expected', '请填完成日期', 'Enter the day of completion')];
  if (date === null || date === '')
    return [found('value', 'date_missing', '请填完成日期', 'Enter the day of completion')];
  if (!isPlainDate(date))
    return [found('value', 'date_malformed', '日期要写成 2023-07-31 这样', 'Write the day like 2023-07-31')];
  if (date > today)
    return [
      found(
        'value',
        'date_future',
        '完成日期还没到，完成以后再填',
        'This day has not come; enter it once completed',
      ),
    ];
  const last = lastYearOf(target, fiscalYear);
  if (yearOf(date) < fiscalYear || yearOf(date) > last) {
    const years = last === fiscalYear ? `${String(last)} 年` : `${String(fiscalYear)}—${String(last)} 年`;
    return [
      found(
        'value',
        'date_outside_year',
        `完成日期不在 ${years}内，请核对`,
        `The day of completion is not within ${String(fiscalYear)}${last === fiscalYear ? '' : `–${String(last)}`}; please check`,
      ),
    ];
  }
  return [];
}

function gradeProblems({ value, date, grade, note }: EntryToCheck): Found[] {
  const problems: Found[] = [];
  if (value !== null || date !== null) {
    problems.push(
      found(
        'value',
        'grade_expected',
        '这个目标没有数值，请选达成情况',
        'This target has no figure; choose a grade',
      ),
    );
  }
  if (grade === null)
    problems.push(
      found(
        'grade',
        'grade_missing',
        '请选达成、部分达成或未达成',
        'Choose achieved, partly achieved or not achieved',
      ),
    );
  if ((note ?? '').trim().length < SHORTEST_NOTE) {
    problems.push(
      found(
        'note',
        'grade_note_missing',
        '请用一句话写明凭什么这样评定',
        'Say in one sentence what the grade rests on',
      ),
    );
  }
  return problems;
}

/** The first reason only: one message at a field. */
function valueProblems(entry: EntryToCheck): Found[] {
  const { target, value, date, grade } = entry;
  if (date !== null || grade !== null)
    return [found('value', 'value_expected', '这个目标要填数，请填数值', 'This target wants a figure')];
  if (value === null || value.trim() === '')
    return [found('value', 'value_missing', '请填数', 'Enter a figure')];
  if (!isDecimalText(value)) {
    return [
      found(
        'value',
        'value_not_number',
        '请只填数字，例如 302 或 95.5，不带单位和逗号',
        'Digits only, such as 302 or 95.5, no unit and no commas',
      ),
    ];
  }
  if (value.replace(/[^\d]/g, '').length > MOST_DIGITS) {
    return [
      found(
        'value',
        'value_too_long',
        `最多 ${String(MOST_DIGITS)} 位数字，请核对`,
        `At most ${String(MOST_DIGITS)} digits; please check`,
      ),
    ];
  }
  return (
    target.measure === 'none'
      ? []
      : [signProblem(entry, value), sizeProblem(entry, value), decimalsProblem(target, value)]
  )
    .filter((problem) => problem !== null)
    .slice(0, 1);
}

function signProblem({ target, name }: EntryToCheck, value: string): Found | null {
  if (!exact(value).isNegative() || exact(value).isZero()) return null;
  // A growth rate may fall; a number of people, a sum or a share cannot be below nothing.
  if (isPercentUnit(target.unit) && isGrowthName(name ?? '')) return null;
  return found(
    'value',
    'value_negative',
    '不能是负数；冲减以前多报的数，请更正那个月的填报',
    'Not below zero; to take back what was reported too high, correct the report of that month',
  );
}

function sizeProblem({ target, name }: EntryToCheck, value: string): Found | null {
  const number = exact(value);
  if (target.unit === '%') {
    if (number.gt(100) && isBoundedRateName(name ?? '')) {
      return found(
        'value',
        'rate_above_100',
        '这个比率最高是 100%，请核对',
        'This rate cannot exceed 100%; please check',
      );
    }
    if (number.abs().gte(PERCENT_REFUSED_FROM)) {
      return found(
        'value',
        'rate_too_large',
        '1,000% 以上不可能，请核对小数点；95% 填 95',
        '1,000% or more cannot be; check the decimal point, 95% is entered as 95',
      );
    }
  }
  if (target.curve.type === 'monthly' && target.unit === '月' && number.gt(target.value ?? '12')) {
    return found(
      'value',
      'months_too_many',
      `最多 ${target.value ?? '12'} 个月，请核对`,
      `At most ${target.value ?? '12'} months; please check`,
    );
  }
  return null;
}

function decimalsProblem(target: JudgedTarget, value: string): Found | null {
  const decimals = exact(value).decimalPlaces();
  if (isWholeUnit(target.unit)) {
    if (decimals === 0) return null;
    const unit = target.unit === null ? '这个数' : `“${target.unit}”`;
    return found('value', 'value_not_whole', `${unit}要填整数`, 'Enter a whole number');
  }
  const most = isMoneyUnit(target.unit) || isPercentUnit(target.unit) ? 2 : 4;
  return decimals > most
    ? found('value', 'value_too_fine', `最多 ${String(most)} 位小数`, `At most ${String(most)} decimals`)
    : null;
}

function valueWarnings(entry: EntryToCheck): Found[] {
  const { target, basis, value, previous } = entry;
  const warnings: Found[] = [];
  const number = exact(value ?? '0');
  if (previous?.value !== null && previous?.value !== undefined && previous.basis === basis) {
    const fallen = exact(previous.value).minus(number);
    const points = isPercentUnit(target.unit) ? POINTS_TO_EXPLAIN : Infinity;
    if (basis === 'cumulative' ? fallen.gt(0) : basis === 'level' && fallen.gte(points)) {
      const [less, lessEnglish] = LANGUAGES.map((language) =>
        difference(fallen.toFixed(), target.unit, language),
      );
      const word = basis === 'cumulative' ? '少' : '降';
      warnings.push(
        found(
          'value',
          'lower_than_previous',
          `比上次${word} ${less ?? ''}，请说明原因`,
          `${lessEnglish ?? ''} less than last time; give the reason`,
        ),
      );
    }
  }
  const goal = exact(target.value ?? '0');
  if (target.measure === 'cumulative' && goal.gt(0) && number.gte(goal.times(FAR_ABOVE))) {
    const [whole, wholeEnglish] = LANGUAGES.map((language) =>
      quantity(goal.toFixed(), target.unit, language),
    );
    warnings.push(
      found(
        'value',
        'far_above_target',
        `达到全年目标（${whole ?? ''}）的十倍，请核对或说明`,
        `Ten times the full-year target (${wholeEnglish ?? ''}); check it or add a note`,
      ),
    );
  }
  return warnings;
}

function found(field: EntryField, code: string, chinese: string, english: string): Found {
  return { field, code, texts: { 'zh-CN': chinese, en: english } };
}
