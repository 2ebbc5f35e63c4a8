/** Monitoring rounds (监控任务): opened by the finance bureau over the projects that its scope chooses, as known at the cut-off. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { yearsOf } from './fiscal-years.ts';
import { judgingFor } from './judging.ts';
import { recordAct, refusedFact, signatureOf, type Moment } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { auditRound } from './review-audit.ts';
import { announceRound } from './review-live.ts';
import { EXECUTED, prefillForms } from './review-prefill.ts';
import { pageBySeq } from './seq-page.ts';
import { projectsAsOf } from './subjects-as-of.ts';
import { watchAgain } from './watch.ts';
import { addDays } from '../domain/calendar.ts';
import { checkBlankEvaluation } from '../domain/evaluation-check.ts';
import type { Light } from '../domain/light.ts';
import { blankForm } from '../domain/monitoring-form.ts';
import { checkForm } from '../domain/monitoring-check.ts';
import { newReview } from '../domain/review.ts';
import {
  selectProjects,
  windowEnd,
  type Round,
  type RoundScope,
  type SelectableProject,
  type Selection,
} from '../domain/round.ts';
import type { ScoreScheme } from '../domain/score-scheme.ts';
import { say, type Texts } from '../domain/sourced.ts';
import type { RoundPurpose, RoundSummary } from '../server/contract-review-shapes.ts';

/** A round's projects are written in parts of so many: one message stays below some megabytes. */
const FORMS_AT_ONCE = 200;

export interface RoundRequest {
  purpose: RoundPurpose;
  round: Round;
  /** By which a self-evaluation is scored; null: a round of monitoring. */
  scheme: ScoreScheme | null;
}

export interface OpenedRound {
  id: string;
  forms: number;
  undecided: Selection['undecided'];
}

/**
 * What the scope chooses among the year's projects as they stood at the cut-off; nothing is opened.
 * @param options.toMonth what was executed through this month counts, as on the form; without it the year's twelve
 */
export async function previewScope(
  db: Db,
  context: Context,
  options: { fiscalYear: number; toMonth?: number; cutOffOn: string; scope: RoundScope; today: string },
): Promise<Selection & { projects: (SelectableProject & { name: string; unitName: string })[] }> {
  return inContext(
    db,
    context,
    async (tx) => {
      const projects = await readSelectable(tx, context.regionId, options);
      return { ...selectProjects(options.scope, projects), projects };
    },
    'snapshot',
  );
}

/**
 * Opens a round with a frozen form of each chosen project, in one transaction.
 * Refused: a cut-off day that is not over (more figures of it may come), and a scope that chooses nothing.
 */
export async function openRound(
  db: Db,
  actor: Actor,
  request: RoundRequest & { idempotency: Idempotency | null },
  clock: Clock,
): Promise<Recorded<OpenedRound>> {
  const judging = await judgingFor(db, actor.context);
  const { regionId } = actor.context;
  const { round, purpose, scheme } = request;
  return recordAct<OpenedRound>(db, actor, request.idempotency, clock, {
    // Two finance officers who open the same round at once wait for each other.
    lock: (tx) => sql`select pg_advisory_xact_lock(hashtextextended(${`round:${regionId}`}, 0))`.execute(tx),
    record: async (tx, at) => {
      if (round.cutOffOn >= at.today) {
        return refusedFact({ cutOffOn: say(notClosed(round.cutOffOn), actor.context.language) });
      }
      const projects = await readSelectable(tx, regionId, { ...round, today: at.today });
      const { chosen, undecided, unknown } = selectProjects(round.scope, projects);
      if (unknown.length > 0) {
        return refusedFact({
          scope: `名单里有 ${unknown.length} 个项目不在 ${round.fiscalYear} 年度，请重新选择。`,
        });
      }
      if (chosen.length === 0) {
        return refusedFact({ scope: '按这个范围一个项目也没有选中，请放宽条件或改为手工选择。' });
      }
      const same = await tx
        .selectFrom('app.review_rounds')
        .select('id')
        .where('region_id', '=', regionId)
        .where('purpose', '=', purpose)
        .where('fiscal_year', '=', round.fiscalYear)
        .where('kind', '=', round.kind)
        .where('to_month', '=', round.toMonth)
        .where('title', '=', round.title)
        .executeTakeFirst();
      if (same) {
        return refusedFact({ title: '本年度已开过同名、同类、同监控期的任务；确要再开一轮，请换一个名称。' });
      }
      // In the order in which everybody locks projects; `share` also keeps facts out while the forms are read.
      await sql`select 1 from app.projects where region_id = ${regionId} and id = any (${chosen}::uuid[])
        order by id for share`.execute(tx);
      const id = uuidv7();
      await tx
        .insertInto('app.review_rounds')
        .values({
          region_id: regionId,
          id,
          purpose,
          title: round.title,
          fiscal_year: round.fiscalYear,
          kind: round.kind,
          to_month: round.toMonth,
          cut_off_on: round.cutOffOn,
          form_name: round.formName,
          round: JSON.stringify(round),
          scheme: scheme === null ? null : JSON.stringify(scheme),
          ...signed(actor, at),
        })
        .execute();
      let forms = 0;
      for (let from = 0; from < chosen.length; from += FORMS_AT_ONCE) {
        const projectIds = chosen.slice(from, from + FORMS_AT_ONCE);
        const prefilled = await prefillForms(tx, { regionId, projectIds, round, today: at.today, judging });
        forms += await writeForms(tx, actor, at, { roundId: id, round, scheme, prefilled });
      }
      await watchAgain(tx, { regionId, projectIds: chosen, today: at.today });
      await announceRound(tx, regionId, id, at);
      await auditRound(tx, actor, { id, purpose, round, forms }, at);
      return { answer: { id, forms, undecided } };
    },
  });
}

