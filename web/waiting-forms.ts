/** How many forms of a round wait for the reader's post. */
import { reviewFormsApi } from './review-forms-api.ts';
import { waitingCount } from './waiting-count.ts';

export const {
  noteChanged: noteFormsMoved,
  note: noteWaitingForms,
  useCount: useWaitingForms,
} = waitingCount(reviewFormsApi.waitingCount);
