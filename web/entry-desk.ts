/**
 * The state of one entry sheet while it is being filled: fields, drafts, sending, conflicts. Each row is a fact of its own
 * and is sent when it is left; what cannot be sent stays as a draft with the reason.
 */
import { type ComputedRef, type ShallowReactive, computed, onScopeDispose, ref, shallowReactive } from 'vue';
import type { Entry, EntryAnswer, EntryBody, EntryConflict, EntrySheet } from '../server/contract.ts';
import { ApiError, idempotencyKey } from './api.ts';
import { type Drafts, readDrafts, writeDrafts } from './entry-draft.ts';
import {
  type Field,
  type Judging,
  type Preview,
  type SheetRow,
  bodyOf,
  fieldOf,
  isChanged,
  isFilled,
  previewOf,
  readyJudging,
} from './entry-field.ts';
import type { RowState } from './entry-rows.ts';

/** Typing is written to the draft after this pause. */
const DRAFT_AFTER_MS = 300;

export type Sending =
  | { at: 'rest' }
  | { at: 'sending' }
  /** No answer came: kept as a draft, sent again on demand. */
  | { at: 'failed'; message: string }
  /** The server refused it, with reasons by field. */
  | { at: 'refused'; message: string; fields: Readonly<Record<string, string>> }
  | { at: 'conflict'; conflict: EntryConflict };

export interface DeskRow {
  readonly id: string;
  /** The sheet's row, with the entry in force as it is known now. */
  row: SheetRow;
  field: Field;
  sending: Sending;
  /** Key of the last attempt to send this very field. */
  key: string | null;
  readonly preview: ComputedRef<Preview>;
  readonly changed: ComputedRef<boolean>;
  readonly state: ComputedRef<RowState>;
}

export type DeskEntry = ShallowReactive<DeskRow>;

export interface Desk {
  readonly sheet: EntrySheet;
  readonly judging: Judging;
  readonly rows: ReadonlyMap<string, DeskEntry>;
  /** When drafts were last kept; null before the first time. */
  readonly savedAt: ComputedRef<Date | null>;
  /** The browser does not keep drafts. */
  readonly saveRefused: ComputedRef<boolean>;
  /** Rows whose field differs from what is recorded. */
  readonly drafts: ComputedRef<DeskEntry[]>;
  edit: (id: string, change: Partial<Field>) => void;
  /** Back to what is recorded. */
  revert: (id: string) => void;
  /** Sends the row if it is changed and complete; true when it is recorded. */
  submit: (id: string) => Promise<boolean>;
  /** Sends every draft that can be sent. */
  submitAll: () => Promise<void>;
  /** Sends once more what got no answer, with the key of the first time. */
  submitFailed: () => Promise<void>;
  takeTheirs: (id: string) => void;
  insistOnMine: (id: string) => Promise<boolean>;
  saveDrafts: () => void;
}

export interface DeskOptions {
  accountId: string;
  store: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  record: (indicatorId: string, body: EntryBody, key: string) => Promise<EntryAnswer>;
}

/** Whether the field can be sent: nothing impossible, and a note where one is wanted. */
export function isSendable(preview: Preview, field: Field): boolean {
  return preview.problems.length === 0 && (preview.warnings.length === 0 || field.note.trim() !== '');
}

function stateOf(entry: DeskRow): RowState {
  if (!isFilled(entry.row, entry.field)) return 'empty';
  const { problems, warnings } = entry.preview.value;
  if (entry.sending.at === 'refused' || problems.some((problem) => problem.field !== 'note'))
    return 'refused';
  if (problems.length > 0 || (warnings.length > 0 && entry.field.note.trim() === '')) return 'warned';
  return entry.changed.value ? 'draft' : 'recorded';
}