/** Figures of a day come in until its end: a form frozen before would differ from what the day was known by. */
const notClosed = (cutOffOn: string): Texts => ({
  'zh-CN': `截止日 ${cutOffOn} 还没有过完，当天还会有数进来；请从 ${addDays(cutOffOn, 1)} 起再开这一轮，或把截止日提前。`,
  en: `The cut-off day ${cutOffOn} is not over, its figures may still come: open the round from ${addDays(cutOffOn, 1)} on, or choose an earlier day`,
});

async function writeForms(
  tx: Tx,
  actor: Actor,
  at: Moment,
  what: {
    roundId: string;
    round: Round;
    scheme: ScoreScheme | null;
    prefilled: Awaited<ReturnType<typeof prefillForms>>;
  },
): Promise<number> {
  const { regionId } = actor.context;
  const state = newReview();
  const due = what.round.deadlines.find(({ post }) => post === 'handler')?.dueOn ?? what.round.cutOffOn;
  const rows = [...what.prefilled.values()].map(({ form, summary, unitId, invented }) => {
    const check =
      what.scheme === null ? checkForm(form, blankForm(form)) : checkBlankEvaluation(form, what.scheme);
    return {
      region_id: regionId,
      id: uuidv7(),
      round_id: what.roundId,
      project_id: form.projectId,
      unit_id: unitId,
      prefilled: form,
      summary,
      due_on: due,
      ...signed(actor, at),
      invented: invented || actor.invented,
      refusals: check.refusals.length,
      unanswered: check.unanswered,
    };
  });
  await sql`
    with f as (select * from jsonb_populate_recordset(null::app.review_forms, ${JSON.stringify(rows)}::jsonb)),
    written as (insert into app.review_forms select * from f)
    insert into app.review_states (region_id, form_id, unit_id, version, revision, stage, stage_since, state, refusals,
      unanswered)
    select r.region_id, r.id, r.unit_id, ${state.version}, ${state.revision}, ${state.stage}, ${at.today}::date,
      ${JSON.stringify(state)}::jsonb, r.refusals, r.unanswered
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (region_id uuid, id uuid, unit_id uuid, refusals integer, unanswered integer)`.execute(tx);
  return rows.length;
}

/** Who recorded it. A review's facts have a person behind them. @throws for the product itself */
export function signed(actor: Actor, at: Moment) {
  const { recorded_by, ...rest } = signatureOf(actor, at);
  if (recorded_by === null) throw new Error('a review is the work of a person');
  return { ...rest, recorded_by };
}

type Named = SelectableProject & { name: string; unitName: string };

