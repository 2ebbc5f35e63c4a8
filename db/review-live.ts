/** A round was opened or a form moved: told to open pages. Only what a page needs to know what to read again; the words stay in the database. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from './database.ts';
import type { Moment } from './record-act.ts';
import { announce } from './watch.ts';
import type { ReviewState } from '../domain/review.ts';
import type { LiveReview, LiveRound } from '../server/contract-reviews.ts';

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
  await announce(tx, [
    {
      region_id: regionId,
      id: uuidv7(),
      unit_id: form.unitId,
      topics: ['reviews', `project:${form.projectId}`],
      type,
      data,
      recorded_at: at.now,
    },
  ]);
}

/** A round with its forms is there: told to each unit that has one, which is all that the finance bureau needs to hear too. */
export async function announceRound(tx: Tx, regionId: string, roundId: string, at: Moment): Promise<void> {
  const { rows } = await sql<{ unit_id: string }>`
    select distinct unit_id from app.review_forms
    where region_id = ${regionId} and round_id = ${roundId} order by unit_id`.execute(tx);
  const data: LiveRound = { roundId, at: at.now };
  await announce(
    tx,
    rows.map(({ unit_id }) => ({
      region_id: regionId,
      id: uuidv7(),
      unit_id,
      topics: ['reviews'],
      type: 'round_opened',
      data,
      recorded_at: at.now,
    })),
  );
}
