/** What the official papers are made of, read at one moment: a form, the summary of a round, its report, a notice. */
import { sql } from 'kysely';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { enteredOf, readForm } from './review-forms.ts';
import type { Light } from '../domain/light.ts';
import type { DeviationReason, EnteredForm, Likelihood, PrefilledForm } from '../domain/monitoring-form.ts';
import type { MonitoringPaperCase, PaperPeople } from '../domain/paper-monitoring.ts';
import type { RectificationPaperCase } from '../domain/paper-rectification.ts';
import type { ReportCase, ReportProject } from '../domain/paper-report.ts';
import { summaryName, type SummaryCase, type SummaryDepartment } from '../domain/paper-summary.ts';
import type { Post } from '../domain/post.ts';
import type { RectificationState } from '../domain/rectification.ts';
import type { ReviewState } from '../domain/review.ts';
import type { Round } from '../domain/round.ts';
import type { EnteredValue, FormSummary } from '../server/contract-review-shapes.ts';

export interface PaperOf<Case> {
  paper: Case;
  unitId: string | null;
  roundId: string | null;
  invented: boolean;
  /** Names of the persons who acted: a disclosure copy goes without them. */
  names: string[];
}

/** A form as it stands; null when it is not in scope, or a form of another kind (self-evaluation). */
export function loadFormPaper(
  db: Db,
  context: Context,
  formId: string,
): Promise<(PaperOf<MonitoringPaperCase> & { isClosed: boolean }) | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const form = await readForm(tx, context, formId);
      if (form === null || form.purpose !== 'monitoring') return null;
      const actors = [
        ...form.state.history.map(({ by }) => by.accountId),
        ...form.values.map((value) => value.accountId),
      ];
      return {
        paper: { form: form.prefilled, entered: form.entered, people: peopleOf(form.state) },
        unitId: form.unitId,
        roundId: form.roundId,
        invented: form.invented,
        isClosed: form.state.stage === 'closed',
        names: await namesOf(tx, actors),
      };
    },
    'snapshot',
  );
}

/** The opinions that stand: of each office the last approval of this pass. Names are left to the pen. */
export function peopleOf({ history, passedBy }: ReviewState): PaperPeople {
  const sent = history.findLast(({ act }) => act === 'submit');
  const opinions = history.flatMap((act, index) => {
    if (act.act !== 'approve' || act.from === 'draft' || passedBy[act.from] !== act.by.accountId) return [];
    const isLast = !history
      .slice(index + 1)
      .some(({ act: later, from }) => later === 'approve' && from === act.from);
    return isLast
      ? [{ post: act.from as Post, words: act.words, signer: null, on: dayOfInstant(act.at) }]
      : [];
  });
  return {
    unitHead: null,
    handler: null,
    phone: null,
    filledOn: sent === undefined ? null : dayOfInstant(sent.at),
    opinions,
  };
}

async function namesOf(tx: Tx, accountIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string; username: string }>`
    select name, username from ops.accounts where id = any (${[...new Set(accountIds)]}::uuid[])`.execute(tx);
  return rows.flatMap(({ name, username }) => [name, username]);
}

/** Instants are kept with Beijing's offset, so their day is what they begin with. */
const dayOfInstant = (at: string): string => at.slice(0, 10);

interface RoundRow {
  round: Round;
  invented: boolean;
  place: string;
}

interface RoundFormRow {
  form_id: string;
  project_id: string;
  unit_name: string;
  department_id: string;
  department_name: string;
  prefilled: PrefilledForm;
  summary: FormSummary;
  state: ReviewState;
  rectification: 'open' | 'closed' | null;
}

/**
 * 汇总表 and 监控报告 of a round, over the forms in scope; null when none of its forms is (or it is no round of monitoring).
 * `unitId` is left to the caller: what covers several units belongs to who took it out.
 */
export function loadRoundPapers(
  db: Db,
  context: Context,
  options: { roundId: string; today: string },
): Promise<
  (PaperOf<{ summary: SummaryCase; report: ReportCase }> & { isClosed: boolean; forms: number }) | null
