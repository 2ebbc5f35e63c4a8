import { type Dictionary, words } from './words.ts';

const zhCN = {
  print: '打印',
  printWhy: '打印成一张 A4 纸，或存为 PDF',
  printFailed: '没有取到打印版，请检查网络后再点一次',
  source: '数据来源：目标哨，由申报表、填报数和资金台账计算',
  asOf: (day: string, share: string) => `截至 ${day}，时间进度 ${share}`,
  asOfDay: (day: string) => `截至 ${day}`,
  printedAt: (when: string) => `打印时间 ${when}`,
  invented: '演示数据',
  sourceInvented: '数据来源：目标哨，由申报表、填报数和资金台账计算（含虚构的填报数和付款，只用于演示）',
  seal: '单位（盖章）',
  reporter: '填报人',
  checker: '审核人',
  head: '负责人',
  date: '日期　　　　年　　月　　日',
  rest: (count: number, parts: string) => `另有 ${count} 个指标没有印在这一页：${parts}`,
  restPart: (light: string, count: number) => `${light} ${count} 个`,
  and: '、',
  overview: {
    heading: (scope: string, year: number) => `${scope} ${year} 年度绩效目标运行监控`,
    unit: '单位',
    projects: '项目',
    time: '时间进度',
    gap: '比时间（点）',
    all: '合计',
    indicatorLights: '各单位的预算执行与指标的灯',
    groupLights: '各类指标的灯',
    late: '逾期与将到期',
    noneLate: '没有逾期的，近 3 个工作日也没有到期的',
    more: (count: number) => `另有 ${count} 项没有印在这一页`,
    moreUnits: (count: number) => `另有 ${count} 个单位没有印在这一页，合计数包含它们`,
  },
  project: {
    heading: (year: number) => `${year} 年度项目绩效目标运行监控表`,
    months: '十二个月的灯',
    indicators: (shown: number, total: number) =>
      shown < total ? `指标（最要紧的 ${shown} 个，共 ${total} 个）` : `指标 ${total} 个`,
    duties: '应办事项',
    alerts: (count: number) => `没有办结的提醒 ${count} 条`,
    attribute: '项目属性',
    department: '主管部门',
  },
  panel: {
    menu: (title: string) => `${title}：存为图片或打印`,
    picture: '存为图片',
    print: '打印或存为 PDF',
    failed: '这一块没有存成图片，请改用打印',
    file: (title: string, day: string) => `${title}（截至 ${day}）`,
  },
} satisfies Dictionary;

export const paperWords = words('paper', zhCN);
