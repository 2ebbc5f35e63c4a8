/**
 * 目标审核: does the kind of target fit the place it stands in? The budget is no output, a timeliness target is no money, a
 * rate is no count. The first fault of a target is told, not all that follow from it.
 */
import {
  aboutRow,
  GROUP_NAMES,
  short,
  type AuditedForm,
  type AuditedRow,
  type AuditFinding,
} from './audit-form.ts';
import type { AuditRuleName } from './audit-rules.ts';
import type { IndicatorGroup } from './indicator-group.ts';
import { compareAmounts, exact, formatNumber } from './money.ts';
import type { ParsedTarget } from './target-text.ts';

interface Fault {
  rule: AuditRuleName;
  message: string;
  remedy: string;
  becomes?: string;
}

const RATE_NAME = /率(?:达到?|为)?$/;
const COUNT_NAME = /(?:人数|次数|场次|户数|件数|数量|人员数|面积|册数|张数|台数)(?:[（(][^）)]*[）)])?$/;
const ABOUT_TIME =
  /及时|按时|按期|时间|时限|时效|期限|期内|年度|进度|完成|规定|到位|下达|拨付|支付|发放|计划|执行|准时|当年|年内|月/;
const ABOUT_SATISFACTION = /满意|好评|认可|评价|感受|信任|口碑|投诉/;
/** What may be told in money among the effects. */
const EFFECT_IN_MONEY = /收入|损失|增收|产值|税收|节约|挽回|利润|投资|销售/;
const EXPENSE = /(?:费|费用|经费|支出|成本|开支)$/;
const LOWERING = /降低|节约|下降|减少|压减|率$|比例/;

const REMEDIES: Readonly<Record<IndicatorGroup, string>> = {
  quantity: '请改填人数、次数、件数等数量，金额写入成本指标。',
  quality: '请改填合格率、准确率等，金额写入成本指标。',
  timeliness: '请改填完成日期或及时率。',
  cost: '请改填金额或标准，如“≤2500元/人月”。',
  benefit: '请改填比率、数量或判定标准。',
  satisfaction: '请改填百分数，如“≥90%”。',
};

/** Findings about the kind of each target; an empty or unreadable target is the reader's business. */
export function auditKinds(context: AuditedForm): AuditFinding[] {
  const { rows } = context;
  return [
    ...rows.flatMap((row) => {
      if (row.row.target.kind === 'unreadable' || row.name === '') return [];
      const fault = faultOf(context, row);
      return fault === null ? [] : [aboutRow(context, row, 'rawTarget', fault.rule, fault)];
    }),
    ...pasted(context),
  ];
}

function faultOf(context: AuditedForm, row: AuditedRow): Fault | null {
  return (
    budgetAsTarget(context, row) ??
    wrongKind(row) ??
    aboutSomethingElse(row) ??
    rateOrCount(row) ??
    vague(row)
  );
}

/** Yuan of an amount, or of a bare number that could be one. */
export function yuanOf({ kind, value }: ParsedTarget): string | null {
  return (kind === 'money' || kind === 'number') && typeof value === 'number' ? exact(value).toFixed() : null;
}

function budgetAsTarget({ form }: AuditedForm, { group, row, name, raw }: AuditedRow): Fault | null {
  const yuan = yuanOf(row.target);
  if (group === 'cost' || yuan === null || exact(yuan).isZero()) return null;
  const totals = [form.annualTotal, form.funding.period?.total ?? null];
  if (!totals.some((total) => total !== null && compareAmounts(total, yuan) === 0)) return null;
  return {
    rule: 'budget-as-target',
    message: `“${short(name)}”的指标值“${raw}”就是资金总额，衡量不了${GROUP_NAMES[group]}。`,
    remedy: REMEDIES[group],
  };
}

/** What a target of this kind is, where it does not fit the group; null where it fits. */
function misfit({ group, row, name }: AuditedRow): string | null {
  const { kind, unit } = row.target;
  const isMoney = kind === 'money' || (kind === 'rate' && /^元/.test(unit ?? ''));
  switch (group) {
    case 'quantity':
      return isMoney ? '金额' : kind === 'percentage' ? '比率' : kind === 'date' ? '日期' : null;
    case 'quality':
      return isMoney ? '金额' : kind === 'date' ? '日期' : null;
    case 'timeliness':
      return isMoney ? '金额' : kind === 'count' ? '数量' : null;
    case 'cost':
      if (kind === 'percentage' && !LOWERING.test(name)) return '比率';
      return kind === 'count' ? '数量' : kind === 'date' || kind === 'period' ? '日期' : null;
    case 'benefit':
      return isMoney && !row.level2.includes('经济') && !EFFECT_IN_MONEY.test(name) ? '金额' : null;
    case 'satisfaction':
      return isMoney ? '金额' : kind === 'count' && unit !== '分' ? '数量' : kind === 'date' ? '日期' : null;
  }
}

function wrongKind(row: AuditedRow): Fault | null {
  const { group, name, raw, row: printed } = row;
  if (group === 'quantity' && printed.target.kind === 'count' && EXPENSE.test(name)) {
    return {
      rule: 'expense-as-quantity',
      message: `“${short(name)}”是费用，“${raw}”数的是什么没有说清。`,
      remedy: '请把名称改成所办的事或所购的物，费用写入成本指标。',
    };
  }
  const what = misfit(row);
  if (what === null) return null;
  return {
    rule: 'wrong-kind',
    message: `${GROUP_NAMES[group]}指标“${short(name)}”的指标值“${raw}”是${what}。`,
    remedy: REMEDIES[group],
  };
}

