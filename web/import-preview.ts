/** A preview while it is mended: its edits, what is left out and waived, and the audit that follows each edit. */
import { computed, onBeforeUnmount, ref, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { auditor, documentScore, type AuditResult, type Waiver } from '../domain/audit.ts';
import type { Finding } from '../domain/form.ts';
import type { ImportSameTarget } from '../server/contract-same-targets.ts';
import type { ImportAnswer } from '../server/contract.ts';
import { editsOfFix, editsOfForm, groupsOf, isAboutSame, withWaiver } from './import-audit.ts';
import { keepImportDraft, readImportDraft } from './import-draft.ts';
import { pairOf, pairState, standingPairs, withPair, withoutPair } from './import-same-targets.ts';
import { byGravity, draftOfPatch, type Edits, formEditor, formViews, totalsOf } from './import-forms.ts';

/** Typing goes on undisturbed; a hundred forms are judged in less. */
const AUDIT_AFTER_MS = 150;

export function useImportPreview(
  answer: ShallowRef<ImportAnswer | null>,
  { today, isClosed }: { today: ComputedRef<string>; isClosed: () => boolean },
) {
  const edits = shallowRef<Edits>(new Map());
  const skipped = shallowRef<ReadonlySet<number>>(new Set());
  const waivers = shallowRef<readonly Waiver[]>([]);
  const sameTargets = shallowRef<readonly ImportSameTarget[]>([]);
  const audit = shallowRef<AuditResult | null>(null);
  const chosen = ref(0);

  let formsOf = formEditor();
  let judge = auditor();
  const forms = shallowRef<ReturnType<typeof formsOf>>([]);
  let waiting: number | undefined;

  function auditNow(): void {
    window.clearTimeout(waiting);
    waiting = undefined;
    audit.value =
      answer.value === null ? null : judge(forms.value, { waivers: waivers.value, leftOut: skipped.value });
  }
  function auditSoon(): void {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(auditNow, AUDIT_AFTER_MS);
  }
  onBeforeUnmount(() => window.clearTimeout(waiting));

  const views = computed(() =>
    answer.value ? formViews(answer.value, edits.value, skipped.value, audit.value, forms.value) : [],
  );
  const ordered = computed(() => byGravity(views.value));
  const totals = computed(() => totalsOf(views.value, today.value));
  const groups = computed(() => groupsOf(views.value));
  const score = computed(() =>
    documentScore(views.value.flatMap((view) => (view.skipped || view.score === null ? [] : view.score))),
  );

  /** Another document, or none: as it was left in this tab, or as it went in. */
  function open(next: ImportAnswer | null): void {
    answer.value = null;
    formsOf = formEditor();
    judge = auditor();
    const kept = next?.status === 'preview' ? readImportDraft(sessionStorage, next.id) : null;
    const draft = kept ?? draftOfPatch(next?.commit?.edits ?? []);
    waivers.value = kept?.waivers ?? next?.commit?.waivers ?? [];
    sameTargets.value = kept?.sameTargets ?? next?.commit?.sameTargets ?? [];
    skipped.value = draft.skipped;
    edits.value = draft.edits;
    forms.value = next === null ? [] : formsOf(next.forms, draft.edits);
    answer.value = next;
    auditNow();
    chosen.value = ordered.value[0]?.index ?? 0;
  }

  function setEdits(next: Edits): void {
    edits.value = next;
    if (answer.value) forms.value = formsOf(answer.value.forms, next);
    auditSoon();
    keep();
  }
  function keep(): void {
    if (answer.value === null || isClosed()) return;
    keepImportDraft(sessionStorage, answer.value.id, {
      edits: edits.value,
      skipped: skipped.value,
      waivers: waivers.value,
      sameTargets: sameTargets.value,
    });
  }
  watch(sameTargets, keep);
  watch([skipped, waivers], () => {
    auditSoon();
    keep();
  });

  const edit = (path: string, value: string | number): void =>
    setEdits(new Map([...edits.value, [path, value]]));
  /** Back to what was printed, with the other scope's cell that a remedy changed alike. */
  function restore(path: string): void {
    const value = edits.value.get(path);
    const twin = twinOf(path);
    setEdits(
      new Map(
        [...edits.value].filter(
          ([edited, other]) => edited !== path && !(edited === twin && other === value),
        ),
      ),
    );
  }
  function twinOf(path: string): string | null {
    const [, form, line] = /^\/(\d+)\/indicators\/(\d+)\/rawTarget$/.exec(path) ?? [];
    const row = answer.value?.forms[Number(form)]?.indicators[Number(line)];
    return row?.pairedWith == null ? null : `/${form}/indicators/${row.pairedWith}/rawTarget`;
  }
  function fix(finding: Finding): void {
    const form = forms.value[chosen.value];
    if (form) setEdits(new Map([...edits.value, ...editsOfFix(form, finding)]));
  }
  /** Every remedy of the shown form. */
  function fixForm(): void {
    const view = views.value[chosen.value];
    if (view) setEdits(new Map([...edits.value, ...editsOfForm(view)]));
  }
  function skip(isSkipped: boolean): void {
    const next = new Set(skipped.value);
    if (isSkipped) next.add(chosen.value);
    else next.delete(chosen.value);
    skipped.value = next;
  }
  function waive(waiver: Waiver): void {
    waivers.value = withWaiver(waivers.value, waiver);
  }
  function unwaive(finding: { rule: string; cell?: string }): void {
    waivers.value = waivers.value.filter((waiver) => !isAboutSame(waiver, finding));
  }
  const sameTargetState = (finding: Finding) => pairState(finding, sameTargets.value, views.value);
  /** Marks the two rows of a finding as one target, or takes it back. */
  function markSame(finding: Finding, isSame: boolean): void {
    const pair = pairOf(finding);
    if (pair === null) return;
    sameTargets.value = isSame ? withPair(sameTargets.value, pair) : withoutPair(sameTargets.value, pair);
  }
  function standingSameTargets(): ImportSameTarget[] {
    auditNow();
    return standingPairs(sameTargets.value, views.value);
  }
  /** Those that still answer a finding: one whose cell was mended since is gone. */
  function standingWaivers(): Waiver[] {
    auditNow();
    const refused = new Set(audit.value?.refusedWaivers.map(({ waiver }) => waiver));
    return waivers.value.filter((waiver) => !refused.has(waiver));
  }

  return {
    edits,
    skipped,
    waivers,
    chosen,
    views,
    ordered,
    totals,
    groups,
    score,
    open,
    edit,
    restore,
    fix,
    fixForm,
    skip,
    waive,
    unwaive,
    standingWaivers,
    sameTargets,
    sameTargetState,
    markSame,
    standingSameTargets,
  };
}
