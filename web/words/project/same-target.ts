/** Words of indicators that are one target under several projects. Part of ../project.ts. */
import type { Dictionary } from '../words.ts';

export const sameTarget = {
  open: '同一目标',
  openWhy: '同一批对象由几个项目出钱时，标为同一目标，汇总只计一次',
  also: (projects: string) => `同一目标：${projects}`,
  and: '、',
  title: '同一目标',
  alone: '这个指标单独计数，没有与别的项目标为同一目标。',
  group: (count: number, light: string) =>
    `${count} 个项目里是同一目标，汇总计 1 个指标，灯取最差的：${light}。`,
  since: (day: string, reason: string) => `${day} 起：${reason}`,
  caption: '是同一目标的指标',
  heads: { light: '灯', project: '项目', name: '指标', target: '目标' },
  own: '本项目',
  link: '标为同一目标',
  with: '与哪个项目的指标是同一目标',
  choose: '请选择',
  alike: '目标值相同',
  others: '同类别的其他指标',
  candidate: (project: string, name: string, target: string) => `${project} · ${name} ${target}`,
  noCandidates: '本单位今年的其他项目里没有同一类别的指标。',
  unlink: '不再是同一目标',
  reason: '理由',
  reasonHint: '如：同一批参保人员由中央和县级资金共同支付',
  consequence: '后果',
  linkThen: (count: number) =>
    `从今天起，总览、大屏和清单合计把这 ${count} 个指标计为 1 个，灯取最差的；各项目自己的灯、填报和以前的日子不变。`,
  unlinkThen: (count: number) =>
    count <= 2
      ? '从今天起，两个指标重新各自计数；以前的日子不变。'
      : '从今天起，这个指标重新单独计数；其余的仍是同一目标，以前的日子不变。',
  submitLink: '标为同一目标',
  submitUnlink: '取消同一目标',
  busy: '正在记录',
  cannot: '您的岗位只能查看。',
} satisfies Dictionary;
