/** A form moved: told to open pages. Only what a page needs to know what to read again; the words stay in the database. */
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from './database.ts';
import type { Moment } from './record-act.ts';
import type { ReviewState } from '../domain/review.ts';
import type { LiveReview } from '../server/contract-reviews.ts';

export async function announceReview(
  tx: Tx,
  regionId: string,
  what: {
    form: {
      id: string;
      roundId: string;
      projectId: string;
      unitId: string;
      state: Pick<ReviewState, 'stage' | 'revision'>;
    };
    type: 'form_entered' | 'form_commented' | 'form_moved';
    at: Moment;
  },
): Promise<void> {
  const { form, type, at } = what;
  const data: LiveReview = {
    formId: form.id,
    roundId: form.roundId,
    projectId: form.projectId,
    stage: form.state.stage,
    revision: form.state.revision,
    at: at.now,
  };
  await tx
    .insertInto('app.live_events')
    .values({
      region_id: regionId,
      id: uuidv7(),
      seq: null,
      unit_id: form.unitId,
      topics: ['reviews', `project:${form.projectId}`],
      type,
      data: JSON.stringify(data),
      recorded_at: at.now,
    })
    .execute();
}
