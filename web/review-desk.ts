/**
 * A form of either purpose while it is being filled: what is typed, saved cell by cell after a pause, refused or in conflict. What
 * could not be sent stays typed and goes out when the line stands again.
 */
import {
  computed,
  onScopeDispose,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import type { Language } from '../domain/language.ts';
import type { CellsAnswer, CellsBody, CellsConflict } from '../server/contract-reviews.ts';
import type { ToldAnyForm, ToldForm, ToldValue } from '../server/contract-review-told.ts';
import { ApiError, isNoAnswer, sendingKeys } from './api-call.ts';

/** Typing is sent after this pause. */
const SAVE_AFTER_MS = 700;

/** How a form of its purpose is entered and checked. */
export interface FormKind<F extends ToldAnyForm> {
  /** The unit's part with one cell changed; null for a cell that the form does not have. */
  enter: (entered: F['entered'], cell: string, value: unknown) => F['entered'] | null;
  /** What a cell holds, as it is sent. */
  stored: (entered: F['entered'], cell: string) => unknown;
  /** The check of what is typed. @param changed cells that the server has not seen */
  check: (
    form: F,
    entered: F['entered'],
    changed: { has: (cell: string) => boolean },
    language: Language,
  ) => F['check'];
}

export interface ReviewDesk<F extends ToldAnyForm = ToldForm> {
  form: ShallowRef<F>;
  /** With what is typed. */
  entered: ComputedRef<F['entered']>;
  check: ComputedRef<F['check']>;
  /** Cells that are typed and not saved, with their values. */
  changed: ShallowRef<ReadonlyMap<string, unknown>>;
  /** Somebody else changed the cell first: their value. */
  conflicts: ShallowRef<ReadonlyMap<string, ToldValue>>;
  /** Cells that the server refused, and why. */
  refused: ShallowRef<ReadonlyMap<string, string>>;
  /** Cells that somebody has been in: only there is an empty cell scolded. */
  touched: ShallowRef<ReadonlySet<string>>;
  savedAt: ShallowRef<Date | null>;
  /** Why the last sending failed; null: it did not. */
  failure: Ref<string | null>;
  touch: (cell: string) => void;
  edit: (cell: string, value: unknown) => void;
  /** Sends what is typed; true when nothing is left to send. */
  flush: () => Promise<boolean>;
  takeTheirs: (cell: string) => void;
  insistOnMine: (cell: string) => Promise<boolean>;
  /** The form was read again: typed cells stay typed, over the values that were seen. False: it is older than what is here. */
  adopt(form: F): boolean;
}

export interface DeskOptions {
  save: (body: CellsBody, key: string) => Promise<CellsAnswer>;
  language: () => Language;
  /** Rises each time that the line stands again. */
  lineReturns?: Readonly<Ref<number>>;
}

/** Ends with the scope. */
export function openReviewDesk<F extends ToldAnyForm>(
  loaded: F,
  kind: FormKind<F>,
  { save, language, lineReturns }: DeskOptions,
): ReviewDesk<F> {
  // Vue asks first whether the form is a ref itself; it is not.
  const form = shallowRef(loaded) as ShallowRef<F>;
  const changed = shallowRef<ReadonlyMap<string, unknown>>(new Map());
  const conflicts = shallowRef<ReadonlyMap<string, ToldValue>>(new Map());
  const refused = shallowRef<ReadonlyMap<string, string>>(new Map());
  const touched = shallowRef<ReadonlySet<string>>(new Set());
  const savedAt = shallowRef<Date | null>(null);
  const failure = ref<string | null>(null);
  /** Of a typed cell: the value that its typist saw. */
  const seen = new Map<string, string | null>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | null = null;
  const keys = sendingKeys();

  const entered = computed(() => {
    let all: F['entered'] = form.value.entered;
    for (const [cell, value] of changed.value) all = kind.enter(all, cell, value) ?? all;
    return all;
  });
  const check = computed(() => kind.check(form.value, entered.value, changed.value, language()));

  const newestId = (cell: string): string | null =>
    form.value.values.find((each) => each.cell === cell && each.version === form.value.state.version)?.id ??
    null;

  function touch(cell: string): void {
    if (!touched.value.has(cell)) touched.value = new Set([...touched.value, cell]);
  }

  function edit(cell: string, value: unknown): void {
    touch(cell);
    if (!seen.has(cell)) seen.set(cell, newestId(cell));
    refused.value = without(refused.value, cell);
    const isAsStored = normal(value) === normal(kind.stored(form.value.entered, cell));
    // What is under way may still arrive: then the value before it has to be sent again.
    if (isAsStored && running === null) {
      changed.value = without(changed.value, cell);
      if (!conflicts.value.has(cell)) seen.delete(cell);
    } else changed.value = new Map([...changed.value, [cell, value]]);
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), SAVE_AFTER_MS);
  }

  function flush(): Promise<boolean> {
    clearTimeout(timer);
    timer = undefined;
    running ??= sendAll().finally(() => (running = null));
    return running;
  }

  async function sendAll(): Promise<boolean> {
    for (;;) {
      const batch = [...changed.value].filter(
        ([cell]) => !conflicts.value.has(cell) && !refused.value.has(cell),
      );
      if (batch.length === 0) return changed.value.size === 0;
      if (!(await send(batch))) return false;
    }
  }

  /** False: no more can be sent for now. */
  async function send(batch: readonly (readonly [string, unknown])[]): Promise<boolean> {
    const body: CellsBody = {
      changes: batch.map(([cell, value]) => ({
        cell,
        value: value as CellsBody['changes'][number]['value'],
        supersedes: seen.get(cell) ?? null,
      })),
    };
    try {
      const answer = await save(body, keys.of(body));
      keys.forget();
      store(batch, answer);
      failure.value = null;
      savedAt.value = new Date();
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return learn(batch, error);
    }
  }

  function store(
    batch: readonly (readonly [string, unknown])[],
    { values, check: seenCheck }: CellsAnswer,
  ): void {
    let base: F['entered'] = form.value.entered;
    const left = new Map(changed.value);
    for (const [cell, value] of batch) {
      base = kind.enter(base, cell, value) ?? base;
      const id = values.find((each) => each.cell === cell)?.id ?? null;
      if (normal(left.get(cell)) === normal(value)) {
        left.delete(cell);
        seen.delete(cell);
      } else seen.set(cell, id);
    }
    form.value = {
      ...form.value,
      entered: base,
      check: seenCheck,
      values: joined([...values].reverse(), form.value.values),
    };
    changed.value = left;
  }

  /** What a failed sending teaches; true: the rest can be sent. */
  function learn(batch: readonly (readonly [string, unknown])[], error: ApiError): boolean {
    const conflict = error.answer as Partial<CellsConflict> | null;
    if (error.status === 409 && Array.isArray(conflict?.conflicts)) {
      conflicts.value = new Map([
        ...conflicts.value,
        ...conflict.conflicts.map(({ cell, newer }) => [cell, newer] as const),
      ]);
      return true;
    }
    const cells = batch.filter(([cell]) => error.fields[cell] !== undefined);
    if (!isNoAnswer(error) && cells.length > 0) {
      refused.value = new Map([
        ...refused.value,
        ...cells.map(([cell]) => [cell, error.fields[cell] ?? error.message] as const),
      ]);
      return true;
    }
    failure.value = error.message;
    return false;
  }

  function takeTheirs(cell: string): void {
    const theirs = conflicts.value.get(cell);
    if (theirs === undefined) return;
    conflicts.value = without(conflicts.value, cell);
    changed.value = without(changed.value, cell);
    seen.delete(cell);
    const isKnown = form.value.values.some(({ id }) => id === theirs.id);
    form.value = {
      ...form.value,
      entered: kind.enter(form.value.entered, cell, theirs.value) ?? form.value.entered,
      values: isKnown ? form.value.values : [theirs, ...form.value.values],
    };
  }

  function insistOnMine(cell: string): Promise<boolean> {
    const theirs = conflicts.value.get(cell);
    if (theirs !== undefined) seen.set(cell, theirs.id);
    conflicts.value = without(conflicts.value, cell);
    return flush();
  }

  function adopt(next: F): boolean {
    const there = new Set(next.values.map(({ id }) => id));
    if (!form.value.values.every(({ id }) => there.has(id))) return false;
    form.value = next;
    if (next.state.stage === 'draft') return true;
    // It was sent meanwhile: what is typed can go nowhere.
    changed.value = new Map();
    conflicts.value = new Map();
    seen.clear();
    return true;
  }

  if (lineReturns !== undefined) watch(lineReturns, () => void flush());
  onScopeDispose(() => void flush());
  return {
    form,
    entered,
    check,
    changed,
    conflicts,
    refused,
    touched,
    savedAt,
    failure,
    touch,
    edit,
    flush,
    takeTheirs,
    insistOnMine,
    adopt,
  };
}

/** The newer values before the older, none twice. */
function joined(newer: readonly ToldValue[], older: readonly ToldValue[]): ToldValue[] {
  const ids = new Set(newer.map(({ id }) => id));
  return [...newer, ...older.filter(({ id }) => !ids.has(id))];
}

function without<T>(map: ReadonlyMap<string, T>, cell: string): ReadonlyMap<string, T> {
  if (!map.has(cell)) return map;
  const rest = new Map(map);
  rest.delete(cell);
  return rest;
}

/** Two values that are stored alike are one: blanks around a text, no ticks and no text. */
function normal(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return Array.isArray(value) ? [...(value as string[])].sort().join(' ') : '';
}