> {
  const { roundId, today } = options;
  const { regionId } = context;
  return inContext(
    db,
    context,
    async (tx) => {
      const round = await readRound(tx, regionId, roundId);
      if (round === null) return null;
      const forms = await readRoundForms(tx, regionId, roundId);
      if (forms.length === 0) return null;
      const values = await readRoundValues(tx, regionId, roundId);
      const entered = new Map(
        forms.map((form) => [
          form.form_id,
          enteredOf(form.prefilled, values.get(form.form_id) ?? [], form.state.version),
        ]),
      );
      const departments = departmentsOf(forms, entered);
      const { fiscalYear, toMonth, cutOffOn, formName } = round.round;
      const at = { place: round.place, fiscalYear, toMonth, cutOffOn, departments };
      const office = `${round.place}财政局`;
      return {
        paper: {
          summary: { ...at, formName: summaryName(formName), office },
          report: {
            ...at,
            office,
            issuedOn: today,
            projects: forms.map(reportProject),
            forms: {
              all: forms.length,
              closed: forms.filter(({ state }) => state.stage === 'closed').length,
            },
            reasons: countReasons(entered.values()),
            rectifications: await countRectifications(tx, regionId, roundId, today),
          },
        },
        unitId: null,
        roundId,
        invented: round.invented,
        forms: forms.length,
        isClosed: forms.every(({ state }) => state.stage === 'closed'),
        // Neither paper has a place for a person, or words of one.
        names: [],
      };
    },
    'snapshot',
  );
}

async function readRound(tx: Tx, regionId: string, roundId: string): Promise<RoundRow | null> {
  const { rows } = await sql<RoundRow>`
    select r.round, g.name as place,
      r.invented or exists (select from app.review_forms f where f.region_id = r.region_id and f.round_id = r.id and f.invented)
        as invented
    from app.review_rounds r join shared.regions g on g.id = r.region_id
    where r.region_id = ${regionId} and r.id = ${roundId} and r.purpose = 'monitoring'`.execute(tx);
  return rows[0] ?? null;
}

async function readRoundForms(tx: Tx, regionId: string, roundId: string): Promise<RoundFormRow[]> {
  const { rows } = await sql<RoundFormRow>`
    select f.id as form_id, f.project_id, u.name as unit_name, coalesce(d.id, u.id) as department_id,
      coalesce(d.name, u.name) as department_name, f.prefilled, f.summary, s.state,
      (select case when bool_and(x.stage = 'closed') then 'closed' else 'open' end
        from app.rectifications r
        join app.rectification_states x on x.region_id = r.region_id and x.rectification_id = r.id
        where r.region_id = f.region_id and r.project_id = f.project_id) as rectification
    from app.review_forms f
    join app.review_states s on s.region_id = f.region_id and s.form_id = f.id
    join app.units u on u.region_id = f.region_id and u.id = f.unit_id
    left join app.units d on d.region_id = u.region_id and d.id = u.parent_id
    where f.region_id = ${regionId} and f.round_id = ${roundId}
    order by coalesce(d.name, u.name), u.name, f.summary ->> 'projectName', f.id`.execute(tx);
  return rows;
}

async function readRoundValues(
  tx: Tx,
  regionId: string,
  roundId: string,
): Promise<Map<string, EnteredValue[]>> {
  const { rows } = await sql<EnteredValue & { form_id: string }>`
    select v.form_id, v.id, v.cell, v.value, v.supersedes, v.version, v.recorded_post as post,
      v.recorded_by as "accountId", v.recorded_at as at
    from app.review_values v
    join app.review_forms f on f.region_id = v.region_id and f.id = v.form_id
    where v.region_id = ${regionId} and f.round_id = ${roundId} order by v.seq`.execute(tx);
  return Map.groupBy(rows, (row) => row.form_id);
}

const RECTIFICATION_WORDS = { open: '整改中', closed: '已销号' } as const;

function departmentsOf(
  forms: readonly RoundFormRow[],
  entered: ReadonlyMap<string, EnteredForm>,
): SummaryDepartment[] {
  return [...Map.groupBy(forms, (form) => form.department_id)].map(([id, own]) => ({
    id,
    name: own[0]?.department_name ?? '',
    projects: own.map((form) => ({
      id: form.project_id,
      name: form.summary.projectName,
      implementingUnit: form.unit_name,
      budgetYuan: form.summary.budgetYuan,
      executedYuan: form.summary.executedYuan,
      light: form.summary.light,
      lights: countBy<Light>(form.prefilled.indicators.map(({ light }) => light)),
      likelihoods: countBy<Likelihood>(
        Object.values(entered.get(form.form_id)?.indicators ?? {}).flatMap(
          ({ likelihood }) => likelihood ?? [],
        ),
      ),
      rectification: form.rectification === null ? null : RECTIFICATION_WORDS[form.rectification],
    })),
  }));
}

