/** Words of the audit in the preview. Part of ../import.ts. */
import { AUDIT_RULES, type AuditPart, type Dimension } from '../../../domain/audit-rules.ts';
import type { Dictionary } from '../words.ts';

/** Rules of the reader that may stand in a list of what is to be done. */
export const READING_RULES = {
  'target-unreadable': '指标值没有读懂',
  'target-missing': '没有填指标值',
  'no-annual-targets': '没有年度指标',
  'indicator-name-missing': '没有填指标名称',
  'project-name-missing': '没有项目名称',
  'implementing-unit-missing': '没有实施单位',
  'total-missing': '没有资金总额',
  'no-indicators': '没有指标',
  'funding-does-not-add-up': '资金来源合计与总额不符',
  'prints-differ': '几次印出的内容不同',
  'row-not-understood': '有的行没有读懂',
  'row-repeated': '重复的行只计一次',
  'value-without-label': '有的格子没有栏目名称',
  'level2-by-name': '按名称归入二级指标',
  'level2-from-other-half': '按另一栏归入二级指标',
  'fiscal-year-not-printed': '没有印年度',
  'form-printed-again': '同一张表重复印出',
  'form-cut-over-pages': '一张表分在几页',
  'period-judged-as-annual': '按年度指标监控',
  'period-row-without-annual': '只有实施期指标',
  'name-joined': '换行的指标名称已接上',
  'goals-not-separated': '年度目标与实施期目标没有分开',
  'amount-finer-than-fen': '金额不足一分',
  'amount-unit-not-printed': '没有印金额单位',
  'column-not-read': '有的列没有计入',
} as const;

const HEADINGS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(AUDIT_RULES).map(
    ([rule, { explanation }]) => [rule, explanation.replace(/。$/, '')] as const,
  ),
  ...Object.entries(READING_RULES),
]);

export const audit = {
  /** Null for a rule that has none. */
  heading: (rule: string): string | null => HEADINGS.get(rule) ?? null,
  todo: {
    label: '先做什么',
    must_fix: (count: number) => `必须改 ${count} 处`,
    confirm: (count: number) => `请确认 ${count} 处`,
    times: (count: number) => `×${count}`,
    more: (count: number) => `另 ${count} 类`,
    fixable: (count: number) => `其中 ${count} 处有现成改法，逐条点“按此改”即可`,
    nothing: '没有要改和要确认的地方',
  },
  tabs: { label: '列表方式', forms: '按表', rules: '按问题' },
  groups: {
    none: '没有问题',
    info: (count: number) => `看说明 ${count} 处`,
    hideInfo: '收起说明',
    inForms: (count: number) => `在 ${count} 张表`,
    fixable: (count: number) => `${count} 处可按此改`,
  },
  finding: {
    fix: (value: string) => `按此改：${value}`,
    fixSeveral: (count: number) => `按此改（${count} 处）`,
    waive: '不是问题',
    reason: '为什么不是问题（至少 4 个字）',
    accept: '确定',
    cancel: '取消',
    waived: (reason: string) => `不是问题：${reason}`,
    unwaive: '撤销',
    of: (message: string) => `关于：${message}`,
    same: {
      mark: '标为同一目标',
      why: '导入后两个项目的这个指标在汇总里只计一次，灯取较差的；各自填报不变',
      marked: '已标为同一目标，汇总只计一次',
    },
  },
  info: { show: (count: number) => `看说明 ${count}`, hide: '收起说明' },
  fixForm: (count: number) => `本表按建议改 ${count} 处`,
  score: {
    document: '审核得分',
    points: (total: number) => `${total} 分`,
    form: (total: number, grade: string) => `审核得分 ${total} 分，${grade}`,
    grade: (name: string) => name,
    meaning: (text: string) => text,
    grades: (grades: readonly { name: string; forms: number }[]) =>
      grades.map(({ name, forms }) => `${name} ${forms} 张`).join('，'),
    mean: '各表得分的平均',
    dimension: (name: Dimension): string => name,
    part: (name: AuditPart): string => name,
    of: (points: number, full: number) => `${points}/${full}`,
    show: (count: number) => `看扣分 ${count} 处`,
    hide: '收起扣分',
    deduction: (points: number) => `−${points}`,
    origin: (text: string) => `打分办法：${text}`,
  },
  waivers: {
    count: (count: number) => `${count} 处已说明不是问题`,
  },
} satisfies Dictionary;
