/** 目标审核: the target itself. Damage, missing units, direction, what is always or never met, deadlines, the two columns. */
import { aboutRow, short, type AuditedForm, type AuditedRow, type AuditFinding } from './audit-form.ts';
import type { AuditRuleName } from './audit-rules.ts';
import { isBoundedRateName, isReverseName } from './indicator-words.ts';
import type { DeclaredIndicator } from './form-declaration.ts';

type Checked = AuditFinding | null;
type Check = (context: AuditedForm, row: AuditedRow) => Checked;

const CHECKS: readonly Check[] = [
  damaged,
  withoutUnit,
  withoutComparator,
  withoutBase,
  alwaysMet,
  wrongDirection,
  reverseTooHigh,
  hundred,
  deadline,
  scopesDiffer,
  onlyAnnual,
];

export function auditTargets(context: AuditedForm): AuditFinding[] {
  return [
    ...context.rows.flatMap((row) =>
      row.row.target.kind === 'unreadable' ? [] : CHECKS.flatMap((check) => check(context, row) ?? []),
    ),
    ...sameNumber(context),
  ];
}

function tell(
  context: AuditedForm,
  row: AuditedRow,
  rule: AuditRuleName,
  message: string,
  remedy: string,
  becomes?: string,
): AuditFinding {
  const text = { message, remedy, ...(becomes === undefined || becomes === row.raw ? {} : { becomes }) };
  return aboutRow(context, row, 'rawTarget', rule, text);
}

const of = ({ name, raw }: AuditedRow): string => `“${short(name)}”的指标值“${raw}”`;

/** What stands in the cell beside the target. Told by the parser's notes, mended where it is plain. */
function damaged(context: AuditedForm, row: AuditedRow): Checked {
  const { raw, row: printed } = row;
  const notes = printed.target.notes.join();
  const say = (rule: AuditRuleName, what: string, remedy: string, becomes?: string) =>
    tell(context, row, rule, `${of(row)}${what}`, remedy, becomes);
  if (/元\/人[·.]?小时等|请填|填写说明|××|XX/.test(raw)) {
    return say('template-left', '带着模板里的提示文字。', '请按合同或标准改填。');
  }
  if (printed.target.parts !== undefined && printed.target.parts.length > 1) {
    return say('two-targets-in-one', '一格里有几个目标。', '请拆成几个指标。');
  }
  const glued = /^(\d{1,3})(20\d\d年?.*)$/.exec(raw);
  if (glued && /年份前多了/.test(notes)) {
    const date = glued[2] ?? '';
    return say(
      'date-glued',
      `的日期前多了“${glued[1] ?? ''}”。`,
      '请去掉多出的数字。',
      /前$/.test(date) ? date : `${date}前`,
    );
  }
  if (/文字后多了/.test(notes)) {
    return say(
      'words-glued',
      '是文字，不应带“%”。',
      '请改填百分数，或只留文字。',
      raw.replace(/[%％‰]$/, ''),
    );
  }
  const words = /^([≥≤><=]?\d+(?:\.\d+)?[%％])[^\d%％]+$/.exec(raw);
  if (
    words &&
    printed.target.kind === 'percentage' &&
    /数值后另有文字/.test(notes) &&
    !/以上|以下|以内|左右/.test(raw)
  ) {
    return say('words-glued', '的百分数后粘了文字。', '请只留百分数。', words[1]);
  }
  if (/开头有多余的/.test(notes)) {
    return say('words-glued', '开头有多余的符号。', '请去掉。', raw.replace(/^[)\]】}、,，;；:：.）]+/, ''));
  }
  const isOdd = /不像印对了|不常见的单位|单位里有多余|分子的单位没有/.test(notes);
  return isOdd ? say('unit-odd', '的计量单位看不懂。', '请核对计量单位。') : null;
}

const TAKES_PERCENT: readonly string[] = ['quality', 'satisfaction', 'benefit', 'timeliness'];

