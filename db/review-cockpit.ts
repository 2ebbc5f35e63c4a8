/** A round as the finance bureau watches it: its forms with what is missing where, and what a reader's own list of forms is. */
import { sql } from 'kysely';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { nextOffset } from './offset-page.ts';
import { SEEN_ROUND } from './rounds.ts';
import type { PlainDate, WorkingCalendar } from '../domain/calendar.ts';
import type { ReviewAct, ReviewState, Stage } from '../domain/review.ts';
import type { Round } from '../domain/round.ts';
import { byGravity, type WaitingForm } from '../domain/waiting-forms.ts';
import type { CockpitRound, FormItem, RoundPurpose, WaitingItem } from '../server/contract-review-shapes.ts';

/** More forms than a county has projects. */
export const MOST_FORMS = 5_000;
const MOST_RETURNS = 500;

/** A round with every form of it in scope, the longest waiting first; null when there is no such round. */
export function loadRound(db: Db, context: Context, roundId: string): Promise<CockpitRound | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const { rows } = await sql<{
        id: string;
        purpose: RoundPurpose;
        round: Round;
        recorded_on: string;
        invented: boolean;
      }>`
        select r.id, r.purpose, ${SEEN_ROUND} as round, r.recorded_on, r.invented from app.review_rounds r
        where r.region_id = ${context.regionId} and r.id = ${roundId}`.execute(tx);
      const [row] = rows;
      if (row === undefined) return null;
      return {
        id: row.id,
        purpose: row.purpose,
        round: row.round,
        openedOn: row.recorded_on,
        invented: row.invented,
        forms: await readForms(tx, context.regionId, { roundId }),
        returns: await readReturns(tx, context.regionId, roundId),
      };
    },
    'snapshot',
  );
}

/**
 * A page of the forms in scope that wait at a stage, over all rounds, the gravest first: a post's own list.
 * @param page.cursor one that `isOffsetCursor` accepts
 * @param page.limit at most MOST_FORMS
 * @returns total: of all pages
 */
export function listFormsAt(
  db: Db,
  context: Context,
  { stage, today, calendar }: { stage: Stage; today: PlainDate; calendar: WorkingCalendar },
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<{ total: number; items: WaitingItem[]; nextCursor: string | null }> {
  const offset = Number(cursor ?? 0);
  return inContext(
    db,
    context,
    async (tx) => {
      // All of them: the order is by working days, which the database does not count.
      const waiting = byGravity(await readTurns(tx, context.regionId, stage), today, calendar);
      const shown = waiting.slice(offset, offset + limit);
      const forms = await readForms(tx, context.regionId, { ids: shown.map(({ form }) => form.id) });
      const byId = new Map(forms.map((form) => [form.id, form]));
      const items = shown.flatMap(({ form: { id }, turn }) => {
        const form = byId.get(id);
        return form === undefined ? [] : [{ ...form, turn }];
      });
      return { total: waiting.length, items, nextCursor: nextOffset(offset, shown.length, waiting.length) };
    },
    'snapshot',
  );
}

/** What the order of a stage's forms asks: by when each post has to be done, and whereto the return went that still asks for something. */
async function readTurns(tx: Tx, regionId: string, stage: Stage): Promise<WaitingForm[]> {
  const { rows } = await sql<WaitingForm>`
    select f.id, s.stage, s.stage_since as "stageSince", f.due_on as "dueOn", r.round -> 'deadlines' as deadlines,
      case when jsonb_array_length(s.state -> 'returned') > 0 then
        (select act ->> 'to' from jsonb_array_elements(s.state -> 'history') with ordinality as acts (act, place)
          where act ->> 'act' = 'return' order by place desc limit 1) end as "returnedTo"
    from app.review_forms f
    join app.review_rounds r on r.region_id = f.region_id and r.id = f.round_id
    join app.review_states s on s.region_id = f.region_id and s.form_id = f.id
    where f.region_id = ${regionId} and s.stage = ${stage}`.execute(tx);
  return rows;
}

async function readForms(
  tx: Tx,
  regionId: string,
  of: { roundId: string } | { ids: readonly string[] },
): Promise<FormItem[]> {
  const chosen = 'roundId' in of ? sql`f.round_id = ${of.roundId}` : sql`f.id = any (${[...of.ids]}::uuid[])`;
  const { rows } = await sql<Omit<FormItem, 'returned'> & { returned: number | null }>`
    select f.id, f.round_id as "roundId", r.title as "roundTitle", r.purpose, f.project_id as "projectId", f.unit_id as "unitId", u.short_name as "unitName",
      coalesce(d.id, u.id) as "departmentId", coalesce(d.short_name, u.short_name) as "departmentName", f.summary,
      f.due_on as "dueOn", s.stage, s.stage_since as "stageSince", s.version, s.revision, s.refusals, s.unanswered,
      jsonb_array_length(s.state -> 'returned') as returned, f.invented
    from app.review_forms f
    join app.review_rounds r on r.region_id = f.region_id and r.id = f.round_id
    join app.review_states s on s.region_id = f.region_id and s.form_id = f.id
    join app.units u on u.region_id = f.region_id and u.id = f.unit_id
    left join app.units d on d.region_id = u.region_id and d.id = u.parent_id
    where f.region_id = ${regionId} and ${chosen}
    order by s.stage_since, f.due_on, f.summary ->> 'projectName', f.id
    limit ${MOST_FORMS}`.execute(tx);
  return rows.map((row) => ({ ...row, returned: row.returned ?? 0 }));
}

async function readReturns(tx: Tx, regionId: string, roundId: string): Promise<CockpitRound['returns']> {
  const { rows } = await sql<{
    form_id: string;
    project_name: string;
    cells: ReviewAct['cells'];
    recorded_post: string;
    recorded_on: string;
  }>`
    select a.form_id, f.summary ->> 'projectName' as project_name, a.cells, a.recorded_post, a.recorded_on
    from app.review_acts a
    join app.review_forms f on f.region_id = a.region_id and f.id = a.form_id
    where a.region_id = ${regionId} and f.round_id = ${roundId} and a.act = 'return'
    order by a.seq desc limit ${MOST_RETURNS}`.execute(tx);
  return rows.flatMap((row) =>
    row.cells.map(({ cell, reason }) => ({
      formId: row.form_id,
      projectName: row.project_name,
      cell,
      reason,
      post: row.recorded_post,
      on: row.recorded_on,
    })),
  );
}

/** The stage at which each post works; a reader's own list is made of these. */
export const STAGES_OF_ROLE: Readonly<Partial<Record<ReviewAct['by']['role'], readonly Stage[]>>> = {
  handler: ['draft'],
  unit_head: ['unit_head'],
  leader: ['leader'],
  finance_business: ['finance_business'],
  finance_performance: ['finance_performance'],
} satisfies Partial<Record<string, readonly ReviewState['stage'][]>>;
