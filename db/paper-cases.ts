/** What the official papers are made of, read at one moment: a form, a notice. Of a whole round: db/paper-round-cases.ts. */
import { sql } from 'kysely';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { readForm } from './review-forms.ts';
import { moneySubjectId } from './subjects.ts';
import type { MonitoringPaperCase, PaperPeople } from '../domain/paper-monitoring.ts';
import type { RectificationPaperCase } from '../domain/paper-rectification.ts';
import type { Post } from '../domain/post.ts';
import type { RectificationCondition, RectificationState } from '../domain/rectification.ts';
import type { ReviewState } from '../domain/review.ts';
import type { EnteredValue } from '../server/contract-review-shapes.ts';

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

export async function namesOf(tx: Tx, accountIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string; username: string }>`
    select name, username from ops.accounts where id = any (${[...new Set(accountIds)]}::uuid[])`.execute(tx);
  return rows.flatMap(({ name, username }) => [name, username]);
}

/** Instants are kept with Beijing's offset, so their day is what they begin with. */
const dayOfInstant = (at: string): string => at.slice(0, 10);

/** What was entered into forms, oldest first. */
export async function readFormValues(
  tx: Tx,
  regionId: string,
  formIds: readonly string[],
): Promise<Map<string, EnteredValue[]>> {
  const { rows } = await sql<EnteredValue & { form_id: string }>`
    select form_id, id, cell, value, supersedes, version, revision, recorded_post as post, recorded_by as "accountId",
      recorded_at as at
    from app.review_values
    where region_id = ${regionId} and form_id = any (${formIds}::uuid[]) order by seq`.execute(tx);
  return Map.groupBy(rows, (row) => row.form_id);
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
        project_id: string;
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
        duties: Record<string, string> | null;
      }>`
        select r.unit_id, r.project_id, r.invented, r.document_number, g.name as place, p.name as project_name, u.name as unit_name,
          p.fiscal_year, o.to_month, f.round_id, r.recorded_on, s.state,
          (select jsonb_object_agg(i.id, i.name) from app.indicators i
            where i.region_id = r.region_id and i.project_id = r.project_id) as indicators,
          (select jsonb_object_agg(o.id, o.title) from app.obligations o
            where o.region_id = r.region_id and o.project_id = r.project_id) as duties
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
            where: subjectOf(condition, row),
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

/** What a demand is about, in words; null: the project as a whole. */
function subjectOf(
  condition: RectificationCondition,
  of: {
    project_id: string;
    indicators: Record<string, string> | null;
    duties: Record<string, string> | null;
  },
): string | null {
  switch (condition.type) {
    case 'stated':
      return null;
    case 'overdue':
      return of.duties?.[condition.obligationId] ?? null;
    case 'light':
      return condition.subjectId === moneySubjectId(of.project_id)
        ? '资金'
        : (of.indicators?.[condition.subjectId] ?? null);
  }
}