function countBy<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

const reportProject = ({ project_id, department_id, summary }: RoundFormRow): ReportProject => ({
  id: project_id,
  name: summary.projectName,
  departmentId: department_id,
  light: summary.light,
  budgetYuan: summary.budgetYuan,
  moneyPace: summary.moneyPace,
  performancePace: summary.performancePace,
});

function countReasons(entered: Iterable<EnteredForm>): Partial<Record<DeviationReason, number>> {
  const ticked = [...entered].flatMap(({ indicators }) =>
    Object.values(indicators).flatMap(({ reasons }) => reasons ?? []),
  );
  return countBy<DeviationReason>(ticked);
}

async function countRectifications(
  tx: Tx,
  regionId: string,
  roundId: string,
  today: string,
): Promise<ReportCase['rectifications']> {
  const { rows } = await sql<ReportCase['rectifications']>`
    select count(*)::int as issued, count(*) filter (where s.stage = 'closed')::int as closed,
      count(*) filter (where s.stage in ('noticed', 'reopened') and s.due_on < ${today}::date)::int as overdue
    from app.rectifications r
    join app.rectification_states s on s.region_id = r.region_id and s.rectification_id = r.id
    join app.review_forms f on f.region_id = r.region_id and f.id = r.form_id
    where r.region_id = ${regionId} and f.round_id = ${roundId}`.execute(tx);
  return rows[0] ?? { issued: 0, closed: 0, overdue: 0 };
}

/** 整改通知书; null when it is not in scope. */
export function loadNoticePaper(
  db: Db,
  context: Context,
  rectificationId: string,
): Promise<PaperOf<RectificationPaperCase> | null> {
  const { regionId } = context;
  return inContext(
    db,
    context,
    async (tx) => {
      const { rows } = await sql<{
        unit_id: string;
        invented: boolean;
        document_number: string;
        place: string;
        project_name: string;
        unit_name: string;
        fiscal_year: number;
        to_month: number | null;
        round_id: string | null;
        recorded_on: string;
        state: RectificationState;
        indicators: Record<string, string> | null;
      }>`
        select r.unit_id, r.invented, r.document_number, g.name as place, p.name as project_name, u.name as unit_name,
          p.fiscal_year, o.to_month, f.round_id, r.recorded_on, s.state,
          (select jsonb_object_agg(i.id, i.name) from app.indicators i
            where i.region_id = r.region_id and i.project_id = r.project_id) as indicators
        from app.rectifications r
        join app.rectification_states s on s.region_id = r.region_id and s.rectification_id = r.id
        join shared.regions g on g.id = r.region_id
        join app.projects p on p.region_id = r.region_id and p.id = r.project_id
        join app.units u on u.region_id = r.region_id and u.id = r.unit_id
        left join app.review_forms f on f.region_id = r.region_id and f.id = r.form_id
        left join app.review_rounds o on o.region_id = f.region_id and o.id = f.round_id
        where r.region_id = ${regionId} and r.id = ${rectificationId}`.execute(tx);
      const [row] = rows;
      if (row === undefined) return null;
      const first = row.state.history[0];
      return {
        paper: {
          documentNumber: row.document_number,
          office: `${row.place}财政局`,
          addressee: row.unit_name,
          projectName: row.project_name,
          implementingUnit: row.unit_name,
          fiscalYear: row.fiscal_year,
          toMonth: row.to_month,
          source: row.state.source,
          demands: row.state.demands.map(({ id, words, condition }) => ({
            id,
            words,
            where: condition.type === 'light' ? (row.indicators?.[condition.subjectId] ?? '资金') : null,
          })),
          dueOn: first?.dueOn ?? row.state.dueOn,
          issuedOn: row.recorded_on,
        },
        unitId: row.unit_id,
        roundId: row.round_id,
        invented: row.invented,
        names: await namesOf(
          tx,
          row.state.history.map(({ by }) => by.accountId),
        ),
      };
    },
    'snapshot',
  );
}