/** Budget, light and what was executed in the window, all as known at the close of the cut-off day: the figures of the form. */
async function readSelectable(
  tx: Tx,
  regionId: string,
  round: { fiscalYear: number; toMonth?: number; cutOffOn: string; today: string },
): Promise<Named[]> {
  const { fiscalYear, toMonth = 12, cutOffOn, today } = round;
  const asOf = cutOffOn < today ? cutOffOn : today;
  const { rows } = await sql<{
    project_id: string;
    name: string;
    unit_name: string;
    light: Light;
    budget: string | null;
    executed: string;
  }>`
    select s.project_id, p.name, u.short_name as unit_name, s.light, s.budget::text,
      coalesce(e.executed, 0)::numeric(18, 2)::text as executed
    from ${projectsAsOf({ regionId, year: fiscalYear, asOf, today })}
    join app.projects p on p.region_id = ${regionId} and p.id = s.project_id
    join app.units u on u.region_id = p.region_id and u.id = p.unit_id
    left join (select project_id, ${EXECUTED} as executed from app.ledger_events
      where region_id = ${regionId} and event in ('paid', 'returned')
        and recorded_on <= ${asOf} and happened_on <= ${windowEnd(fiscalYear, toMonth)}
      group by project_id) e on e.project_id = p.id
    where p.recorded_on <= ${asOf} order by u.short_name, p.ordinal, p.id`.execute(tx);
  return rows.map((row) => ({
    id: row.project_id,
    name: row.name,
    unitName: row.unit_name,
    budgetYuan: row.budget,
    executedYuan: row.executed,
    light: row.light,
  }));
}

/** Column of a round `r` as the reader may see it: of a list by hand only the projects in scope. */
export const SEEN_ROUND = sql<Round>`case when r.round #>> '{scope,type}' = 'list' then
  jsonb_set(r.round, '{scope,projectIds}', coalesce((
    select jsonb_agg(listed.id order by listed.place)
    from jsonb_array_elements_text(r.round #> '{scope,projectIds}') with ordinality as listed (id, place)
    join app.projects seen on seen.region_id = r.region_id and seen.id = listed.id::uuid), '[]'))
  else r.round end`;

/** The years that can be evaluated in `year`, newest first: itself and the one before it, where there are projects. */
export async function evaluatedYears(db: Db, context: Context, year: number): Promise<number[]> {
  const known = await inContext(db, context, (tx) => yearsOf(tx, context.regionId), 'snapshot');
  const years = [year, year - 1].filter((each) => known.includes(each));
  return years.length > 0 ? years : [year];
}

/**
 * A page of the rounds of a year and the self-evaluations of the year before, which are made in it; newest first, with the forms of
 * them that the reader sees.
 */
export async function listRounds(
  db: Db,
  context: Context,
  { year, cursor = null, limit }: { year?: number; cursor?: string | null; limit: number },
): Promise<{ items: RoundSummary[]; nextCursor: string | null }> {
  return inContext(
    db,
    context,
    async (tx) => {
      const { rows } = await sql<{
        seq: string;
        id: string;
        purpose: RoundPurpose;
        round: Round;
        recorded_on: string;
        recorded_post: string;
        invented: boolean;
        by_stage: Record<string, number> | null;
      }>`
        select r.seq, r.id, r.purpose, ${SEEN_ROUND} as round, r.recorded_on, r.recorded_post, r.invented,
          (select jsonb_object_agg(n.stage, n.forms) from (
            select s.stage, count(*)::int as forms from app.review_forms f
            join app.review_states s on s.region_id = f.region_id and s.form_id = f.id
            where f.region_id = r.region_id and f.round_id = r.id group by s.stage) n) as by_stage
        from app.review_rounds r
        where r.region_id = ${context.regionId} and (${year ?? null}::int is null or r.fiscal_year = ${year ?? null}
          or (r.purpose = 'self_evaluation' and r.fiscal_year = ${year ?? null}::int - 1))
          and (${cursor}::bigint is null or r.seq < ${cursor}::bigint)
        order by r.seq desc limit ${limit + 1}`.execute(tx);
      const page = pageBySeq(rows, limit);
      const items = page.items.map((row) => {
        const byStage = row.by_stage ?? {};
        return {
          id: row.id,
          purpose: row.purpose,
          round: row.round,
          openedOn: row.recorded_on,
          openedBy: row.recorded_post,
          invented: row.invented,
          byStage,
          forms: Object.values(byStage).reduce((sum, forms) => sum + forms, 0),
        };
      });
      return { items, nextCursor: page.nextCursor };
    },
    'snapshot',
  );
}
