import { type Dictionary, words } from './words.ts';

const zhCN = {
  documentTitle: '项目 · 目标哨',
  title: (total: number, parts: readonly { count: number; light: string }[]) =>
    parts.length === 0
      ? `${total} 个项目`
      : `${total} 个项目：${parts.map(({ count, light }) => `${count} 个${light}`).join('，')}`,
  titleFiltered: (total: number) => `${total} 个项目符合`,
  titleLight: (total: number, light: string) => `${total} 个项目${light}`,
  titleGroup: (total: number, group: string, light: string) =>
    light ? `${total} 个项目有${light}的${group}指标` : `${total} 个项目有${group}指标`,
  shown: (count: number) => `已列 ${count} 个`,
  search: '搜项目、指标、单位',
  unit: '单位',
  allUnits: '全部单位',
  light: '灯',
  allLights: '全部',
  group: '指标类别',
  allGroups: '全部类别',
  sort: '排序',
  sorts: { light: '按轻重', name: '按名称', budget: '按预算', executionRate: '按执行率' },
  clear: '清除条件',
  more: (count: number) => `再看 ${count} 个`,
  loadingMore: '正在读取',
  caption: '项目清单',
  heads: {
    light: '灯',
    name: '项目',
    unit: '单位',
    indicators: '指标',
    budget: '预算',
    rate: '执行率%',
    since: '自',
  },
  /** Beside the figures where the heads have no room. */
  beside: { budget: '预算', rate: '执行', percent: '%', indicators: '个指标' },
  none: '没有符合条件的项目',
  noneWhy: '放宽条件再看，或清除全部条件。',
  empty: '还没有项目',
  emptyWhy: '导入申报表以后，项目列在这里。',
} satisfies Dictionary;

export const projectsWords = words('projects', zhCN);
