/** The changed forms of a preview that shall adjust their projects, as they are sent with its commit. Pure. */
import { adjustmentFaults } from '../domain/adjustment.ts';
import { changesOfForm } from '../domain/changed-declaration.ts';
import type { ImportAdjustment } from '../server/contract-adjustments.ts';
import type { ImportAnswer } from '../server/contract.ts';
import { type DocumentDraft, documentOf } from './adjust-form.ts';
import type { FormView } from './import-forms.ts';
import { locale } from './words/words.ts';

/** By the form's index in the document. */
export type AdjustmentDrafts = ReadonlyMap<number, DocumentDraft>;

type Standings = ImportAnswer['standing'];

/** Forms that adjust: changed, chosen and not left out. */
export const adjustingViews = (views: readonly FormView[], drafts: AdjustmentDrafts): FormView[] =>
  views.filter(({ index, skipped, effect }) => !skipped && effect === 'changed' && drafts.has(index));

/** As sent: indices count the forms that are left when the skipped ones are taken out. */
export function adjustmentsOf(
  views: readonly FormView[],
  drafts: AdjustmentDrafts,
  standings: Standings,
): ImportAdjustment[] {
  const kept = views.filter(({ skipped }) => !skipped).sort((a, b) => a.index - b.index);
  return adjustingViews(views, drafts).flatMap(({ index }): ImportAdjustment[] => {
    const standing = standings[index];
    const draft = drafts.get(index);
    if (!standing || !draft) return [];
    const form = kept.findIndex((view) => view.index === index);
    const { id: projectId, revision, fiscalYear } = standing;
    return [{ form, projectId, revision, ...documentOf(draft, fiscalYear) }];
  });
}

/** What is wrong with one form's adjustment, by field; the server says the same. */
export function adjustmentProblems(
  { form, index }: FormView,
  drafts: AdjustmentDrafts,
  standings: Standings,
  today: string,
): Record<string, string> {
  const standing = standings[index];
  const draft = drafts.get(index);
  if (!standing || !draft) return {};
  return adjustmentFaults(standing, documentOf(draft, standing.fiscalYear), changesOfForm(standing, form), {
    today,
    language: locale.value,
  });
}
