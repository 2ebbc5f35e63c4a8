/** Layouts that an installation adds as files in its data folder. 演示数据. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readForms } from '../../domain/form.ts';
import { LAYOUTS } from '../../domain/layouts.ts';
import { layoutsOf } from '../../server/forms/layout-files.ts';
import { rowsOfText } from '../../server/forms/text.ts';

const folder = mkdtempSync(join(tmpdir(), 'mubiao-layouts-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
function dataFolder(files: Record<string, unknown>): string {
  const data = join(folder, String((count += 1)));
  mkdirSync(join(data, 'layouts'), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(
      join(data, 'layouts', name),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  }
  return data;
}

/** The example of decisions/0014. */
const EXAMPLE = JSON.parse(
  /```json\n([^]*?)```/.exec(
    readFileSync(new URL('../../docs/decisions/0014-layouts-as-data.md', import.meta.url), 'utf8'),
  )?.[1] ?? '',
) as Record<string, unknown>;

describe('layouts in the data folder', () => {
  it('are the product’s own when there are none', () => {
    expect(layoutsOf(folder)).toBe(LAYOUTS);
  });

  it('are read before the product’s own, as the documentation describes one', () => {
    const layouts = layoutsOf(dataFolder({ 'yunling.json': EXAMPLE, 'notes.txt': 'no layout' }));
    expect(layouts.map(({ name }) => name)).toEqual(['yunling-2024', ...LAYOUTS.map(({ name }) => name)]);
    const text = [
      '云岭县项目绩效目标批复表（2024年度）',
      '项目名称\t路灯改造\t实施单位\t云岭县路灯所',
      '主管部门\t云岭县城管局',
      '预算总额\t80\t本级一般公共预算\t50\t本级政府性基金\t30',
      '指标内容\t目标值\t二级\t一级',
      '单盏成本\t≤4000元\t经济成本指标\t成本指标',
      '改造路灯\t200盏\t数量指标\t产出指标',
    ].join('\n');
    const [form] = readForms(rowsOfText(text), { layouts }).forms;
    expect(form).toMatchObject({ layout: 'yunling-2024', annualTotal: '800000.00', fiscalYear: 2024 });
    expect(form?.funding.annual).toMatchObject({ local: '800000.00' });
    expect(form?.indicators.map(({ level1, name, rawTarget }) => [level1, name, rawTarget])).toEqual([
      ['成本指标', '单盏成本', '≤4000元'],
      ['产出指标', '改造路灯', '200盏'],
    ]);
    expect(form?.findings).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{"name": ', /a\.json 有误：不是 JSON/],
    ['no titles', { name: 'a' }, /titles/],
    ['an unknown field', { ...EXAMPLE, tittles: [] }, /有误/],
    [
      'an unknown part',
      { ...EXAMPLE, funding: [{ part: 'county', labels: ['县级'] }] },
      /“\/funding\/0\/part”/,
    ],
    ['a taken name', { ...EXAMPLE, name: LAYOUTS[0]?.name }, /已经有了/],
    [
      'no column of targets',
      {
        ...EXAMPLE,
        indicatorColumns: [
          { kind: 'name', headings: ['a'] },
          { kind: 'level2', headings: ['b'] },
        ],
      },
      /level2、name 和 target/,
    ],
    [
      'a column twice',
      {
        ...EXAMPLE,
        indicatorColumns: ['name', 'target', 'level2', 'name'].map((kind) => ({ kind, headings: [kind] })),
      },
      /name 写了两次/,
    ],
    ['an unknown tree', { ...EXAMPLE, trees: ['2021'] }, /trees/],
  ])('with %s refuse the start with the file and what is wrong', (_what, content, sentence) => {
    const data = dataFolder({ 'a.json': content });
    expect(() => layoutsOf(data)).toThrow(sentence);
    expect(() => layoutsOf(data)).toThrow(/请改正或移走后再启动/);
  });
});
