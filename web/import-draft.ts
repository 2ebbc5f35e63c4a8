/**
 * A preview's edits in the tab's own storage, until it is committed: what was mended survives a reload, a cut line and an ended
 * session. The tab's storage and not the browser's, so that old previews leave nothing behind.
 */
import type { Waiver } from '../domain/audit.ts';
import type { ImportSameTarget } from '../server/contract-same-targets.ts';
import type { Edits } from './import-forms.ts';

export interface ImportDraft {
  edits: Edits;
  /** Indices of the forms that are left out. */
  skipped: ReadonlySet<number>;
  waivers: readonly Waiver[];
  /** Rows that were marked as one target. */
  sameTargets: readonly ImportSameTarget[];
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = (importId: string): string => `mubiao.import.${importId}`;

/** What was kept for the preview; nothing when there is none or another version of the page wrote it. */
export function readImportDraft(store: Store, importId: string): ImportDraft {
  const none: ImportDraft = { edits: new Map(), skipped: new Set(), waivers: [], sameTargets: [] };
  try {
    const kept: unknown = JSON.parse(store.getItem(keyOf(importId)) ?? 'null');
    if (!isKept(kept)) return none;
    return {
      edits: new Map(kept.edits),
      skipped: new Set(kept.skipped),
      waivers: kept.waivers ?? [],
      sameTargets: kept.sameTargets ?? [],
    };
  } catch (error) {
    // Storage is switched off, or holds something else.
    if (error instanceof DOMException || error instanceof SyntaxError) return none;
    throw error;
  }
}

/** Keeps it; an empty draft leaves nothing behind. Without storage it lives as long as the page. */
export function keepImportDraft(store: Store, importId: string, draft: ImportDraft): void {
  try {
    const { edits, skipped, waivers, sameTargets } = draft;
    const isEmpty = [edits.size, skipped.size, waivers.length, sameTargets.length].every(
      (size) => size === 0,
    );
    if (isEmpty) store.removeItem(keyOf(importId));
    else {
      const kept = { edits: [...edits], skipped: [...skipped], waivers, sameTargets };
      store.setItem(keyOf(importId), JSON.stringify(kept));
    }
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

interface Kept {
  edits: [string, string | number][];
  skipped: number[];
  /** None before there was an audit. */
  waivers?: Waiver[];
  /** None before they could be marked. */
  sameTargets?: ImportSameTarget[];
}

/** It was committed. */
export const forgetImportDraft = (store: Store, importId: string): void =>
  keepImportDraft(store, importId, { edits: new Map(), skipped: new Set(), waivers: [], sameTargets: [] });

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { edits, skipped, waivers = [], sameTargets = [] } = value as Record<string, unknown>;
  const isEdit = (edit: unknown) =>
    Array.isArray(edit) &&
    edit.length === 2 &&
    typeof edit[0] === 'string' &&
    ['string', 'number'].includes(typeof edit[1]);
  const hasTexts = (item: unknown, keys: readonly string[]) =>
    typeof item === 'object' &&
    item !== null &&
    keys.every((key) => typeof (item as Record<string, unknown>)[key] === 'string');
  return (
    Array.isArray(edits) &&
    edits.every(isEdit) &&
    Array.isArray(waivers) &&
    waivers.every((waiver) => hasTexts(waiver, ['rule', 'cell', 'reason'])) &&
    Array.isArray(sameTargets) &&
    sameTargets.every((pair) => hasTexts(pair, ['indicator', 'sameAs'])) &&
    Array.isArray(skipped) &&
    skipped.every((index) => Number.isInteger(index))
  );
}
