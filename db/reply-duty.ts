/**
 * The reply that a notice asks for, as a duty of the project (app.duty_plans): alerts, ladder and notices chase it as they chase
 * any other work. It holds from the notice until the reply; reopening sets it anew. A plan for work without an indicator is made
 * by nobody else (db/duty-records.ts), so people cannot put it off by hand.
 */
import { sql } from 'kysely';
import { v5 as uuidv5 } from 'uuid';
import type { Actor } from './actor.ts';
import type { Tx } from './database.ts';
import type { Moment } from './record-act.ts';
import { signed } from './rounds.ts';
import { watchAgain } from './watch.ts';
import type { RectificationAct } from '../domain/rectification.ts';

const NAMESPACE = '3b0a4a4e-58a1-5d0b-9a0f-6f3d6cf1c0de';
/** Of the plan that an act wrote. */
const planId = (rectificationId: string, revision: number): string =>
  uuidv5(`${rectificationId} ${revision}`, NAMESPACE);

const ASKS: readonly RectificationAct['act'][] = ['notice', 'reopen'];

/** Writes what the newest act of `history` does to the duty to reply; the others leave it as it is. */
export async function keepReplyDuty(
  tx: Tx,
  actor: Actor,
  at: Moment,
  what: {
    id: string;
    projectId: string;
    unitId: string;
    documentNumber: string;
    invented: boolean;
    history: readonly RectificationAct[];
  },
): Promise<void> {
  const act = what.history.at(-1);
  if (act === undefined || !(ASKS.includes(act.act) || act.act === 'reply')) return;
  const before = what.history.findLast(
    (each) => each.revision < act.revision && (ASKS.includes(each.act) || each.act === 'reply'),
  );
  const { regionId } = actor.context;
  const row = signed(actor, at);
  await sql`
    insert into app.duty_plans (region_id, id, project_id, unit_id, indicator_id, kind, title, rule, amounts, grace_working_days,
      is_withdrawn, note, supersedes, invented, recorded_post, recorded_on, recorded_at, recorded_by)
    values (${regionId}, ${planId(what.id, act.revision)}, ${what.projectId}, ${what.unitId}, null, 'work',
      ${`回复整改通知 ${what.documentNumber}`}, ${JSON.stringify({ type: 'on', dueOn: act.dueOn })}::jsonb, null, 0,
      ${act.act === 'reply'}, null, ${before === undefined ? null : planId(what.id, before.revision)},
      ${what.invented || actor.invented}, ${row.recorded_post}, ${row.recorded_on}::date, ${row.recorded_at}::timestamptz,
      ${row.recorded_by}::uuid)`.execute(tx);
  await watchAgain(tx, { regionId, projectIds: [what.projectId], today: at.today });
}
