/**
 * The rules of 绩效目标审核 as one table: what each looks at, how grave it is and where it comes from. The checks are in the
 * other `audit-*.ts`; a finding takes its severity and part from here, and a rule that is not here cannot be reported.
 */
import type { Severity } from './form-declaration.ts';

/** The four aspects of 目标审核; their weights and parts are in `audit-score.ts`. */
export type Dimension = '完整性' | '相关性' | '适当性' | '可行性';
export type AuditPart =
  '规范完整' | '明确清晰' | '目标相关' | '指标科学' | '绩效合理' | '资金匹配' | '实现可能' | '条件充分';

export const DIMENSION_OF: Readonly<Record<AuditPart, Dimension>> = {
  规范完整: '完整性',
  明确清晰: '完整性',
  目标相关: '相关性',
  指标科学: '相关性',
  绩效合理: '适当性',
  资金匹配: '适当性',
  实现可能: '可行性',
  条件充分: '可行性',
};

/** Where a rule comes from: none of them is quoted as law (domain.md, first lines). */
export const ORIGINS = {
  seen: '已公开的区县目标表里实际出现过的错误',
  sums: '表内数字之间的勾稽',
  review: '目标审核的通行做法，可由财政部门调整',
  privacy: '公开材料不印个人信息',
} as const;
export type Origin = keyof typeof ORIGINS;

export interface AuditRule {
  /** Never must_fix: an audit asks, it does not keep a form out. */
  severity: Exclude<Severity, 'must_fix'>;
  part: AuditPart;
  origin: Origin;
  /** One sentence for people. */
  explanation: string;
}

const rule = (
  severity: AuditRule['severity'],
  part: AuditPart,
  origin: Origin,
  explanation: string,
): AuditRule => ({ severity, part, origin, explanation });

