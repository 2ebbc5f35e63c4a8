/** Rows of a preview that are marked as one target: offered where both come in, sent while both do. */
import { describe, expect, it } from 'vitest';
import { auditForms, type AuditFinding } from '../../domain/audit.ts';
import { readForms } from '../../domain/form.ts';
import type { ImportAnswer } from '../../server/contract.ts';
import text from '../../db/demo/declarations/liulin.txt?raw';
import { formViews } from '../../web/import-forms.ts';
import { pairOf, pairState, standingPairs, withPair, withoutPair } from '../../web/import-same-targets.ts';

const rows = text.split(/\r?\n/).map((line, index) => ({
  place: { line: index + 1 },
  cells: line.split('\t').map((cell) => cell.trim()),
}));
const { forms } = readForms({ aligned: true, rows }, { year: 2023 });
const audit = auditForms(forms);
const findings = audit.forms.flatMap((form) => form.findings);
const offers = findings.filter((finding): finding is AuditFinding => finding.sameAs !== undefined);
const formOf = (pointer: string) => Number(pointer.split('/')[1]);

function viewsWith({ standing = -1, skipped = [] as number[] } = {}) {
  const answer = { forms, effect: forms.map((_, index) => (index === standing ? 'unchanged' : 'new')) };
  return formViews(answer as unknown as ImportAnswer, new Map(), new Set(skipped), audit, forms);
}

describe('the same target in a preview', () => {
  const [offer] = offers;
  const pair = offer && pairOf(offer);
  if (!offer || !pair) throw new Error('the county declares a target twice');

  it('is offered for each that the audit finds, and for no other finding', () => {
    expect(offers.length).toBeGreaterThan(1);
    for (const finding of findings) {
      expect(pairState(finding, [], viewsWith())).toBe(finding.sameAs === undefined ? null : 'open');
    }
    expect(pair.indicator).toMatch(/^\/\d+\/indicators\/\d+$/);
    expect(pair.sameAs).toBe(offer.sameAs);
  });

  it('is marked once and taken back', () => {
    const marked = withPair(withPair([], pair), { ...pair });
    expect(marked).toEqual([pair]);
    expect(pairState(offer, marked, viewsWith())).toBe('marked');
    expect(withoutPair(marked, { ...pair })).toEqual([]);
  });

  it.each([
    ['a form is left out', { skipped: [formOf(pair.indicator)] }],
    ['the other form is left out', { skipped: [formOf(pair.sameAs)] }],
    ['a form stands already', { standing: formOf(pair.sameAs) }],
  ])('is neither offered nor sent when %s', (_what, state) => {
    expect(pairState(offer, [], viewsWith(state))).toBeNull();
    expect(standingPairs([pair], viewsWith(state))).toEqual([]);
  });

  it('is not sent when the finding is gone', () => {
    expect(standingPairs([pair], viewsWith())).toEqual([pair]);
    const other = { indicator: '/0/indicators/0', sameAs: '/1/indicators/0' };
    expect(standingPairs([pair, other], viewsWith())).toEqual([pair]);
  });
});
