/**
 * A preview's edits in the tab's own storage, until it is committed: what was mended survives a reload, a cut line and an ended
 * session. The tab's storage and not the browser's, so that old previews leave nothing behind.
 */
import type { Waiver } from '../domain/audit.ts';
import type { Edits } from './import-forms.ts';

export interface ImportDraft {
  edits: Edits;
  /** Indices of the forms that are left out. */
  skipped: ReadonlySet<number>;
  waivers: readonly Waiver[];
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = (importId: string): string => `mubiao.import.${importId}`;

/** What was kept for the preview; nothing when there is none or another version of the page wrote it. */
export function readImportDraft(store: Store, importId: string): ImportDraft {
  const none: ImportDraft = { edits: new Map(), skipped: new Set(), waivers: [] };
  try {
    const kept: unknown = JSON.parse(store.getItem(keyOf(importId)) ?? 'null');
    if (!isKept(kept)) return none;
    return { edits: new Map(kept.edits), skipped: new Set(kept.skipped), waivers: kept.waivers ?? [] };
  } catch (error) {
    // Storage is switched off, or holds something else.
    if (error instanceof DOMException || error instanceof SyntaxError) return none;
    throw error;
  }
}

/** Keeps it; an empty draft leaves nothing behind. Without storage it lives as long as the page. */
export function keepImportDraft(store: Store, importId: string, draft: ImportDraft): void {
  try {
    const { edits, skipped, waivers } = draft;
    if (edits.size === 0 && skipped.size === 0 && waivers.length === 0) store.removeItem(keyOf(importId));
    else {
      const kept = { edits: [...edits], skipped: [...skipped], waivers };
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
}

/** It was committed. */
export const forgetImportDraft = (store: Store, importId: string): void =>
  keepImportDraft(store, importId, { edits: new Map(), skipped: new Set(), waivers: [] });

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { edits, skipped, waivers = [] } = value as Record<string, unknown>;
  const isEdit = (edit: unknown) =>
    Array.isArray(edit) &&
    edit.length === 2 &&
    typeof edit[0] === 'string' &&
    ['string', 'number'].includes(typeof edit[1]);
  const isWaiver = (waiver: unknown) =>
    typeof waiver === 'object' &&
    waiver !== null &&
    ['rule', 'cell', 'reason'].every((key) => typeof (waiver as Record<string, unknown>)[key] === 'string');
  return (
    Array.isArray(edits) &&
    edits.every(isEdit) &&
    Array.isArray(waivers) &&
    waivers.every(isWaiver) &&
    Array.isArray(skipped) &&
    skipped.every((index) => Number.isInteger(index))
  );
}
