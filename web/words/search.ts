import { type Dictionary, words } from './words.ts';

const zhCN = {
  placeholder: '搜项目、指标、单位',
  label: '搜项目、指标、单位，可用拼音或首字母',
  open: '搜索',
  close: '关闭搜索',
  groups: { projects: '项目', indicators: '指标', units: '单位' },
  counted: (group: string, total: number) => `${group} ${total}`,
  unitProjects: (count: number) => `${count} 个项目`,
  inList: (total: number, text: string) => `在清单里看“${text}”的 ${total} 个项目`,
  none: (text: string) => `没有找到“${text}”`,
  noneWhy: '可以输入名称的一部分、拼音（yanglao）或首字母（ylbx），几个词之间空一格。',
  hint: '输入名称、拼音（yanglao）或首字母（ylbx）',
  found: (projects: number, indicators: number, units: number) =>
    `找到 ${projects} 个项目、${indicators} 个指标、${units} 个单位，用上下键选择`,
  past: (day: string) => `截至 ${day}`,
} satisfies Dictionary;

export const searchWords = words('search', zhCN);
