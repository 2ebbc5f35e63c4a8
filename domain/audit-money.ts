/** 目标审核: do the amounts fit together? Costs and standards with the budget, texts with the fund block, its two columns. */
import {
  aboutForm,
  aboutRow,
  FIELD_NAMES,
  isOfUnknownTemplate,
  short,
  TEXT_FIELDS,
  type AuditedForm,
  type AuditedRow,
  type AuditFinding,
} from './audit-form.ts';
import { yuanOf } from './audit-kinds.ts';
import { amountsIn, doubtfulScale, nearMiss, neededBeside, standardIn, wrongSums } from './audit-amounts.ts';
import { type Exact, exact, formatNumber, formatWanyuan } from './money.ts';

export function auditMoney(context: AuditedForm): AuditFinding[] {
  return [
    ...costs(context),
    ...standardTimesPeople(context),
    ...withoutPeriod(context),
    ...texts(context),
    ...multiple(context),
    ...columns(context),
  ];
}

const wan = (yuan: Exact | string): string =>
  exact(yuan).abs().lessThan(10_000) ? `${formatNumber(yuan, 2)} 元` : `${formatWanyuan(yuan)} 万元`;

/** Cost indicators that are sums for the year, not standards; a bare number under 成本 is money. */
function sums({ rows }: AuditedForm): { row: AuditedRow; yuan: Exact }[] {
  return rows.flatMap((row) => {
    const yuan = row.group === 'cost' && !HEAD_STANDARD.test(row.name) ? yuanOf(row.row.target) : null;
    return yuan === null || /^(提高|降低)/.test(row.raw) ? [] : [{ row, yuan: exact(yuan) }];
  });
}

function costs(context: AuditedForm): AuditFinding[] {
  const total = context.form.annualTotal;
  if (total === null) return [];
  const found = sums(context);
  const above = found.filter(({ yuan }) => yuan.greaterThan(total));
  const single = above.map(({ row, yuan }) =>
    aboutRow(context, row, 'rawTarget', 'cost-above-budget', {
      message: `成本“${short(row.name)}”${wan(yuan)}，超过年度资金 ${wan(total)}。`,
      remedy: '请核对成本指标和资金总额。',
    }),
  );
  const sum = found.reduce((whole, { yuan }) => whole.plus(yuan), exact(0));
  if (above.length > 0 || found.length < 2 || !sum.greaterThan(total)) return single;
  const message = `${found.length} 个成本指标合计 ${wan(sum)}，超过年度资金 ${wan(total)}。`;
  return [
    aboutForm(context, 'annualTotal', 'costs-above-budget', {
      message,
      remedy: '请核对各项成本，月数与年数不要混写。',
    }),
  ];
}

const TIMES_A_YEAR: readonly (readonly [RegExp, number])[] = [
  [/月/, 12],
  [/季/, 4],
  [/年/, 1],
  [/^元\/人$/, 1],
];
/** A standard for one person, not a sum for all of them (月领取养老金). */
const HEAD_STANDARD = /标准|人均|单价|每人/;
/** Further below its budget a standard is one part of the costs among others. */
const SHARE = 0.9;

/** 1500元/月 × 472人 × 12 = 849.6万元 beside 850. Only where one standard and one group of people are printed. */
function standardTimesPeople(context: AuditedForm): AuditFinding[] {
  const total = context.form.annualTotal;
  const people = context.rows.filter(
    ({ group, row: { target }, name }) =>
      group === 'quantity' &&
      typeof target.value === 'number' &&
      target.value > 0 &&
      (target.unit === '人' ||
        target.assumed.some(({ field, value }) => field === 'unit' && value === '人') ||
        (/人数/.test(name) && target.kind === 'number')),
  );
  const standards = context.rows.flatMap((row) => {
    const { kind, value, unit, assumed } = row.row.target;
    const suggested = assumed.find(({ field }) => field === 'unit')?.value;
    const per = kind === 'rate' ? unit : typeof suggested === 'string' ? suggested : null;
    if (typeof value !== 'number' || (kind !== 'rate' && kind !== 'money')) return [];
    if (row.group === 'benefit' || (kind === 'money' && !HEAD_STANDARD.test(row.name))) return [];
    const times = TIMES_A_YEAR.find(([pattern]) => pattern.test(per ?? ''))?.[1] ?? null;
    return /车|台|次|天|场|小时/.test(per ?? '') ? [] : [{ row, yuan: value, times }];
  });
  const [standard, ...others] = standards;
  const [group, ...groups] = people;
  if (total === null || standard === undefined || group === undefined || others.length + groups.length > 0)
    return [];
  const number = Number(group.row.target.value);
  const needed = exact(standard.yuan)
    .times(number)
    .times(standard.times ?? 1);
  if (needed.equals(total) || needed.lessThan(exact(total).times(SHARE))) return [];
  // How often it is paid is not printed: only more than the budget at the first payment is a contradiction.
  if (standard.times === null && !needed.greaterThan(total)) return [];
  const months = standard.times === null || standard.times === 1 ? '' : ` × ${standard.times}`;
  const sign = needed.greaterThan(total) ? '多' : '少';
  return [
    aboutRow(context, standard.row, 'rawTarget', 'standard-times-people', {
      message: `${formatNumber(standard.yuan, 2)} 元 × ${formatNumber(number, 0)} 人${months} = ${wan(needed)}，比年度资金 ${wan(total)}${sign} ${wan(needed.minus(total).abs())}。`,
      remedy: '请核对标准、人数和资金总额。',
    }),
  ];
}

