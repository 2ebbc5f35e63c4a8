import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTarget, type ParsedTarget, type TargetContext } from '../../domain/target-text.ts';

interface Labelled {
  raw: string;
  kind: string;
  comparator: string | null;
  value: unknown;
  unit: string | null;
  accept?: Partial<Record<'kind' | 'comparator' | 'value' | 'unit', unknown>>[];
}
const FIELDS = ['kind', 'comparator', 'value', 'unit'] as const;
const readLabels = (file: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8')) as Labelled[];
/** Of the three documents, and of general practice: the latter labelled before the code was run on them. */
const FILES = ['seeds/targets.truth.json', 'targets-general.json', 'targets-sectors.json'] as const;
/** Least share read as labelled. Of other sectors 62 of 78 were when the code was first run on them, none wrong and sure. */
const LEAST_RIGHT: Record<(typeof FILES)[number], number> = {
  'seeds/targets.truth.json': 0.98,
  'targets-general.json': 0.98,
  'targets-sectors.json': 0.9,
};

/**
 * `accept` lists other right readings: one that names a kind is compared in the fields it lists, one that names
 * only a comparator or unit keeps the label's other fields.
 */
function isRight(target: ParsedTarget, label: Labelled): boolean {
  const equal = (
    wanted: Partial<Record<(typeof FIELDS)[number], unknown>>,
    fields: readonly string[],
  ): boolean =>
    FIELDS.filter((field) => fields.includes(field)).every(
      (field) => JSON.stringify(target[field]) === JSON.stringify(wanted[field]),
    );
  return (
    equal(label, FIELDS) ||
    (label.accept ?? []).some((other) =>
      equal({ ...label, ...other }, 'kind' in other ? Object.keys(other) : FIELDS),
    )
  );
}

const read = (raw: string | null, context: TargetContext = {}): unknown[] => {
  const { kind, comparator, value, unit } = parseTarget(raw, context);
  return [kind, comparator, value, unit];
};

describe('parseTarget', () => {
  it.each(FILES)(
    'reads the targets of %s as labelled, and is not sure of anything it reads wrongly',
    (file) => {
      const labelled = readLabels(file);
      let [right, sure] = [0, 0];
      const wrong: string[] = [];
      const wrongAndSure: string[] = [];
      for (const label of labelled) {
        const target = parseTarget(label.raw, { fiscalYear: 2023 });
        if (isRight(target, label)) {
          right++;
          if (target.confidence >= 0.9) sure++;
        } else {
          wrong.push(`${label.raw}：${JSON.stringify(target)}`);
          if (target.confidence >= 0.9) wrongAndSure.push(label.raw);
        }
      }
      console.log(`${file}：${right}/${labelled.length} 正确，其中 ${sure} 有把握；错误 ${wrong.join('\n')}`);
      expect(right / labelled.length).toBeGreaterThanOrEqual(LEAST_RIGHT[file]);
      expect(wrongAndSure).toEqual([]);
      // Strings chosen for their oddities are rightly unsure more often than those of a document; so are names beside the value.
      const leastSure = {
        'seeds/targets.truth.json': 0.85,
        'targets-general.json': 0.75,
        'targets-sectors.json': 0.3,
      };
      expect(sure / right).toBeGreaterThanOrEqual(leastSure[file]);
    },
  );

  it.each<[string, unknown[]]>([
    ['不低于95%', ['percentage', '>=', 95, '%']],
    ['不少于20场次', ['count', '>=', 20, '场次']],
    ['控制在5%以内', ['percentage', '<=', 5, '%']],
    ['95%及以上', ['percentage', '>=', 95, '%']],
    ['大于等于90％', ['percentage', '>=', 90, '%']],
    ['$\\geq 10\\%$', ['percentage', '>=', 10, '%']],
    ['≦98%', ['percentage', '<=', 98, '%']],
    ['）95%', ['percentage', null, 95, '%']],
    ['1,234.5万元', ['money', null, 12345000, '元']],
    ['百分之九十五以上', ['percentage', '>=', 95, '%']],
    ['二十人', ['count', null, 20, '人']],
    ['三年', ['duration', null, 3, '年']],
    ['每人每月150元', ['rate', null, 150, '元/人月']],
    ['每季度1次', ['frequency', null, { count: 1, per: '季度' }, null]],
    ['按月', ['frequency', null, { count: 1, per: '月' }, null]],
    ['80%-90%', ['range', null, { min: 80, max: 90 }, '%']],
    ['10～20人', ['range', null, { min: 10, max: 20 }, '人']],
    ['2023年底前', ['date', '<=', '2023-12-31', null]],
    ['2023.12.31', ['date', null, '2023-12-31', null]],
    ['2023.1-2023.8', ['period', null, { from: '2023-01', to: '2023-08' }, null]],
    ['92023年9月', ['date', null, '2023-09', null]],
    ['及时%', ['qualitative', null, null, null]],
    ['—', ['unreadable', null, null, null]],
    ['万元', ['unreadable', null, null, null]],
    ['站牌/13', ['unreadable', null, null, null]],
    ['2023年2月30日', ['unreadable', null, null, null]],
  ])('reads %s', (raw, wanted) => {
    expect(read(raw)).toEqual(wanted);
  });

  it('names the event that a duration starts from', () => {
    expect(parseTarget('文件下达后30日内')).toMatchObject({
      kind: 'duration',
      comparator: '<=',
      value: 30,
      unit: '日',
      anchor: '文件下达',
    });
  });

  it('keeps both targets of a cell that holds two, and is not sure', () => {
    const target = parseTarget('≥95%；≤5天');
    expect(target.parts?.map((part) => [part.comparator, part.value, part.unit])).toEqual([
      ['>=', 95, '%'],
      ['<=', 5, '天'],
    ]);
    expect(target.confidence).toBeLessThan(0.9);
  });

  it('takes the year of a date that prints none from the fiscal year and says so', () => {
    const target = parseTarget('12月31日前', { fiscalYear: 2024 });
    expect(target).toMatchObject({ kind: 'date', comparator: '<=', value: '2024-12-31' });
    expect(target.assumed).toContainEqual({ field: 'value', value: 2024, rule: 'year-from-fiscal-year' });
    expect(parseTarget('12月31日前').value).toBeNull();
  });

  it('puts what context suggests into assumed, never into the reading', () => {
    const rules = (raw: string, level2: string, name: string): string[] =>
      parseTarget(raw, { level2, name }).assumed.map(({ field, value, rule }) => `${field}=${value} ${rule}`);
    expect(rules('100%', '质量指标', '合格率')).toEqual(['comparator=>= comparator-by-level2']);
    expect(rules('3万元', '成本指标', '印刷费')).toEqual(['comparator=<= comparator-by-level2']);
    expect(rules('5%', '社会效益指标', '投诉率')).toEqual(['comparator=<= fewer-is-better-by-name']);
    expect(rules('472', '数量指标', '社会保险补贴人数（人）')).toEqual([
      'kind=count unit-in-name',
      'unit=人 unit-in-name',
      'comparator== people-paid-exactly',
    ]);
    expect(rules('≥95%', '质量指标', '合格率')).toEqual([]);
    expect(read('472', { level2: '数量指标', name: '补贴人数（人）' })).toEqual(['number', null, 472, null]);
  });

  it('never throws and keeps the text as printed, whatever it is', () => {
    const pieces = FILES.flatMap(readLabels).flatMap(({ raw }) => raw.match(/\d+|\D/g) ?? []);
    const anything = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.option(anything), (raw) => {
        const target = parseTarget(raw, { level2: '数量指标', name: '人数', fiscalYear: 2023 });
        expect(target.raw).toBe(raw);
        expect(target.confidence).toBeGreaterThanOrEqual(0);
        expect(target.confidence).toBeLessThanOrEqual(1);
        if (typeof target.value === 'number') expect(Number.isFinite(target.value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer for a hostile text than for a short one', () => {
    for (const hostile of [
      '1'.repeat(1e6),
      '≥'.repeat(1e6),
      '1-'.repeat(5e5),
      '每'.repeat(1e6),
      '，'.repeat(1e6),
    ]) {
      const start = performance.now();
      parseTarget(hostile);
      expect(performance.now() - start).toBeLessThan(50);
    }
  });
});
