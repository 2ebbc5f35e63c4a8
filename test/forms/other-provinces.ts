/** Forms as other provinces print them, and what a careful reader found in them (test/fixtures/other-provinces). 演示数据. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Block, Pages } from './laid-out.ts';
import type { TrueForm, TrueIndicator } from './seeds.ts';

const folder = new URL('../fixtures/other-provinces/', import.meta.url);

export const NAMES = readdirSync(folder)
  .filter((name) => name.endsWith('.grid'))
  .map((name) => name.slice(0, -'.grid'.length))
  .sort();

export function pagesOf(name: string): Pages {
  const pages: Block[][] = [[]];
  let table: string[][] | null = null;
  for (const line of readFileSync(new URL(`${name}.grid`, folder), 'utf8').split('\n')) {
    if (line === '' || line === '===') table = null;
    if (line === '===') pages.push([]);
    if (line === '' || line === '===') continue;
    if (line.startsWith('# ')) {
      table = null;
      pages.at(-1)?.push({ paragraph: line.slice(2) });
      continue;
    }
    if (!table) {
      table = [];
      pages.at(-1)?.push({ table });
    }
    table.push(line.split('|').map((cell) => cell.replaceAll('⏎', '\n')));
  }
  return pages;
}

export interface OtherTruth {
  forms: TrueForm[];
  /** Titles of what is declared beside projects. */
  notProjects: string[];
}

type WrittenIndicator = [
  scope: string,
  level1: string,
  level2: string,
  name: string,
  rawTarget: string | null,
];

export function otherTruth(name: string): OtherTruth {
  const said = JSON.parse(readFileSync(new URL(`${name}.truth.json`, folder), 'utf8')) as {
    forms: (Omit<TrueForm, 'indicators'> & { indicators: WrittenIndicator[] })[];
    notProjects?: string[];
  };
  const forms = said.forms.map(({ indicators, ...form }) => ({
    ...form,
    filledAt: form.filledAt ?? null,
    indicators: indicators.map(([scope, level1, level2, label, rawTarget]): TrueIndicator => ({
      scope,
      level1,
      level2,
      name: label,
      rawTarget,
    })),
  }));
  return { forms: forms as unknown as TrueForm[], notProjects: said.notProjects ?? [] };
}

export const fileOf = (name: string, ending: 'pdf' | 'flow.txt'): Buffer =>
  readFileSync(new URL(`${name}.${ending}`, folder));
