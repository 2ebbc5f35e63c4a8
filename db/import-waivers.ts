/** Waivers that come with a commit: held against what the audit finds in the forms as they go in. */
import { auditForms, type Waiver } from '../domain/audit.ts';
import type { Declaration } from '../domain/form.ts';
import type { Refused } from './record-fact.ts';

/**
 * All of them, or a refusal that names each one that counts for nothing. Their cells count the forms as they came.
 * @param read the forms as they came
 * @param going by the index of the form as it came, the form that goes in; what is not in it was taken out
 */
export function checkWaivers(
  read: readonly Declaration[],
  going: ReadonlyMap<number, Declaration>,
  waivers: readonly Waiver[],
): { waivers: Waiver[] } | { refused: Refused } {
  if (waivers.length === 0) return { waivers: [] };
  const forms = read.map((form, index) => going.get(index) ?? form);
  const leftOut = new Set(read.flatMap((_, index) => (going.has(index) ? [] : [index])));
  const { refusedWaivers } = auditForms(forms, { waivers, leftOut });
  if (refusedWaivers.length === 0) {
    return { waivers: waivers.map(({ rule, cell, reason }) => ({ rule, cell, reason: reason.trim() })) };
  }
  const fields = refusedWaivers.map(({ waiver, reason }) => [`/waivers/${waivers.indexOf(waiver)}`, reason]);
  return {
    refused: {
      message: `有 ${refusedWaivers.length} 处“不是问题”对不上现在的内容，请刷新后重做。`,
      fields: Object.fromEntries(fields) as Record<string, string>,
    },
  };
}
