/** Rows of an import that were marked as one target in its preview, linked within its commit. */
import type { Actor } from './actor.ts';
import type { Tx } from './database.ts';
import type { DeclaredRows } from './declared-project.ts';
import type { Moment } from './record-act.ts';
import type { Refused } from './record-fact.ts';
import { linkImported } from './same-targets.ts';
import type { Declaration } from '../domain/form.ts';
import type { ImportSameTarget } from '../server/contract-same-targets.ts';

const POINTER = /^\/(\d+)\/indicators\/(\d+)$/;

/** The judged row of the indicator that a pointer names: itself, or the annual row that it is the period's pair of. */
function judgedRow(form: Declaration, at: number): number | null {
  const row = form.indicators[at];
  if (row === undefined || row.judged) return row === undefined ? null : at;
  return row.pairedWith !== null && form.indicators[row.pairedWith]?.judged === true ? row.pairedWith : null;
}

/**
 * Links what was marked; both forms must be new in this commit.
 * @param going by the index of the form as it came, the form that goes in
 * @param rows by the form that goes in, what was inserted of it
 */
export async function linkMarked(
  tx: Tx,
  actor: Actor,
  {
    marked,
    importId,
    filename,
    going,
    rows,
  }: {
    marked: readonly ImportSameTarget[];
    importId: string;
    filename: string;
    going: ReadonlyMap<number, Declaration>;
    rows: ReadonlyMap<Declaration, DeclaredRows>;
  },
  at: Moment,
): Promise<{ refused: Refused } | { linked: number }> {
  if (marked.length === 0) return { linked: 0 };
  const faults: Record<string, string> = {};
  const idOf = (pointer: string): string | null => {
    const [, form, line] = POINTER.exec(pointer) ?? [];
    const goes = going.get(Number(form));
    const inserted = goes && rows.get(goes);
    const ordinal = goes ? judgedRow(goes, Number(line)) : null;
    return inserted?.indicators.find((row) => row.ordinal === ordinal)?.id ?? null;
  };
  const pairs = marked.flatMap(({ indicator, sameAs }): [string, string][] => {
    const [own, other] = [idOf(indicator), idOf(sameAs)];
    if (own !== null && other !== null) return [[own, other]];
    faults[own === null ? indicator : sameAs] = '这张表不是本次新导入的，请导入后在项目页标记';
    return [];
  });
  if (Object.keys(faults).length === 0) {
    const reason = `导入“${filename}”时标为同一目标`;
    const wrong = await linkImported(tx, actor, { importId, pairs, reason }, at);
    if (wrong === null) return { linked: pairs.length };
    faults[marked[wrong.index]?.indicator ?? ''] = wrong.fault;
  }
  const message = `有 ${Object.keys(faults).length} 处“同一目标”不能标记，请撤销后再导入。`;
  return { refused: { message, fields: faults } };
}
