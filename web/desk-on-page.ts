/** The desk of a form that a page shows: opened with what was read, and told of what is read anew. */
import { watch } from 'vue';
import type { ToldAnyForm } from '../server/contract-review-told.ts';
import { lineReturns } from './line.ts';
import { openReviewDesk, type FormKind, type ReviewDesk } from './review-desk.ts';
import { reviewFormsApi } from './review-forms-api.ts';
import { locale } from './words/words.ts';

export interface DeskOnPage<F extends ToldAnyForm> {
  desk: ReviewDesk<F>;
  /** The change heard of is this page's own. */
  isOwn: (at: string) => boolean;
}

/** Ends with the scope. @param readAgain what was read is older than what is on the page */
export function useDeskOnPage<F extends ToldAnyForm>(
  props: { readonly answer: { form: F } },
  kind: FormKind<F>,
  readAgain: () => void,
): DeskOnPage<F> {
  const { form } = props.answer;
  const desk = openReviewDesk(form, kind, {
    save: (body, key) => reviewFormsApi.saveCells(form.id, body, key),
    language: () => locale.value,
    lineReturns,
  });
  watch(
    () => props.answer,
    (answer) => {
      if (!desk.adopt(answer.form)) readAgain();
    },
  );
  return { desk, isOwn: (at) => desk.form.value.values.some((value) => value.at === at) };
}
