/**
 * All forms of a round as one export: what is to be written, and how far it is. Progress is told on the live channel alone; what
 * is there at the end is a paper. Whoever is killed in between leaves no paper, only a last message that grows old.
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from './actor.ts';
import { inContext, type Context, type Db } from './database.ts';
import { evaluationPart } from './evaluation-forms.ts';
import { evaluationPaperCase } from './paper-evaluation.ts';
import { peopleOf, readFormValues } from './paper-cases.ts';
import { enteredOf } from './review-forms.ts';
import { OFFICE_LANGUAGE } from '../domain/language.ts';
import type { MonitoringPaperCase } from '../domain/paper-monitoring.ts';
import type { SelfEvaluationPaperCase } from '../domain/paper-self-evaluation.ts';
import type { PrefilledForm } from '../domain/monitoring-form.ts';
import type { ReviewState } from '../domain/review.ts';
import type { Round } from '../domain/round.ts';
import type { ScoreScheme } from '../domain/score-scheme.ts';
import type { LivePapers, PapersJob } from '../server/contract-papers.ts';
import type { EnteredValue, RoundPurpose } from '../server/contract-review-shapes.ts';

/** Read and handed on together: some hundred kB, some milliseconds. */
const FORMS_AT_ONCE = 20;
/** Whoever wrote nothing for so long is dead: progress is told at least every two seconds. */
const SILENT_MS = 15_000;
/** How long a failed or broken export is still spoken of. */
const SPOKEN_OF_MS = 600_000;
/** As db/uploads.ts: of no unit, heard by those who see the whole region. */
const NO_UNIT = '00000000-0000-0000-0000-000000000000';

/** What is written of one form, and under which name. */
export interface FormToWrite {
  unitName: string;
  projectName: string;
  paper: MonitoringPaperCase | SelfEvaluationPaperCase;
}

/** A round with forms in scope. */
export interface RoundToExport {
  purpose: RoundPurpose;
  /** Of a self-evaluation: how its forms are scored. */
  scheme: ScoreScheme | null;
  forms: number;
  /** Place and year, for the file's name. */
  about: string;
  title: string;
  invented: boolean;
}

/** null: there is none, or none of its forms is in scope. */
export function findRoundToExport(db: Db, context: Context, roundId: string): Promise<RoundToExport | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      const { rows } = await sql<
        Pick<RoundToExport, 'purpose' | 'scheme' | 'forms' | 'invented'> & { round: Round; place: string }
      >`
        select r.round, r.purpose, r.scheme, g.name as place, count(f.id)::int as forms,
          r.invented or bool_or(f.invented) as invented
        from app.review_rounds r
        join shared.regions g on g.id = r.region_id
        join app.review_forms f on f.region_id = r.region_id and f.round_id = r.id
        where r.region_id = ${context.regionId} and r.id = ${roundId}
        group by r.region_id, r.id, g.name`.execute(tx);
      const [row] = rows;
      if (row === undefined) return null;
      const { round, place, ...rest } = row;
      return { ...rest, about: `${place}${round.fiscalYear}`, title: round.formName };
    },
    'snapshot',
  );
}

interface ExportRow {
  form_id: string;
  unit_name: string;
  project_name: string;
  prefilled: PrefilledForm;
  state: ReviewState;
}

/**
 * Every form in scope as it stands at one moment, in parts, by unit and project. The next part is read when `take` has
 * taken the one before, so that a round of thousands never lies in memory as a whole.
 * @param options.scheme of a round of self-evaluation; null: of monitoring
 * @param options.signal nothing more is read once it is aborted
 */
