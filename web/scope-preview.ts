/** Which projects a draft's scope chooses, as the server says it, read again shortly after a change. */
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { isPlainDate } from '../domain/calendar.ts';
import type { ScopeAnswer } from '../server/contract-reviews.ts';
import { ApiError } from './api-call.ts';
import { scopeOf, type RoundDraft } from './round-draft.ts';
import { roundsApi } from './rounds-api.ts';

/** Typing is asked about after this pause. */
const ASK_AFTER_MS = 300;

export interface ScopePreviewState {
  /** Every project of the year as known at the cut-off; null: not read yet. */
  projects: ComputedRef<ScopeAnswer['projects'] | null>;
  /** Ids that the scope chooses; null while that is not known. */
  chosen: ComputedRef<string[] | null>;
  undecided: ComputedRef<ScopeAnswer['projects']>;
  /** The answer is of the draft as it stands. */
  isCurrent: ComputedRef<boolean>;
  error: ShallowRef<ApiError | null>;
}

/** Ends with the scope. */
export function useScopePreview(draft: Readonly<ShallowRef<RoundDraft | null>>): ScopePreviewState {
  const answer = shallowRef<{ asked: string; said: ScopeAnswer } | null>(null);
  const error = shallowRef<ApiError | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | null = null;

  /** A list by hand is chosen here, from the projects that the whole year has; null: it cannot be asked. */
  const asked = computed(() => {
    const now = draft.value;
    if (now === null || !isPlainDate(now.cutOffOn)) return null;
    const { scope, problems } = scopeOf(now);
    if (now.scopeType === 'rule') {
      const isEmpty =
        scope.type === 'rule' &&
        scope.budgetAtLeastYuan === null &&
        scope.executionRateBelow === null &&
        scope.lights === null;
      if (isEmpty || Object.keys(problems).length > 0) return null;
    }
    const sent = scope.type === 'list' ? ({ type: 'all' } as const) : scope;
    const { cutOffOn, toMonth, base } = now;
    return JSON.stringify({ fiscalYear: base.fiscalYear, toMonth, cutOffOn, scope: sent });
  });

  async function ask(body: string): Promise<void> {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      const said = await roundsApi.preview(
        JSON.parse(body) as Parameters<typeof roundsApi.preview>[0],
        mine.signal,
      );
      if (running !== mine) return;
      answer.value = { asked: body, said };
      error.value = null;
    } catch (failure) {
      if (running !== mine) return;
      if (!(failure instanceof ApiError)) throw failure;
      error.value = failure;
    }
  }
  watch(
    asked,
    (body, before) => {
      clearTimeout(timer);
      if (body === null || body === answer.value?.asked) return;
      if (before === undefined) void ask(body);
      else timer = setTimeout(() => void ask(body), ASK_AFTER_MS);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    running?.abort();
    running = null;
  });

  const isCurrent = computed(() => asked.value !== null && asked.value === answer.value?.asked);
  const projects = computed(() => answer.value?.said.projects ?? null);
  const chosen = computed(() => {
    const now = draft.value;
    const said = answer.value?.said;
    if (said === undefined || now === null || !isCurrent.value) return null;
    if (now.scopeType !== 'list') return said.chosen;
    const wanted = new Set(now.projectIds);
    return said.chosen.filter((id) => wanted.has(id));
  });
  const undecided = computed(() => {
    if (!isCurrent.value) return [];
    const ids = new Set(answer.value?.said.undecided.map(({ id }) => id));
    return (projects.value ?? []).filter(({ id }) => ids.has(id));
  });
  return { projects, chosen, undecided, isCurrent, error };
}