/** A standard for a head, or what goes out in a month, that says no month, year or time. */
function withoutPeriod(context: AuditedForm): AuditFinding[] {
  return context.rows.flatMap((row) => {
    const { kind, assumed } = row.row.target;
    const isStandard = /人均|每人|补[贴助].{0,4}标准|月领取/.test(row.name);
    if (kind !== 'money' || !isStandard || assumed.some(({ field }) => field === 'unit')) return [];
    return [
      aboutRow(context, row, 'rawTarget', 'standard-without-period', {
        message: `“${short(row.name)}”的“${row.raw}”没有写按月、按年还是按次。`,
        remedy: '请写成“元/人月”“元/人年”或“元/人次”。',
      }),
    ];
  });
}

function texts(context: AuditedForm): AuditFinding[] {
  const { form } = context;
  const totals = [form.annualTotal, form.funding.period?.total ?? null].flatMap((total) => total ?? []);
  const said = new Set<string>();
  return TEXT_FIELDS.flatMap((field) => {
    const text = form[field];
    if (text === null) return [];
    const amounts = amountsIn(text);
    const name = FIELD_NAMES[field];
    // The same sentence in several fields is told once.
    const once = (key: string, finding: () => AuditFinding): AuditFinding[] => {
      if (said.has(key)) return [];
      said.add(key);
      return [finding()];
    };
    const [total] = totals;
    const needed = total === undefined ? null : neededBeside(text, totals);
    const near =
      nearMiss(amounts, totals) ?? (needed === null || total === undefined ? null : { ...needed, total });
    const scale = doubtfulScale(amounts, totals);
    return [
      ...(near === null
        ? []
        : once(near.printed, () =>
            aboutForm(context, field, 'text-amount-differs', {
              message: `${name}写的是 ${near.printed}，资金栏是 ${wan(form.annualTotal ?? near.total)}，差 ${wan(exact(near.yuan).minus(near.total).abs())}。`,
              remedy: '请核对哪一个对。',
            }),
          )),
      ...(scale === null
        ? []
        : once(scale.printed, () =>
            aboutForm(context, field, 'text-amount-scale', {
              message: `${name}写的“${scale.printed}”大得不合情理，单位像是写错了。`,
              remedy: '请核对“元”和“万元”。',
            }),
          )),
      ...wrongSums(text).flatMap(({ printed, is }) =>
        once(printed, () =>
          aboutForm(context, field, 'text-arithmetic', {
            message: `${name}里“${printed}”算得不对：应为 ${wan(is)}。`,
            remedy: '请重新计算。',
          }),
        ),
      ),
    ];
  });
}

/** 拨付取暖费265380元, 3360元每人: a sum that no number of people gives. */
function multiple(context: AuditedForm): AuditFinding[] {
  const { form } = context;
  if (form.annualTotal === null) return [];
  for (const field of TEXT_FIELDS) {
    const standard = standardIn(form[field] ?? '');
    if (standard === null || exact(form.annualTotal).modulo(standard).isZero()) continue;
    const people = exact(form.annualTotal).dividedBy(standard);
    return [
      aboutForm(context, 'annualTotal', 'total-not-a-multiple', {
        message: `年度资金 ${wan(form.annualTotal)} 按每人 ${formatNumber(standard, 2)} 元算是 ${formatNumber(people, 2)} 人，不是整数。`,
        remedy: '请核对人数、标准和资金总额。',
      }),
    ];
  }
  return [];
}

const SOURCES = {
  central: '中央',
  provincial: '省级',
  local: '市县',
  selfRaised: '自筹',
  fiscal: '财政拨款',
  other: '其他',
} as const;
type Source = keyof typeof SOURCES;

function columns(context: AuditedForm): AuditFinding[] {
  const { form, years } = context;
  const { annual, period } = form.funding;
  const findings: AuditFinding[] = [];
  const say = (rule: Parameters<typeof aboutForm>[2], message: string, remedy: string) =>
    findings.push(aboutForm(context, 'funding', rule, { message, remedy }));
  const isTwo = context.hasTwoBlocks && annual?.total != null;
  if (isTwo && period?.total == null && !isOfUnknownTemplate(form)) {
    say('period-funding-missing', '实施期资金没有填写。', '一年期项目与年度资金相同，请补填。');
  }
  if (annual?.total != null && period?.total != null) {
    const isSame = exact(annual.total).equals(period.total);
    const several = years !== null && years > 1 ? years : null;
    if (several !== null && isSame) {
      say(
        'period-total-equals-annual',
        `项目期 ${several} 年，实施期资金却与年度资金相同。`,
        '请填写整个项目期的资金。',
      );
    } else if (years === 1 && !isSame) {
      say(
        'sources-differ',
        `一年期项目，实施期资金 ${wan(period.total)} 与年度资金 ${wan(annual.total)} 不同。`,
        '请核对。',
      );
    }
    const used = (parts: typeof annual) =>
      (Object.keys(SOURCES) as Source[]).filter((part) => Number(parts[part] ?? 0) !== 0);
    const [now, whole] = [used(annual), used(period)];
    if (isSame && now.length > 0 && whole.length > 0 && now.join() !== whole.join()) {
      const names = (parts: Source[]) => parts.map((part) => SOURCES[part]).join('、');
      say('sources-differ', `年度资金来源是${names(now)}，实施期是${names(whole)}。`, '请核对资金来源。');
    }
  }
  const block = annual ?? period;
  const isCentral = /中央(?:财政)?(?:[^市县]{0,6})(?:补助|专项|资金|直达)/.test(form.projectName ?? '');
  const none = (part: Source) => Number(block?.[part] ?? 0) === 0;
  const knowsParts =
    block !== null && (['central', 'provincial', 'local'] as const).some((part) => !none(part));
  if (isCentral && knowsParts && none('central')) {
    say('source-contradicts-name', '项目名称说是中央资金，中央一栏却没有金额。', '请核对资金来源。');
  }
  return findings;
}
