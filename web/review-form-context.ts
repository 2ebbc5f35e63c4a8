/** What every cell of a monitoring form on its page shares with the page: provided once, injected by the cells. */
import { inject, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue';
import type { CellFacts } from './review-form-view.ts';
import type { ReviewDesk } from './review-desk.ts';

export interface FormOnPage {
  desk: ReviewDesk;
  /** The reader fills it now. */
  mayEdit: ComputedRef<boolean>;
  /** The reader may return it now. */
  mayReturn: ComputedRef<boolean>;
  facts: ComputedRef<ReadonlyMap<string, CellFacts>>;
  /** Cells that the reader is about to return, with the reasons. */
  marks: ShallowRef<ReadonlyMap<string, string>>;
  /** Opens the drawer of a cell; `toReturn`: at the reason of a return. */
  open: (cell: string, toReturn?: boolean) => void;
}

export const FORM_ON_PAGE: InjectionKey<FormOnPage> = Symbol('monitoring form');

/** @throws outside of the form's page */
export function useFormOnPage(): FormOnPage {
  const found = inject(FORM_ON_PAGE);
  if (found === undefined) throw new Error('a cell stands on no form');
  return found;
}
