import { type Dictionary, words } from './words.ts';

const zhCN = {
  asOf: (date: string, scope: string) => `截至 ${date}，${scope}`,
} satisfies Dictionary;

export const overviewWords = words({ 'zh-CN': zhCN });