function withoutUnit(context: AuditedForm, row: AuditedRow): Checked {
  const { raw, group, row: printed } = row;
  const { kind, value, assumed } = printed.target;
  if (kind !== 'number' || typeof value !== 'number') return null;
  // The budget pasted in is told as that.
  if (group !== 'cost' && value === Number(context.form.annualTotal)) return null;
  const unit = assumed.find(({ field, rule }) => field === 'unit' && rule === 'unit-in-name')?.value;
  if (unit !== undefined) {
    const remedy = '请把单位写在指标值里。';
    return tell(
      context,
      row,
      'unit-in-name',
      `${of(row)}没有单位，单位写在名称里。`,
      remedy,
      `${raw}${unit}`,
    );
  }
  const percent = TAKES_PERCENT.includes(group) && value <= 100;
  const digits = /^[≥≤><=]?\d+(?:\.\d+)?/.exec(raw)?.[0];
  const becomes = percent && digits !== undefined ? `${digits}%` : undefined;
  return tell(context, row, 'unit-missing', `${of(row)}没有计量单位。`, '请补上单位。', becomes);
}

/** A share below 100 % without a sign, and 左右, which no result can miss. */
function withoutComparator(context: AuditedForm, row: AuditedRow): Checked {
  const { raw, group } = row;
  const { kind, value, comparator } = row.row.target;
  if (comparator === '~') {
    return tell(context, row, 'approximate-target', `${of(row)}没有准数。`, '请填写上限、下限或准数。');
  }
  const isBare = kind === 'percentage' && comparator === null && /^\d+(?:\.\d+)?[%％]$/.test(raw);
  if (!isBare || group === 'cost' || group === 'quantity' || isReverseName(row.name)) return null;
  if (typeof value !== 'number' || value >= 100) return null;
  return tell(
    context,
    row,
    'comparator-missing',
    `${of(row)}没有写“≥”，做到更多算不算完成说不清。`,
    '请补上“≥”。',
    `≥${raw}`,
  );
}

const DIRECTION = /^(提高|提升|增加|增长|上升|降低|减少|下降)([^\d到至]{0,2})(\d+(?:\.\d+)?)(%|％)?/;

/** 提高100%: level or growth? Without a base nobody can tell. */
function withoutBase(context: AuditedForm, row: AuditedRow): Checked {
  const match = DIRECTION.exec(row.raw);
  if (!match) return riseWithoutBase(context, row);
  const [, word = '', , digits = '', percent] = match;
  // 提高工作效率 stays a rise without a base, however its target is written.
  const isRiseByName = row.group === 'benefit' && RISING.test(row.name);
  const isRise = !isRiseByName && /提|增|上/.test(word) && percent !== undefined && Number(digits) > 0;
  const becomes = isRise ? (Number(digits) === 100 ? '100%' : `≥${digits}%`) : undefined;
  const remedy = '请写明比什么时候、多少；若是要达到的水平，请用“≥”或“=”。';
  return tell(
    context,
    row,
    'direction-without-base',
    `${of(row)}写了“${word}”，没有写基数。`,
    remedy,
    becomes,
  );
}

/** 提高工作效率 ≥100%: the name says that it rises, nobody says from where. */
function riseWithoutBase(context: AuditedForm, row: AuditedRow): Checked {
  const { kind, value } = row.row.target;
  const isRise = kind === 'percentage' && value !== 0 && row.group === 'benefit' && RISING.test(row.name);
  if (!isRise || row.isCut || /满意/.test(row.name)) return null;
  return tell(
    context,
    row,
    'direction-without-base',
    `${of(row)}是提高多少还是要达到多少，没有说清。`,
    '请写明比什么时候提高多少，或改成要达到的水平。',
  );
}

