import { type Dictionary, words } from './words.ts';

/** The calendar of days off: the year, its import, and the bar about a year that is missing. */
const zhCN = {
  documentTitle: (year: number) => `${year} 年放假安排 · 目标哨`,
  title: '放假安排',
  sentence: {
    confirmed: (year: number, working: number, off: number, madeUp: number) =>
      `${year} 年 ${working} 个工作日：放假 ${off} 天，${madeUp === 0 ? '没有周末上班' : `周末上班 ${madeUp} 天`}`,
    missing: (year: number) => `${year} 年放假安排尚未确认，工作日还不能数`,
  },
  missingWhy:
    '确认之前，报送期限按最迟可能的一天算（次月 17 至 19 日），不会按周一至周五去猜，因此没有人被误判为未报。',
  /** Below the sentence: where it comes from. */
  source: (source: string, version: number) => `依据：${source}（第 ${version} 版）`,
  cameWith: '随系统带来',
  knownFrom: (day: string) => `从 ${day} 起按它算，此前的判断不变`,
  confirmedAt: (instant: string) => `${instant} 确认`,
  notNeeded: '目前没有项目用到这一年',
  years: '年份',
  wholeYear: (year: number) => `${year} 年逐月`,
  wholeYearPreview: (year: number) => `${year} 年逐月，按刚比较的内容预览，尚未确认`,
  state: { confirmed: '已确认', missing: '未确认' },
  month: (month: number) => `${month} 月`,
  weekdays: ['一', '二', '三', '四', '五', '六', '日'],
  working: (days: number) => `${days} 个工作日`,
  off: '休',
  on: '班',
  today: '今天',
  dayName: (day: string, state: string, name: string) => [day, state, name].filter(Boolean).join(' '),
  stateWords: { off: '放假', on: '周末上班', weekend: '周末', working: '' },
  legend: '图例',
  legendOff: '放假',
  legendOn: '周末上班（调休）',
  legendWeekend: '周末',
  closure: (first: string, last: string, days: number, name: string) =>
    first === last ? `${first} ${name}` : `${first}—${last} ${name}，${days} 天`,
  madeUp: (days: string) => `上班 ${days}`,
  readOnly: '由系统管理员导入和确认。',
  import: {
    title: (year: number) => `导入 ${year} 年安排`,
    open: '导入新的一版',
    close: '收起',
    year: '年份',
    lead: '粘贴国务院办公厅通知原文，或逐行写“2027-01-01 休 元旦”“2027-02-06 班”；CSV 和 chinese-days 的 JSON 也可以。',
    text: '安排',
    placeholder: '一、元旦：1月1日（周五）至3日（周日）放假，共3天。',
    choose: '选文件',
    compare: '与已存的比较',
    comparing: '正在比较',
    empty: '请先粘贴放假安排，或选一个文件',
    tooLarge: '文件太大：一年的安排只有几千个字，请核对',
    unreadableFile: '这个文件读不出文字',
  },
  diff: {
    same: (year: number) => `与已存的 ${year} 年安排完全一样，不必再确认`,
    title: (added: number, removed: number, changed: number) =>
      `增 ${added} 天，去 ${removed} 天，改 ${changed} 天`,
    blocked: (count: number) => `有 ${count} 处没有读懂或自相矛盾，改好以后再比较`,
    workingDays: (before: number | null, after: number) =>
      before === null ? `全年 ${after} 个工作日` : `全年工作日 ${before} → ${after} 个`,
    heads: { kind: '变化', day: '日期', before: '原来', after: '改为' },
    caption: '逐日变化',
    kind: { added: '增', removed: '去', changed: '改' },
    plain: '同平常',
    off: (name: string) => (name === '' ? '休' : `休 ${name}`),
    on: (name: string) => (name === '' ? '班' : `班 ${name}`),
    findings: '要看一眼的',
    severity: { must_fix: '必须改', confirm: '请核对', note: '说明' },
    line: (line: number) => `第 ${line} 行`,
    notes: (count: number) => `另有 ${count} 行没有算进来`,
    hideNotes: '收起',
  },
  confirm: {
    source: '通知的文号',
    sourceHint: '如 国办发明电〔2026〕7号',
    sourceMissing: '请写明依据哪一份通知',
    act: (year: number) => `确认 ${year} 年安排`,
    busy: '正在确认',
    consequence: (on: string, projects: number) =>
      `确认以后：从 ${on} 起按它算，${projects} 个项目的报送期限、应付事项和提醒随即重新核算；${on} 以前的判断不变；写入审计记录。`,
    done: (year: number, projects: number) => `${year} 年安排已确认，${projects} 个项目正在重新核算。`,
  },
  bar: {
    text: (years: string) => `${years} 年放假安排尚未确认，到期日只能按最迟可能的一天算`,
    tell: '请系统管理员导入并确认。',
    open: '现在导入',
    look: '查看',
  },
} satisfies Dictionary;

export const calendarWords = words('calendar', zhCN);
