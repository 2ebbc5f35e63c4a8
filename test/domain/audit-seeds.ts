/** The three published documents audited, seeded draws from what was found in them, and stable names for single findings. */
import { readFileSync } from 'node:fs';
import { AUDIT_RULES, auditForms, type AuditFinding } from '../../domain/audit.ts';
import type { Declaration, Finding } from '../../domain/form.ts';
import { readSeed, type County } from '../forms/seeds.ts';

export const COUNTIES: readonly County[] = ['liulin', 'pingluo', 'lishi'];

export interface AuditedCounty {
  forms: readonly Declaration[];
  audit: ReturnType<typeof auditForms>;
}

const read = new Map<County, AuditedCounty>();

/** A county's forms, read from its text, with what the audit finds in them. */
export function auditedCounty(county: County): AuditedCounty {
  const known = read.get(county);
  if (known) return known;
  const own = new Set<string>(Object.keys(AUDIT_RULES));
  const forms = readSeed(county).forms.map((form) => ({
    ...form,
    findings: form.findings.filter(({ rule }) => !own.has(rule)),
  }));
  const audited = { forms, audit: auditForms(forms) };
  read.set(county, audited);
  return audited;
}

/** `liulin:7 direction-without-base /7/indicators/5/rawTarget`, what a judgement by hand refers to. */
export const identity = (county: County, form: number, { rule, cell }: AuditFinding): string =>
  `${county}:${form} ${rule} ${cell}`;

/** Every finding of the three counties, in order. */
export const allFindings = (): { id: string; finding: AuditFinding }[] =>
  COUNTIES.flatMap((county) =>
    auditedCounty(county).audit.forms.flatMap(({ findings }, form) =>
      findings.map((finding) => ({ id: identity(county, form, finding), finding })),
    ),
  );

/** What reader and audit say about one form. */
export const rulesAbout = (county: County, form: number): Set<string> => {
  const { forms, audit } = auditedCounty(county);
  const found: Finding[] = [...(forms[form]?.findings ?? []), ...(audit.forms[form]?.findings ?? [])];
  return new Set(found.map(({ rule }) => rule));
};

/** `liulin:7:2`: the third defect that the careful reader wrote down about the eighth form. */
export const allDefects = (): Map<string, string> =>
  new Map(
    COUNTIES.flatMap((county) => {
      const file = new URL(`../fixtures/seeds/${county}.truth.json`, import.meta.url);
      const { forms } = JSON.parse(readFileSync(file, 'utf8')) as { forms: { sourceDefects: string[] }[] };
      return forms.flatMap(({ sourceDefects }, form) =>
        sourceDefects.map((text, at): [string, string] => [`${county}:${form}:${at}`, text]),
      );
    }),
  );

/** The same order for the same seed, everywhere (mulberry32, Fisher-Yates). */
export function drawn<T>(all: readonly T[], seed: number): T[] {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const order = [...all];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

/**
 * A draw from a list that may grow: ordered by a hash of name and seed, so that one finding more or less changes one
 * place of the draw and not all of it (FNV-1a).
 */
export function drawnByName<T extends { id: string }>(all: readonly T[], count: number, seed: number): T[] {
  const rank = ({ id }: T) => {
    let hash = 0x811c9dc5;
    for (const char of `${seed} ${id} ${seed}`) {
      hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
    }
    return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  };
  return [...all].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)).slice(0, count);
}