/** The name belongs to another group; a name that is cut off may still say it. */
function aboutSomethingElse({ group, name, isCut, row }: AuditedRow): Fault | null {
  const isSatisfaction = ABOUT_SATISFACTION.test(name);
  if (group === 'benefit' && /满意/.test(name)) {
    return {
      rule: 'satisfaction-under-benefit',
      message: `“${short(name)}”说的是满意度，不是效益。`,
      remedy: '请移到满意度指标，另写项目带来的效益。',
    };
  }
  if (isCut) return null;
  if (group === 'satisfaction' && !isSatisfaction) {
    return {
      rule: 'satisfaction-about-something-else',
      message: `满意度指标“${short(name)}”问的不是满意度。`,
      remedy: '请改成“……对……的满意度”。',
    };
  }
  const isShare = row.target.kind === 'percentage';
  if (group === 'timeliness' && isShare && !ABOUT_TIME.test(name)) {
    return {
      rule: 'timeliness-not-about-time',
      message: `时效指标“${short(name)}”说的不是时间。`,
      remedy: '请改填完成日期或及时率，这一项移到质量指标。',
    };
  }
  return null;
}

function rateOrCount({ name, raw, row, group }: AuditedRow): Fault | null {
  const { kind } = row.target;
  if (RATE_NAME.test(name) && ['count', 'money', 'qualitative', 'date', 'period'].includes(kind)) {
    return {
      rule: 'rate-without-percentage',
      message: `“${short(name)}”是比率，指标值“${raw}”不是百分数。`,
      remedy: '请改填百分数，如“≥95%”。',
    };
  }
  const isCounted = COUNT_NAME.test(name) || (/(?:人员|人才|岗位|事件)$/.test(name) && /增加|减少/.test(raw));
  if (kind === 'qualitative' && group === 'benefit' && isCounted) {
    return {
      rule: 'count-without-number',
      message: `“${short(name)}”可以计数，指标值只写了“${raw}”。`,
      remedy: '请填写数量，并写明与上年相比。',
    };
  }
  if (!COUNT_NAME.test(name)) return null;
  if (kind === 'percentage') {
    return {
      rule: 'count-as-rate',
      message: `“${short(name)}”数的是数量，指标值“${raw}”是比率。`,
      remedy: '请改填数量，或把名称改成比率。',
    };
  }
  return null;
}

/** A word where something is to be measured. */
function vague({ group, name, raw, row }: AuditedRow): Fault | null {
  const { kind, value } = row.target;
  const isReference = kind === 'reference' && !(typeof value === 'object' && value && 'share' in value);
  if (kind !== 'qualitative' && !isReference) return null;
  const said = `“${short(name)}”只写了“${raw}”`;
  const repeats = raw.length >= 4 && name.startsWith(raw);
  switch (group) {
    case 'quantity':
      return { rule: 'quantity-without-number', message: `${said}，没有数。`, remedy: '请填写数量。' };
    case 'cost':
      return { rule: 'cost-without-amount', message: `${said}，没有金额。`, remedy: '请填写金额或标准。' };
    case 'quality':
    case 'timeliness': {
      const remedy = group === 'timeliness' ? '请填写期限，如“每月10日前”，或及时率。' : '请填写可衡量的值。';
      return isReference ? null : { rule: 'vague-target', message: `${said}，无法衡量。`, remedy };
    }
    case 'benefit':
    case 'satisfaction':
      if (repeats) {
        const message = `指标值“${raw}”是名称“${short(name)}”里的话。`;
        return { rule: 'target-repeats-name', message, remedy: '请写明做到什么程度算完成。' };
      }
      return {
        rule: 'qualitative-without-standard',
        message: `${said}，没有判定标准。`,
        remedy: '请写明达成、部分达成、未达成各看什么，或改填数值。',
      };
  }
}

/** One number that stands in three or more indicators of different groups; percentages are alike by nature. */
function pasted(context: AuditedForm): AuditFinding[] {
  const byValue = new Map<string, AuditedRow[]>();
  for (const row of context.rows) {
    const { kind, value } = row.row.target;
    const counts = ['money', 'number', 'count'].includes(kind) && typeof value === 'number' && value >= 100;
    if (counts) byValue.set(String(value), [...(byValue.get(String(value)) ?? []), row]);
  }
  return [...byValue].flatMap(([value, rows]) => {
    const [first] = rows;
    const levels = new Set(rows.map(({ row }) => row.level2));
    // Three costs of 10 万元 each, or two fairs and two trainings, are nothing odd.
    if (first === undefined || rows.length < 3) return [];
    if (levels.size < 2 && (first.group === 'quantity' || first.group === 'cost')) return [];
    return [
      aboutRow(context, first, 'rawTarget', 'target-pasted', {
        message: `${formatNumber(value, 2)} 抄进了 ${rows.length} 个指标：${rows.map(({ name }) => `“${short(name)}”`).join('、')}。`,
        remedy: '请按每个指标各填各的值。',
      }),
    ];
  });
}