function alwaysMet(context: AuditedForm, row: AuditedRow): Checked {
  const { value, comparator } = row.row.target;
  if (value !== 0 || isReverseName(row.name)) return null;
  if (comparator !== '>=' && comparator !== '>' && !DIRECTION.test(row.raw)) return null;
  return tell(
    context,
    row,
    'always-met',
    `${of(row)}${comparator === '>' ? '有一点就算完成' : '不做也算完成'}。`,
    '请填写真正要做到的数。',
  );
}

const MAY_BE_LESS =
  /费|成本|时间|时限|周期|天数|工作日|标准|面积差|误差|能耗|排放|控制|降低|减少|下降|缩短|不超|上限|人均/;

function wrongDirection(context: AuditedForm, row: AuditedRow): Checked {
  const { name, group, raw, row: printed } = row;
  const { comparator, kind, value } = printed.target;
  if (typeof value !== 'number' || value === 0 || (kind !== 'count' && kind !== 'percentage')) return null;
  // A rate that is counted in pieces has another fault first.
  if (kind === 'count' && /率$/.test(name)) return null;
  const isReverse = isReverseName(name);
  if (isReverse && (comparator === '>=' || comparator === '>')) {
    const remedy = '请改用“≤”，并核对数值。';
    return tell(context, row, 'direction-wrong', `“${short(name)}”越少越好，指标值却是“${raw}”。`, remedy);
  }
  const isCeiling = comparator === '<=' || comparator === '<';
  if (isReverse || !isCeiling || group === 'cost' || group === 'timeliness' || MAY_BE_LESS.test(name)) {
    return null;
  }
  const becomes = raw.replace(/^(?:≤|≦|<=|<|不超过|不多于)/, '≥');
  const message = `“${short(name)}”越多越好，指标值却是“${raw}”。`;
  return tell(context, row, 'direction-wrong', message, '请改用“≥”。', becomes);
}

/** Percent above which a ceiling on complaints or unemployment bounds nothing. */
const HIGH = 50;

function reverseTooHigh(context: AuditedForm, row: AuditedRow): Checked {
  const { kind, value, comparator } = row.row.target;
  if (kind !== 'percentage' || typeof value !== 'number' || value < HIGH) return null;
  if (!isReverseName(row.name) || comparator === '>=' || comparator === '>') return null;
  return tell(
    context,
    row,
    'reverse-rate-high',
    `“${short(row.name)}”越少越好，${row.raw}约束不了什么。`,
    '请核对方向和数值，如“≤2%”。',
  );
}

/** Rates that may pass their whole. */
const UNBOUNDED = /完成率|增长|增幅|超额|达标率|任务|计划完成|提高幅度/;
/** A rise, which has no top: 提高工作效率. */
const RISING = /^(?:不断|逐步|持续)?(?:提高|提升|增加|增长)/;
const COUNTED = /(?:人数|次数|场次|户数|件数|数量|人员数|面积)$/;

function hundred(context: AuditedForm, row: AuditedRow): Checked {
  const { name, group, row: printed } = row;
  const { kind, value, comparator } = printed.target;
  if (kind !== 'percentage' || typeof value !== 'number' || value < 100) return null;
  if (value > 100) {
    if (!isBoundedRateName(name)) return null;
    return tell(context, row, 'above-hundred', `${of(row)}超过了 100%。`, '请核对数值。');
  }
  if (DIRECTION.test(row.raw)) return null;
  if (comparator === '>=' || comparator === '>') {
    if (UNBOUNDED.test(name) || COUNTED.test(name) || RISING.test(name) || group === 'cost') return null;
    return tell(
      context,
      row,
      'at-least-hundred',
      `${of(row)}比 100% 高不了。`,
      '请改成“100%”，或填留有余地的数。',
      '100%',
    );
  }
  if (group !== 'satisfaction' || !(row.isCut || /满意|好评|评价/.test(name))) return null;
  return tell(
    context,
    row,
    'satisfaction-full',
    `${of(row)}要人人满意，很难做到。`,
    '请按上年结果填写，如“≥95%”。',
  );
}