/** Opens the desk over a loaded sheet, with the drafts that were kept for it. Ends with the scope. */
export function openDesk(sheet: EntrySheet, { accountId, store, record }: DeskOptions): Desk {
  const judging = readyJudging(sheet.judging);
  const at = { period: sheet.period, fiscalYear: judging.fiscalYear };
  const rows = new Map<string, DeskEntry>();
  const savedAt = ref<Date | null>(null);
  const saveRefused = ref(false);
  let draftTimer: ReturnType<typeof setTimeout> | undefined;
  const again = new Set<string>();

  const kept = readDrafts(store, accountId, sheet.period);
  for (const project of sheet.projects) {
    for (const row of project.rows) rows.set(row.indicatorId, openRow(row));
  }
  const drafts = computed(() => [...rows.values()].filter((entry) => entry.changed.value));

  function openRow(row: SheetRow): DeskEntry {
    const { key, ...field } = kept[row.indicatorId] ?? { ...fieldOf(row), key: null };
    const entry: DeskEntry = shallowReactive({
      id: row.indicatorId,
      row,
      field,
      sending: { at: 'rest' } as Sending,
      key,
      preview: computed(() => previewOf(entry.row, entry.field, judging, sheet.period)),
      changed: computed(() => isChanged(entry.row, entry.field, judging.fiscalYear)),
      state: computed(() => stateOf(entry)),
    });
    return entry;
  }

  function get(id: string): DeskEntry {
    const entry = rows.get(id);
    if (!entry) throw new Error(`no row ${id} in the sheet`);
    return entry;
  }

  function edit(id: string, change: Partial<Field>): void {
    const entry = get(id);
    entry.field = { ...entry.field, ...change };
    // Another content is another fact: it gets a key of its own and forgets what was said of the old one.
    entry.key = null;
    if (entry.sending.at !== 'conflict' && entry.sending.at !== 'sending') entry.sending = { at: 'rest' };
    clearTimeout(draftTimer);
    draftTimer = setTimeout(saveDrafts, DRAFT_AFTER_MS);
  }

  function revert(id: string): void {
    const entry = get(id);
    edit(id, fieldOf(entry.row));
  }

  function saveDrafts(): void {
    clearTimeout(draftTimer);
    draftTimer = undefined;
    const kept: Record<string, Drafts[string]> = {};
    for (const entry of drafts.value) kept[entry.id] = { ...entry.field, key: entry.key };
    saveRefused.value = !writeDrafts(store, accountId, sheet.period, kept);
    if (!saveRefused.value) savedAt.value = new Date();
  }

  async function submit(id: string): Promise<boolean> {
    const entry = get(id);
    if (entry.sending.at === 'conflict') return false;
    if (entry.sending.at === 'sending') {
      // Left again while the first is under way: what was typed since goes after it.
      again.add(id);
      return false;
    }
    if (!entry.changed.value || !isFilled(entry.row, entry.field)) return false;
    if (!isSendable(entry.preview.value, entry.field)) return false;
    return send(entry);
  }

  async function send(entry: DeskEntry): Promise<boolean> {
    const sent = entry.field;
    again.delete(entry.id);
    entry.key ??= idempotencyKey();
    entry.sending = { at: 'sending' };
    saveDrafts();
    try {
      const { entry: recorded } = await record(entry.id, bodyOf(entry.row, sent, at), entry.key);
      settle(entry, recorded, sent);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // What was typed meanwhile is another fact; the refusal speaks of the one that was sent.
      if (entry.field === sent) entry.sending = refusalOf(error);
      return false;
    } finally {
      if (entry.sending.at === 'sending') entry.sending = { at: 'rest' };
      saveDrafts();
    }
    return again.has(entry.id) ? submit(entry.id) : true;
  }

  /** The entry is in force now; what was typed since it was sent corrects it. */
  function settle(entry: DeskEntry, recorded: Entry, sent: Field): void {
    const row = withCurrent(entry.row, recorded);
    entry.row = row;
    entry.field = entry.field === sent ? fieldOf(row) : { ...entry.field, supersedes: recorded.id };
    entry.key = null;
  }

  async function submitAll(): Promise<void> {
    // One after the other: a sheet is filled in seconds, and a cut connection is noticed at the first.
    for (const entry of drafts.value) {
      await submit(entry.id);
      if (entry.sending.at === 'failed') return;
    }
  }

  async function submitFailed(): Promise<void> {
    for (const entry of drafts.value) {
      if (entry.sending.at !== 'failed') continue;
      await submit(entry.id);
      // Cut again: what comes after it would wait in vain as well.
      if ((entry.sending as Sending).at === 'failed') return;
    }
  }

  function takeTheirs(id: string): void {
    const entry = get(id);
    if (entry.sending.at !== 'conflict') return;
    const row = withCurrent(entry.row, entry.sending.conflict.newer);
    entry.row = row;
    entry.field = fieldOf(row);
    entry.key = null;
    entry.sending = { at: 'rest' };
    saveDrafts();
  }

  async function insistOnMine(id: string): Promise<boolean> {
    const entry = get(id);
    if (entry.sending.at !== 'conflict') return false;
    const { newer } = entry.sending.conflict;
    entry.row = withCurrent(entry.row, newer);
    entry.field = { ...entry.field, supersedes: newer.id };
    entry.key = null;
    entry.sending = { at: 'rest' };
    // Theirs may say the same by now.
    return entry.changed.value ? submit(id) : true;
  }

  onScopeDispose(() => {
    if (draftTimer !== undefined) saveDrafts();
  });
  return {
    sheet,
    judging,
    rows,
    savedAt: computed(() => savedAt.value),
    saveRefused: computed(() => saveRefused.value),
    drafts,
    edit,
    revert,
    submit,
    submitAll,
    submitFailed,
    takeTheirs,
    insistOnMine,
    saveDrafts,
  };
}

/** The row after `entry` came into force for its period. */
function withCurrent(row: SheetRow, entry: Entry): SheetRow {
  const isDate = row.judged.measure === 'date';
  const reported = {
    period: entry.period,
    basis: entry.basis,
    value: isDate ? null : entry.value,
    date: isDate ? entry.value : null,
    grade: entry.grade,
  };
  const others = row.entries.filter(({ period }) => period !== entry.period);
  return {
    ...row,
    current: entry,
    entries: [...others, reported].sort((a, b) => (a.period < b.period ? -1 : 1)),
  };
}

function refusalOf(error: ApiError): Sending {
  const conflict = error.answer as Partial<EntryConflict> | null;
  if (error.status === 409 && conflict?.newer) return { at: 'conflict', conflict: conflict as EntryConflict };
  if (error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status)) {
    return { at: 'refused', message: error.message, fields: error.fields };
  }
  return { at: 'failed', message: error.message };
}
