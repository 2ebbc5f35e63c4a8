/** What every cell of a form on its page shares with the page: provided once, injected by the cells. */
import { inject, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue';
import type { EvidenceAnswer } from '../server/contract-evidence.ts';
import type { ToldAnyForm, ToldEvaluation } from '../server/contract-review-told.ts';
import type { CellFacts } from './review-form-view.ts';
import type { ReviewDesk } from './review-desk.ts';

export interface FormOnPage {
  desk: ReviewDesk<ToldAnyForm>;
  /** The reader fills it now. */
  mayEdit: ComputedRef<boolean>;
  /** The reader may return it now. */
  mayReturn: ComputedRef<boolean>;
  facts: ComputedRef<ReadonlyMap<string, CellFacts>>;
  /** Cells that the reader is about to return, with the reasons. */
  marks: ShallowRef<ReadonlyMap<string, string>>;
  /** Files at the cells; null: not read yet. */
  evidence: Readonly<ShallowRef<EvidenceAnswer | null>>;
  readEvidence: () => Promise<void>;
  /** Opens the drawer of a cell; `toReturn`: at the reason of a return. */
  open: (cell: string, toReturn?: boolean) => void;
}

export const FORM_ON_PAGE: InjectionKey<FormOnPage> = Symbol('form');
export const MONITORING_DESK: InjectionKey<ReviewDesk> = Symbol('monitoring form');
export const EVALUATION_DESK: InjectionKey<ReviewDesk<ToldEvaluation>> = Symbol('self-evaluation');

/** @throws outside of the form's page */
function injected<T>(key: InjectionKey<T>): T {
  const found = inject(key);
  if (found === undefined) throw new Error('a cell stands on no form');
  return found;
}

/** Of a form of either purpose. @throws outside of the form's page */
export const useFormOnPage = (): FormOnPage => injected(FORM_ON_PAGE);

/** Of a monitoring form. @throws outside of its page */
export const useMonitoringForm = () => ({ ...useFormOnPage(), desk: injected(MONITORING_DESK) });

/** Of a self-evaluation. @throws outside of its page */
export const useEvaluationForm = () => ({ ...useFormOnPage(), desk: injected(EVALUATION_DESK) });
