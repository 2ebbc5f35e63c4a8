import { type Dictionary, words } from './words.ts';

/** The system administrator's page of the jobs, and the bar that everybody sees when the scan has stopped. */
const zhCN = {
  documentTitle: '后台任务 · 目标哨',
  seconds: (count: number) => `${count} 秒`,
  minutes: (count: number) => `${count} 分钟`,
  hours: (count: number) => `${count} 小时`,
  days: (count: number) => `${count} 天`,
  ago: (span: string) => `${span}前`,
  inTime: (span: string) => `${span}后`,
  dueNow: '就要开始',
  sentence: {
    normal: (age: string) => `任务正常，最近一次扫描 ${age}前`,
    starting: '还没有扫描过，后台进程启动后几秒内会有第一次',
    dead: (age: string) => `扫描已停 ${age}：到期和逾期不会提醒，请查看后台进程是否在运行`,
    neverScanned: '一次也没有扫描过：到期和逾期不会提醒，请启动后台进程（npm run worker）',
    queueAway: '队列没有回答，扫描由后台进程自己进行',
    failed: (count: number) => `${count} 个任务失败，待处理`,
    rows: (count: number) => `上次扫描有 ${count} 处没有判定成功`,
    lastScan: (age: string) => `最近一次扫描 ${age}前`,
  },
  store: { postgresql: '队列在 PostgreSQL', redis: '队列在 Redis' },
  noStore: '没有队列',
  note: '到期的事不靠队列记着：队列丢了，扫描照样从数据库里找出来。',
  board: '逐个任务查看',
  jobs: {
    title: '各项任务',
    caption: '各项任务的最近一次运行、结果和排队数',
    heads: {
      name: '任务',
      last: '最近完成',
      result: '结果',
      next: '下次',
      waiting: '等待',
      active: '进行',
      failed: '失败',
    },
    never: '还没有运行过',
    atWork: (span: string) => `正在运行，已 ${span}`,
    unplanned: '按需',
    processed: (day: string) => `已处理到 ${day}`,
    nothing: '没有要做的',
  },
  failed: {
    title: (count: number) =>
      count > 50 ? `失败的任务（最近 50 个，共 ${count} 个）` : `失败的任务（${count} 个）`,
    none: '没有失败的任务。',
    caption: '失败的任务和原因',
    heads: { name: '任务', reason: '原因', at: '时间', attempts: '次数', act: '操作' },
    attempts: (count: number) => `试了 ${count} 次`,
    retry: '重新执行',
    retrying: '正在放回',
    reasons: {
      unknownJob: (name: string) => `这个版本不认识任务 ${name}，它由更新的版本放入`,
      stalled: '执行它的后台进程多次中断，已放弃',
    },
  },
  /** By the name in jobs/queue.ts; a job of another version is shown by its own name. */
  names: {
    tick: '到期扫描',
    scan: '提醒扫描',
    deliver: '发送提醒',
    sweep: '补漏',
    demoClock: '推进演示日期',
    parse: '读取导入文件',
  } as Readonly<Record<string, string>>,
  /** Figures of a result that say something to an administrator; zero is not said. */
  results: {
    projects: '判定项目',
    changed: '灯变化',
    failed: '失败',
    opened: '新提醒',
    resolved: '解除',
    notices: '通知',
    gathered: '汇总通知',
    delivered: '已送达',
    passing: '暂时没有送到',
    permanent: '无法送达',
    unknown: '结果不明',
  } as Readonly<Record<string, string>>,
  leftOver: '没做完，下次接着做',
  bySweep: '由补漏完成',
  bar: {
    stopped: (age: string) =>
      `提醒扫描已停 ${age}：到期和逾期暂时不会提醒，填报照常保存。恢复后自动补上，这一行随即消失。`,
    never: '提醒扫描还没有运行过：到期和逾期暂时不会提醒，填报照常保存。开始后这一行随即消失。',
    database: '数据库没有回答：暂时不能查看和填报，已提交成功的内容不会丢失。恢复后这一行随即消失。',
    tell: '请告诉系统管理员。',
    open: '查看后台任务',
  },
} satisfies Dictionary;

export const jobsWords = words('jobs', zhCN);