export function readFormsToExport(
  db: Db,
  context: Context,
  options: { roundId: string; scheme: ScoreScheme | null; signal: AbortSignal },
  take: (forms: FormToWrite[]) => Promise<void>,
): Promise<void> {
  const { regionId } = context;
  return inContext(
    db,
    context,
    async (tx) => {
      const { rows: ids } = await sql<{ id: string }>`
        select f.id from app.review_forms f
        join app.units u on u.region_id = f.region_id and u.id = f.unit_id
        where f.region_id = ${regionId} and f.round_id = ${options.roundId}
        order by u.name, f.summary ->> 'projectName', f.id`.execute(tx);
      for (let from = 0; from < ids.length; from += FORMS_AT_ONCE) {
        options.signal.throwIfAborted();
        const part = ids.slice(from, from + FORMS_AT_ONCE).map(({ id }) => id);
        const { rows } = await sql<ExportRow>`
          select f.id as form_id, u.name as unit_name, f.summary ->> 'projectName' as project_name, f.prefilled, s.state
          from unnest(${part}::uuid[]) with ordinality as wanted (id, place)
          join app.review_forms f on f.region_id = ${regionId} and f.id = wanted.id
          join app.review_states s on s.region_id = f.region_id and s.form_id = f.id
          join app.units u on u.region_id = f.region_id and u.id = f.unit_id
          order by wanted.place`.execute(tx);
        const byForm = await readFormValues(tx, regionId, part);
        await take(
          rows.map((row) => ({
            unitName: row.unit_name,
            projectName: row.project_name,
            paper: paperOf(row, byForm.get(row.form_id) ?? [], options.scheme),
          })),
        );
      }
    },
    'snapshot',
  );
}

function paperOf(
  { prefilled, state }: ExportRow,
  values: readonly EnteredValue[],
  scheme: ScoreScheme | null,
): FormToWrite['paper'] {
  if (scheme !== null) {
    const part = evaluationPart({ prefilled, scheme, state }, values, OFFICE_LANGUAGE);
    return evaluationPaperCase({ prefilled, state, ...part });
  }
  return {
    form: prefilled,
    entered: enteredOf(prefilled, values, state.version),
    people: peopleOf(state),
  };
}

/**
 * Tells open pages how far it is; also the sign that it lives.
 * @param unitId of who asked; null: of the finance bureau
 */
export function announcePapers(db: Db, actor: Actor, unitId: string | null, news: LivePapers): Promise<void> {
  return inContext(db, actor.context, async (tx) => {
    await tx
      .insertInto('app.live_events')
      .values({
        region_id: actor.context.regionId,
        id: uuidv7(),
        seq: null,
        unit_id: unitId ?? NO_UNIT,
        topics: ['reviews'],
        type: 'papers_progress',
        data: JSON.stringify(news),
        recorded_at: news.at,
      })
      .execute();
  });
}

/**
 * Exports of a round by one place (of another the forms are others) that run, were refused or broke off within ten minutes, newest first; those that are done are papers.
 * The ids of the messages are in the order of wall time, so that few rows are looked at.
 * @param options.nowMs wall time
 */
export function listPapersJobs(
  db: Db,
  context: Context,
  options: { roundId: string; unitId: string | null; nowMs: number },
): Promise<PapersJob[]> {
  return inContext(
    db,
    context,
    async (tx) => {
      const oldest = uuidv7({ msecs: options.nowMs - SPOKEN_OF_MS, random: new Uint8Array(16), seq: 0 });
      const { rows } = await sql<{ id: string; data: LivePapers }>`
        select distinct on (data ->> 'jobId') id, data from app.live_events
        where region_id = ${context.regionId} and id >= ${oldest}::uuid and type = 'papers_progress'
          and unit_id = ${options.unitId ?? NO_UNIT} and data ->> 'roundId' = ${options.roundId}
        order by data ->> 'jobId', id desc`.execute(tx);
      return rows
        .toSorted((a, b) => (a.id < b.id ? 1 : -1))
        .filter(({ data }) => data.status !== 'done')
        .map(({ id, data }) => {
          const isSilent = options.nowMs - millisecondsOf(id) > SILENT_MS;
          return {
            ...data,
            status: data.status === 'running' && isSilent ? ('broken' as const) : data.status,
          };
        });
    },
    'snapshot',
  );
}

/** Of a UUID of version 7: the first 48 bits. */
const millisecondsOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
