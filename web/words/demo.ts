import { type Dictionary, words } from './words.ts';

/** The demonstration's clock in the context bar. */
const zhCN = {
  open: (today: string) => `演示日期 ${today}，点开推进`,
  button: (today: string) => `演示到 ${today}`,
  phoneButton: (day: string) => `演示数据 ${day}`,
  title: '推进演示日期',
  why: '中间每个工作日依次过一遍：填报、付款照演示数据发生，提醒按日子产生、送达。',
  nextWorkingDay: (day: string) => `下一个工作日 ${day}`,
  monthEnd: (day: string) => `到月底 ${day}`,
  chosen: '推到这一天',
  choose: '选一天',
  atTheEnd: (last: string) => `演示数据到 ${last} 为止，已经是最后一天。`,
  moving: (reached: string, to: string) => `正在推进：已过完 ${reached}，推到 ${to}`,
  movingShort: (reached: string) => `推进中 ${reached}`,
  waiting: '正在排队，马上开始',
  reloading: '正在重新载入演示，约需几秒',
  reloadingShort: '重新载入中',
  done: (today: string) => `已推到 ${today}`,
  failed: '上一次没有推完，数据没有损坏。请再推一次；仍不行请看服务日志。',
  reset: '重新载入演示',
  resetWhy: (start: string) =>
    `演示日期回到 ${start}，演示中填报、导入、处理的都会清除，不能恢复。账号和登录不变。`,
  resetYes: '清除并重新载入',
  resetNo: '不，保留',
} satisfies Dictionary;

export const demoWords = words('demo', zhCN);