export const AUDIT_RULES = {
  // 完整性 · 规范完整
  'text-missing': rule('confirm', '规范完整', 'review', '概况、依据、必要性、措施、计划应当填写。'),
  'annual-goal-missing': rule('confirm', '规范完整', 'seen', '年度目标应当填写。'),
  'department-missing': rule('info', '规范完整', 'seen', '主管部门及代码应当填写。'),
  'department-code-odd': rule('confirm', '规范完整', 'seen', '同一部门的代码应当一致。'),
  'department-name-odd': rule('info', '规范完整', 'seen', '主管部门名称应当写全。'),
  'attribute-missing': rule('info', '规范完整', 'seen', '项目属性应当填写。'),
  'attribute-odd': rule('confirm', '规范完整', 'seen', '项目属性应当是规定的选项之一。'),
  'attribute-contradicts-duration': rule('confirm', '规范完整', 'seen', '项目属性与项目期应当一致。'),
  'period-funding-missing': rule('confirm', '规范完整', 'seen', '实施期资金应当填写。'),
  'funding-part-blank': rule('info', '规范完整', 'seen', '没有的资金来源填 0，不留空。'),
  'group-missing': rule('info', '规范完整', 'review', '产出各类、效益和满意度都应当有指标。'),
  'form-dated-early': rule('confirm', '规范完整', 'seen', '填报日期早于预算年度两年的表多是旧表照搬。'),
  'text-of-other-year': rule('confirm', '规范完整', 'seen', '文字应当说本年度的事。'),
  'project-of-other-year': rule('info', '规范完整', 'seen', '项目名称的年度与预算年度不同，应当说明。'),
  'annual-row-without-period': rule('info', '规范完整', 'seen', '一年期项目两栏的指标应当相同。'),
  'personal-data': rule('confirm', '规范完整', 'privacy', '公开的栏目不印姓名、电话和证件号。'),
  // 完整性 · 明确清晰
  'name-is-category': rule('confirm', '明确清晰', 'seen', '三级指标名称不能只写类别。'),
  'name-too-general': rule('info', '明确清晰', 'seen', '三级指标名称应当说清衡量什么。'),
  'name-is-year': rule('confirm', '明确清晰', 'seen', '三级指标名称不能只是年份。'),
  'name-is-document': rule('confirm', '明确清晰', 'seen', '三级指标名称不能是文号。'),
  'name-cut-off': rule('confirm', '明确清晰', 'seen', '三级指标名称应当完整。'),
  'names-cut-by-column': rule('info', '明确清晰', 'seen', '年度栏的名称被栏宽截断，按实施期栏补全。'),
  'name-is-sentence': rule('info', '明确清晰', 'seen', '三级指标名称是名称，不是一句话。'),
  'direction-in-name': rule('info', '明确清晰', 'seen', '方向和程度写在指标值里，不写在名称里。'),
  'number-in-name': rule('info', '明确清晰', 'seen', '数值写在指标值里，不写在名称里。'),
  'name-twice': rule('confirm', '明确清晰', 'seen', '一张表里指标名称不应重复。'),
  'percentage-of-nothing': rule('info', '明确清晰', 'seen', '百分数应当说清是什么的比率。'),
  'vague-target': rule('confirm', '明确清晰', 'seen', '“及时”“正常”一类的词衡量不了。'),
  'quantity-without-number': rule('confirm', '明确清晰', 'seen', '数量指标应当有数。'),
  'cost-without-amount': rule('confirm', '明确清晰', 'seen', '成本指标应当有金额或标准。'),
  'qualitative-without-standard': rule('info', '明确清晰', 'review', '定性的效益指标应当写明判定标准。'),
  'count-without-number': rule('info', '明确清晰', 'seen', '名称是数量的指标应当有数。'),
  'unit-missing': rule('confirm', '明确清晰', 'seen', '指标值应当有计量单位。'),
  'unit-odd': rule('confirm', '明确清晰', 'seen', '计量单位应当写得对。'),
  'unit-in-name': rule('info', '明确清晰', 'seen', '计量单位写在指标值里。'),
  'comparator-missing': rule('info', '明确清晰', 'seen', '不到 100% 的比率应当写明“≥”还是“=”。'),
  'approximate-target': rule('info', '明确清晰', 'seen', '“左右”“约”判断不了是否完成。'),
  'date-glued': rule('confirm', '明确清晰', 'seen', '日期前多出的数字应当去掉。'),
  'words-glued': rule('confirm', '明确清晰', 'seen', '数值和文字不应粘在一起。'),
  'template-left': rule('confirm', '明确清晰', 'seen', '模板里的提示文字应当去掉。'),
  'two-targets-in-one': rule('confirm', '明确清晰', 'seen', '一格只写一个指标值。'),
  'direction-without-base': rule('confirm', '明确清晰', 'seen', '“提高”“降低”多少应当写明基数。'),
  'text-cut-off': rule('confirm', '明确清晰', 'seen', '文字应当完整。'),
  'text-repeats-itself': rule('info', '明确清晰', 'seen', '同一句话不应重复几遍。'),
  'items-misnumbered': rule('info', '明确清晰', 'seen', '条目编号应当连续。'),
  // 相关性 · 目标相关
  'texts-all-alike': rule(
    'confirm',
    '目标相关',
    'seen',
    '概况、依据、必要性、措施、计划各有所指，不应是同一句话。',
  ),
  'overview-about-unit': rule('info', '目标相关', 'seen', '项目概况写项目，不写单位职责。'),
  'goal-copies-text': rule('info', '目标相关', 'seen', '目标写要做到什么，不抄概况和计划。'),
  'name-repeats-goal': rule('info', '目标相关', 'seen', '三级指标是目标的分解，不是目标的原话。'),
  'text-too-thin': rule('info', '目标相关', 'seen', '几个字说不清必要性、措施和计划。'),
  'text-only-document': rule('info', '目标相关', 'seen', '必要性、措施和计划不能只写文号。'),
  'same-target-two-funds': rule('info', '目标相关', 'seen', '同一批对象由两笔资金支付，汇总时只计一次。'),
  'copied-from-other-form': rule('info', '目标相关', 'seen', '效益和满意度指标应当说本项目的事。'),
  'project-name-twice': rule('info', '目标相关', 'seen', '同一单位的项目名称应当分得开。'),
  // 相关性 · 指标科学
  'budget-as-target': rule('confirm', '指标科学', 'seen', '资金总额不是产出和效益。'),
  'wrong-kind': rule('confirm', '指标科学', 'seen', '指标值的种类应当与指标类别相符。'),
  'target-pasted': rule('confirm', '指标科学', 'seen', '一个数不应抄进几个指标。'),
  'direction-wrong': rule('confirm', '指标科学', 'seen', '越少越好的用“≤”，越多越好的用“≥”。'),
  'timeliness-not-about-time': rule('confirm', '指标科学', 'seen', '时效指标应当说时间。'),
  'satisfaction-about-something-else': rule('confirm', '指标科学', 'seen', '满意度指标应当问满意度。'),
  'satisfaction-under-benefit': rule('info', '指标科学', 'seen', '满意度不能代替效益。'),
  'expense-as-quantity': rule('confirm', '指标科学', 'seen', '费用不能按件数、人次计。'),
  'rate-without-percentage': rule('confirm', '指标科学', 'seen', '名称是“率”的指标应当填百分数。'),
  'count-as-rate': rule('confirm', '指标科学', 'seen', '名称是人数、次数的指标应当填数。'),
  'target-repeats-name': rule('info', '指标科学', 'seen', '指标值不应重复名称。'),
  // 适当性 · 绩效合理
  'always-met': rule('confirm', '绩效合理', 'seen', '“≥0”不做也完成。'),
  'reverse-rate-high': rule('confirm', '绩效合理', 'seen', '投诉率、失业率的上限不应接近百分之百。'),
  'scopes-differ': rule('confirm', '绩效合理', 'seen', '一年期项目两栏的指标值应当相同。'),
  'same-number-twice': rule('info', '绩效合理', 'seen', '两个指标人数相同，可能有一个填错。'),
  // 适当性 · 资金匹配
  'cost-above-budget': rule('confirm', '资金匹配', 'sums', '成本指标不应超过年度资金。'),
  'costs-above-budget': rule('confirm', '资金匹配', 'sums', '各项成本合计不应超过年度资金。'),
  'standard-times-people': rule('confirm', '资金匹配', 'sums', '标准乘人数应当等于年度资金。'),
  'standard-without-period': rule('info', '资金匹配', 'seen', '补助标准应当写明按月还是按年。'),
  'text-amount-differs': rule('confirm', '资金匹配', 'sums', '文字里的金额应当与资金栏一致。'),
  'text-amount-scale': rule('confirm', '资金匹配', 'sums', '文字里的金额单位像是写错了。'),
  'text-arithmetic': rule('confirm', '资金匹配', 'sums', '文字里的算式应当算得对。'),
  'text-numbers-differ': rule('confirm', '资金匹配', 'seen', '两栏同一段文字里的数字应当相同。'),
  'total-not-a-multiple': rule('info', '资金匹配', 'sums', '按人按标准发的资金应当是标准的整倍数。'),
  'period-total-equals-annual': rule('info', '资金匹配', 'seen', '多年项目的实施期资金不会等于一年的。'),
  'sources-differ': rule('confirm', '资金匹配', 'seen', '两栏的资金来源应当一致。'),
  'source-contradicts-name': rule('confirm', '资金匹配', 'seen', '中央资金应当填在中央一栏。'),
  // 可行性 · 实现可能
  'at-least-hundred': rule('confirm', '实现可能', 'seen', '比率到顶是 100%，“≥100%”没有余地。'),
  'above-hundred': rule('confirm', '实现可能', 'seen', '部分占全部的比率超不过 100%。'),
  'satisfaction-full': rule('info', '实现可能', 'seen', '满意度 100% 很难做到。'),
  // 可行性 · 条件充分
  'deadline-is-a-year': rule('info', '条件充分', 'seen', '时效指标应当有到月到日的期限。'),
  'deadline-outside-year': rule('confirm', '条件充分', 'seen', '期限应当在预算年度内。'),
} as const satisfies Record<string, AuditRule>;

export type AuditRuleName = keyof typeof AUDIT_RULES;