function deadline(context: AuditedForm, row: AuditedRow): Checked {
  const { group, row: printed } = row;
  const { fiscalYear } = context.form;
  const { kind, value, unit, anchor } = printed.target;
  if (fiscalYear === null) return null;
  const isYear =
    (kind === 'date' && typeof value === 'string' && /^\d{4}$/.test(value) && !/[底末内前]/.test(row.raw)) ||
    (kind === 'duration' && unit === '年' && anchor === undefined) ||
    (isWholeYear(value) && PAID_OUT.test(row.name));
  if (group === 'timeliness' && isYear && printed.target.comparator === null) {
    const becomes = value === 1 || value === String(fiscalYear) ? `${fiscalYear}年12月31日前` : undefined;
    const remedy = '请写到月、日，按月发放的写“按月”。';
    return tell(context, row, 'deadline-is-a-year', `${of(row)}只说了年度，没有期限。`, remedy, becomes);
  }
  const end = endOf(value);
  if (end === null || (kind !== 'date' && kind !== 'period')) return null;
  if (end.slice(0, 4) === String(fiscalYear)) return null;
  const message = `${of(row)}不在 ${fiscalYear} 年度内。`;
  return tell(context, row, 'deadline-outside-year', message, '请填写本年度内要做到的期限。');
}

/** What runs all year (a network) has a whole year for its period by right; what is paid out has days. */
const PAID_OUT = /及时|按时|按期|支付|拨付|发放|补贴|缴/;

/** 1月—12月: the year once more. */
const isWholeYear = (value: DeclaredIndicator['target']['value']): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'from' in value &&
  /-01(?:-01)?$/.test(value.from) &&
  /-12(?:-31)?$/.test(value.to) &&
  value.from.slice(0, 4) === value.to.slice(0, 4);

function endOf(value: DeclaredIndicator['target']['value']): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'from' in value ? value.to : null;
}

/** In a project of one year both columns say the same year. */
function scopesDiffer(context: AuditedForm, row: AuditedRow): Checked {
  const { pair } = row;
  if (pair === null || context.years !== 1 || pair.target.kind === 'unreadable') return null;
  const [annual, period] = [row.raw, (pair.rawTarget ?? '').replace(/\s+/g, '')];
  if (annual.startsWith(period) || period.startsWith(annual)) return null;
  const said = ({ kind, comparator, value, unit }: DeclaredIndicator['target']) =>
    JSON.stringify([kind, comparator, value, unit]);
  if (said(row.row.target) === said(pair.target)) return null;
  return tell(
    context,
    row,
    'scopes-differ',
    `“${short(row.name)}”年度“${annual}”，实施期“${period}”，一年期项目两栏应当相同。`,
    '请核对哪一个对。',
  );
}

function onlyAnnual(context: AuditedForm, row: AuditedRow): Checked {
  const { form, years } = context;
  const hasPeriodRows = form.indicators.some(({ scope }) => scope === 'period');
  if (years !== 1 || !hasPeriodRows || row.row.scope !== 'annual' || row.pair !== null) return null;
  return aboutRow(context, row, 'name', 'annual-row-without-period', {
    message: `“${short(row.name)}”只有年度指标，实施期栏没有。`,
    remedy: '一年期项目请在两栏都填。',
  });
}

/** People below this are the same by chance. */
const FEW = 5;

/** 离休 9人 and 退休 9人: two different groups of people of one size. */
function sameNumber(context: AuditedForm): AuditFinding[] {
  const seen = new Map<number, AuditedRow>();
  return context.rows.flatMap((row) => {
    const { kind, value, unit } = row.row.target;
    if (row.group !== 'quantity' || kind !== 'count' || unit !== '人') return [];
    if (typeof value !== 'number' || value < FEW) return [];
    const first = seen.get(value);
    if (first === undefined) {
      seen.set(value, row);
      return [];
    }
    const message = `“${short(first.name)}”和“${short(row.name)}”都是 ${value} 人。`;
    return [tell(context, row, 'same-number-twice', message, '请核对是否抄重了。')];
  });
}
