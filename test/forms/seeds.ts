/** The three published documents (the demo's) and what a careful reader found in them (test/fixtures/seeds). */
import { readFileSync } from 'node:fs';
import { Decimal } from 'decimal.js';
import type { Declaration, FundingParts } from '../../domain/form.ts';
import { readTextDocument, type ReadDocument } from '../../server/forms/read-document.ts';

export type County = 'liulin' | 'pingluo' | 'lishi';

type Amounts = Partial<Record<keyof FundingParts, number | null>>;

export interface TrueIndicator {
  scope: string;
  level1: string;
  level2: string;
  level2Code?: string | null;
  name: string;
  rawTarget: string | null;
  doubt?: string;
}

export interface TrueForm {
  formNo: number;
  projectName: string;
  fundingUnit: '元' | '万元';
  funding: { annual: Amounts | null; period: Amounts | null };
  indicators: TrueIndicator[];
  filledAt: string | null;
  [text: string]: unknown;
}

const folder = new URL('../fixtures/seeds/', import.meta.url);
const texts = new URL('../../db/demo/declarations/', import.meta.url);

export const seedBytes = (county: County): Uint8Array => readFileSync(new URL(`${county}.txt`, texts));
export const readSeed = (county: County): ReadDocument =>
  readTextDocument({ filename: `${county}.txt`, bytes: seedBytes(county) });
export const truthOf = (county: County): TrueForm[] =>
  (JSON.parse(readFileSync(new URL(`${county}.truth.json`, folder), 'utf8')) as { forms: TrueForm[] }).forms;

export const TEXTS = [
  'projectName',
  'implementingUnit',
  'department',
  'departmentCode',
  'attribute',
  'duration',
  'overview',
  'basis',
  'necessity',
  'measures',
  'plan',
  'goalAnnual',
  'goalPeriod',
] as const;
const PARTS = ['total', 'fiscal', 'central', 'provincial', 'local', 'selfRaised', 'other'] as const;

export interface Comparison {
  indicators: number;
  /** Scope, level 2, name and printed target equal, each found once. */
  right: number;
  lost: number;
  invented: number;
  /** Indicators that stand before one that the truth has later. */
  outOfOrder: number;
  fundingRight: number;
  texts: Record<string, number>;
  filledAtRight: number;
  differences: string[];
}

/** Truth's amounts are in the form's own unit; null in both means not printed. Exact comparison. */
function fundingDifferences(form: Declaration, truth: TrueForm): string[] {
  const scale = truth.fundingUnit === '万元' ? 10_000 : 1;
  return (['annual', 'period'] as const).flatMap((scope) =>
    PARTS.flatMap((part) => {
      const wanted = truth.funding[scope]?.[part] ?? null;
      const got = form.funding[scope]?.[part] ?? null;
      const text = wanted === null ? null : new Decimal(wanted).times(scale).toFixed(2);
      return text === got ? [] : [`资金 ${scope}.${part}：读到 ${String(got)}，应为 ${String(text)}`];
    }),
  );
}

/**
 * Strict, form by form in order, blanks included: names and targets must equal the truth character by character.
 * One normalisation is the reader's own: lines wrapped by a PDF are joined without a blank between Chinese characters.
 * Indicators are matched one to one in the order of print; a match needs scope, name and printed target, and counts
 * as right when level 1, level 2 and code are equal too (not where the truth marks `doubt`).
 */
export function compare(forms: readonly Declaration[], truths: readonly TrueForm[]): Comparison {
  const result: Comparison = {
    indicators: 0,
    right: 0,
    lost: 0,
    invented: 0,
    outOfOrder: 0,
    fundingRight: 0,
    texts: Object.fromEntries(TEXTS.map((text) => [text, 0])),
    filledAtRight: 0,
    differences: [],
  };
  truths.forEach((truth, index) => {
    const form = forms[index];
    const say = (text: string): number =>
      result.differences.push(`${truth.formNo} ${truth.projectName}：${text}`);
    result.indicators += truth.indicators.length;
    if (!form) {
      result.lost += truth.indicators.length;
      say('没有读到这张表');
      return;
    }
    for (const text of TEXTS) {
      if ((form[text] ?? null) === (truth[text] ?? null)) result.texts[text] = (result.texts[text] ?? 0) + 1;
      else say(`${text}：读到 ${String(form[text])}，应为 ${String(truth[text])}`);
    }
    if ((form.filledAt?.replace(/\+08:00|\D/g, '') ?? null) === truth.filledAt) result.filledAtRight++;
    else say(`filledAt：读到 ${String(form.filledAt)}，应为 ${String(truth.filledAt)}`);
    const money = fundingDifferences(form, truth);
    if (money.length === 0) result.fundingRight++;
    money.forEach(say);
    const open = new Set(form.indicators);
    let position = -1;
    for (const wanted of truth.indicators) {
      const same = [...open].filter(
        (got) => got.scope === wanted.scope && got.name === wanted.name && got.rawTarget === wanted.rawTarget,
      );
      const found = same.find((got) => got.level2 === wanted.level2) ?? same[0];
      if (!found) {
        result.lost++;
        say(`丢失 ${wanted.scope} ${wanted.level2} ${wanted.name} ${String(wanted.rawTarget)}`);
        continue;
      }
      open.delete(found);
      if (form.indicators.indexOf(found) < position) result.outOfOrder++;
      position = form.indicators.indexOf(found);
      const levels =
        found.level1 === wanted.level1 &&
        found.level2 === wanted.level2 &&
        found.level2Code === (wanted.level2Code ?? null);
      if (levels || wanted.doubt !== undefined) result.right++;
      else
        say(`${wanted.name}：读到 ${found.level1}/${found.level2}，应为 ${wanted.level1}/${wanted.level2}`);
    }
    result.invented += open.size;
    for (const extra of open)
      say(`多出 ${extra.scope} ${extra.level2} ${extra.name} ${String(extra.rawTarget)}`);
  });
  return result;
}
