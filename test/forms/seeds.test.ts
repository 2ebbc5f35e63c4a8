import { describe, expect, it } from 'vitest';
import { compare, readSeed, TEXTS, truthOf, type County } from './seeds.ts';

/** Least share of indicators that must be right (issue 2, "What it must show"). */
const THRESHOLDS: Record<County, number> = { liulin: 0.99, pingluo: 0.97, lishi: 0.97 };
const COUNTIES = Object.keys(THRESHOLDS) as County[];

describe.each(COUNTIES)('the text of %s', (county) => {
  const document = readSeed(county);
  const truth = truthOf(county);
  const compared = compare(document.forms, truth);

  it('is read as its truth says, the differences being printed', () => {
    const { indicators, right, lost, invented, fundingRight, texts, differences } = compared;
    console.table({
      [county]: {
        forms: `${document.forms.length}/${truth.length}`,
        indicators: `${right}/${indicators}`,
        share: (right / indicators).toFixed(4),
        lost,
        invented,
        funding: `${fundingRight}/${truth.length}`,
        ...texts,
        filledAt: compared.filledAtRight,
      },
    });
    if (differences.length > 0) console.log(differences.join('\n'));
    expect(document.forms).toHaveLength(truth.length);
    expect(lost).toBe(0);
    expect(invented).toBe(0);
    expect(compared.outOfOrder).toBe(0);
    expect(right / indicators).toBeGreaterThanOrEqual(THRESHOLDS[county]);
  });

  it('gives the funding of every form exactly, in yuan, nothing printed told from 0', () => {
    expect(compared.fundingRight).toBe(truth.length);
  });

  it('gives names, units, departments, durations, paragraphs and goals as printed', () => {
    for (const text of TEXTS) expect(compared.texts[text], text).toBe(truth.length);
    expect(compared.filledAtRight).toBe(truth.length);
  });

  it('keeps every indicator in its scope, pairs point at each other', () => {
    for (const { indicators } of document.forms) {
      indicators.forEach((indicator, index) => {
        if (indicator.pairedWith === null) return;
        const pair = indicators[indicator.pairedWith];
        expect(pair?.pairedWith).toBe(index);
        expect(pair?.scope).not.toBe(indicator.scope);
        expect(pair?.level2).toBe(indicator.level2);
      });
    }
  });

  it('keeps no name and no telephone of the foot, neither in forms nor in lines', () => {
    const kept = JSON.stringify(document);
    expect(kept).not.toContain('某某');
    expect(kept).not.toMatch(/0{11}/);
  });

  it('lets no cell inside a form vanish: it is in the declaration or in a finding', () => {
    // Labels, and amounts (funding is compared exactly above).
    const label =
      /指标|资金|财政|目 ?标|项目|\d{4} ?年度|主管部门|实施单位|立项依据|自筹|满意度指|^[绩效一-三级年度名称]+$|负责人|经办人|电话|填报日期|仅供/;
    const amount = /^[-\d,.（()）元万标金：: ]*$/;
    const vanished: string[] = [];
    for (const form of document.forms) {
      const fused = form.indicators.map((indicator) => `${indicator.name}${indicator.rawTarget ?? ''}`);
      const kept = JSON.stringify(form).replaceAll('\\"', '"') + fused.join('|');
      for (const { from, to } of form.source) {
        for (let line = from.line + 1; line <= to.line; line++) {
          const text = document.lines[line - 1] ?? '';
          for (const cell of text.split(county === 'lishi' ? /\s+/ : '\t')) {
            // A second print that differs is reported with the words around the difference.
            const bare = form.source.length > 1 ? cell.trim().slice(0, 15) : cell.trim();
            if (label.test(bare) || amount.test(bare)) continue;
            if (!kept.includes(bare.replace(/^\d+[- ]/, ''))) vanished.push(`${line}: ${bare}`);
          }
        }
      }
    }
    expect(vanished).toEqual([]);
  });
});

describe('the three texts', () => {
  it('say where they differ from the document’s own count and sum, and from its budget tables', () => {
    const counts = COUNTIES.map((county) => {
      const rules = readSeed(county).findings.map((finding) => finding.rule);
      return Object.fromEntries(
        [...new Set(rules)].map((rule) => [rule, rules.filter((one) => one === rule).length]),
      );
    });
    const stated = { 'fewer-forms-than-stated': 1, 'sum-differs-from-stated': 1 };
    expect(counts).toEqual([
      {
        ...stated,
        'carry-over-without-targets': 3,
        'money-without-targets': 8,
        'targets-without-money': 1,
        'budget-tables-disagree': 1,
      },
      {},
      { ...stated, 'carry-over-without-targets': 1, 'money-without-targets': 4 },
    ]);
  });

  it('join the form printed again and the form cut over pages, and say so', () => {
    const { forms } = readSeed('liulin');
    const joined = forms.filter((form) => form.source.length > 1);
    expect(joined.map((form) => form.source.length)).toEqual([7, 2]);
    expect(joined.map((form) => form.findings[0]?.rule)).toEqual([
      'form-printed-again',
      'form-cut-over-pages',
    ]);
  });

  it('judge a form without annual targets by its period targets only when it lasts one year', () => {
    for (const form of readSeed('liulin').forms) {
      const judged = form.indicators.filter((indicator) => indicator.judged);
      const annual = form.indicators.filter((indicator) => indicator.scope === 'annual');
      const blind = form.findings.some((finding) => finding.rule === 'no-annual-targets');
      if (annual.length > 0) expect(judged).toEqual(annual);
      else expect(judged).toHaveLength(form.duration === '1年' ? form.indicators.length : 0);
      expect(blind).toBe(annual.length === 0 && form.duration === '3年');
    }
  });
});
