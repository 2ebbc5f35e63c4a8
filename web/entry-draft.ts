/**
 * Drafts of the entry sheet in the browser's own storage, by account and period: what was typed and not yet recorded
 * survives a reload and a cut connection. With the draft lies its Idempotency-Key, so that a fact whose answer was lost is
 * asked for again and not recorded twice.
 */
import type { Basis, Grade } from '../domain/judge.ts';
import type { Field } from './entry-field.ts';

export interface Draft extends Field {
  /** Key of the last attempt to send exactly this field; null when it was never sent. */
  key: string | null;
}

export type Drafts = Readonly<Record<string, Draft>>;
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const BASES: readonly unknown[] = ['month', 'cumulative', 'level'] satisfies Basis[];
const GRADES: readonly unknown[] = ['achieved', 'partly', 'not_achieved', null] satisfies (Grade | null)[];

export function draftsKey(accountId: string, period: string): string {
  return `mubiao.drafts.${accountId}.${period}`;
}

/** The drafts of a period by indicator; what another version of the page wrote and this one cannot read is left out. */
export function readDrafts(store: Store, accountId: string, period: string): Drafts {
  const text = readText(store, draftsKey(accountId, period));
  if (text === null) return {};
  const stored = parsed(text);
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(Object.entries(stored).filter(([, draft]) => isDraft(draft))) as Drafts;
}

/** Keeps the drafts; false when the browser refuses (full, or storage switched off): the page must say so. */
export function writeDrafts(store: Store, accountId: string, period: string, drafts: Drafts): boolean {
  const key = draftsKey(accountId, period);
  try {
    if (Object.keys(drafts).length === 0) store.removeItem(key);
    else store.setItem(key, JSON.stringify(drafts));
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}

function readText(store: Store, key: string): string | null {
  try {
    return store.getItem(key);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const { text, note, basis, grade, supersedes, key } = value as Record<string, unknown>;
  const isTextOrNull = (member: unknown) => member === null || typeof member === 'string';
  return (
    typeof text === 'string' &&
    typeof note === 'string' &&
    BASES.includes(basis) &&
    GRADES.includes(grade) &&
    isTextOrNull(supersedes) &&
    isTextOrNull(key)
  );
}
