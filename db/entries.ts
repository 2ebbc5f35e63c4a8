/** An actual arrives: the fact, its judgement and its announcement in one transaction. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from './actor.ts';
import type { Clock } from './clock.ts';
import type { Db, Tx } from './database.ts';
import { judgementAnswer } from './explanation.ts';
import { recordFact, type FactRequest, type Recorded, type Refused } from './record-fact.ts';
import { lifeOf, recordedEntry, targetOn } from './steps.ts';
import type { EntryFact, ProjectFacts } from './subjects.ts';
import { checkEntry } from '../domain/entry-check.ts';
import { OFFICE_LANGUAGE, type Language } from '../domain/language.ts';
import type { Basis, Grade } from '../domain/judge.ts';
import { exact } from '../domain/money.ts';
import type { JudgedTarget } from '../domain/target.ts';
import { entriesInForce } from '../domain/timeline.ts';
import type { Entry, EntryAnswer, EntryBody, EntryConflict } from '../server/contract.ts';

export function entryAnswer(row: EntryFact): Entry {
  return {
    id: row.id,
    indicatorId: row.indicator_id,
    period: row.period,
    basis: row.basis,
    value: row.value ?? row.done_on,
    grade: row.grade,
    note: row.note,
    supersedes: row.supersedes,
    recordedOn: row.recorded_on,
    recordedAt: row.recorded_at,
    recordedBy: row.recorded_post,
    invented: row.invented,
  };
}

/** Entries known at the close of `asOf` and not corrected by then, oldest first. */
export function inForce(entries: readonly EntryFact[], asOf: string): EntryFact[] {
  const kept = new Set(entriesInForce(entries.map(recordedEntry), asOf).map((entry) => entry.id));
  return entries.filter((entry) => kept.has(entry.id)).sort((a, b) => (a.period < b.period ? -1 : 1));
}

/** All entries of a fiscal year's indicators in scope, in the order they were recorded. */
export async function readEntries(
  tx: Tx,
  options: { regionId: string; indicatorIds: readonly string[] },
): Promise<EntryFact[]> {
  const { rows } = await sql<EntryFact>`
    select id, indicator_id, period, basis, trim_scale(value)::text as value, done_on, grade, note, supersedes,
      recorded_on, recorded_at, recorded_post, invented
    from app.entries
    where region_id = ${options.regionId} and indicator_id = any (${[...options.indicatorIds]}::uuid[])
    order by seq`.execute(tx);
  return rows;
}

type EntryRequest = FactRequest & { indicatorId: string; body: EntryBody };

/**
 * Records an actual of one indicator and period, judges and announces it.
 * A correction names the entry it supersedes; when another came first the answer is a conflict with both values.
 */
export function recordEntry(
  db: Db,
  actor: Actor,
  request: EntryRequest,
  clock: Clock,
): Promise<Recorded<EntryAnswer> | { conflict: EntryConflict }> {
  return recordFact<EntryAnswer, { conflict: EntryConflict }>(db, actor, request, clock, {
    subject: { kind: 'indicator', id: request.indicatorId },
    prepare: (facts, now) => prepareEntry(facts, actor, request, now),
  });
}

/** @param theirs what was reported; null: a grade */
const ENTRY_CONFLICT: Readonly<Record<Language, (theirs: string | null) => string>> = {
  'zh-CN': (theirs) =>
    `这一期已有人报了 ${theirs ?? '结果'}，请比较两个数后再定：以对方的为准，或更正为自己的。`,
  en: (theirs) =>
    `Somebody has reported ${theirs ?? 'a result'} for this period already. Please compare both and decide: keep theirs, or correct it to yours.`,
};

function prepareEntry(
  facts: ProjectFacts,
  actor: Actor,
  { indicatorId, body }: EntryRequest,
  at: { today: string; now: string },
) {
  const indicator = facts.indicators.find((candidate) => candidate.id === indicatorId);
  const target = indicator && targetOn(indicator.targets, at.today)?.judged;
  if (!indicator || !target) return null;
  const notNow = outOfLife(indicator, facts, at.today);
  if (notNow !== null) return { stop: { refused: { message: notNow, fields: { period: notNow } } } };
  const standing = inForce(indicator.entries, at.today);
  const there = standing.find((entry) => entry.period === body.period);
  if (there && there.id !== body.supersedes) {
    const conflict: EntryConflict = {
      code: 'entry_conflict',
      message: ENTRY_CONFLICT[actor.context.language ?? OFFICE_LANGUAGE](there.value ?? there.done_on),
      newer: entryAnswer(there),
      yours: body,
    };
    return { stop: { conflict } };
  }
  if (!there && body.supersedes) {
    return {
      stop: {
        refused: {
          message: '要更正的那一条不在了，请刷新后再填。',
          fields: { supersedes: '找不到被更正的记录' },
        },
      },
    };
  }
  const checked = readBody(body, { name: indicator.name, target }, facts.fiscal_year, standing, {
    today: at.today,
    language: actor.context.language ?? OFFICE_LANGUAGE,
  });
  if ('refused' in checked) return { stop: checked };
  const fact: EntryFact = {
    id: uuidv7(),
    indicator_id: indicatorId,
    period: body.period,
    ...checked.fact,
    note: body.note?.trim() || null,
    supersedes: body.supersedes ?? null,
    invented: actor.invented,
    recorded_post: actor.post,
    recorded_on: at.today,
    recorded_at: at.now,
  };
  indicator.entries.push(fact);
  return {
    table: 'entry' as const,
    fact: {
      region_id: actor.context.regionId,
      project_id: facts.id,
      unit_id: facts.unit_id,
      recorded_by: actor.accountId,
      ...fact,
    },
    subjectId: indicatorId,
    answer: (judged: Judged): EntryAnswer => ({
      entry: entryAnswer(fact),
      judgement: judgementAnswer(
        { ...judged.subject, kind: 'indicator', name: indicator.name, judged: target },
        { ...judged.when, fiscalYear: facts.fiscal_year },
      ),
      projectLight: judged.projectLight,
    }),
  };
}

/** Why nothing is reported on an indicator that an adjustment ended or that is yet to begin; null: it stands. */
function outOfLife(
  indicator: ProjectFacts['indicators'][number],
  facts: ProjectFacts,
  today: string,
): string | null {
  const { from, until } = lifeOf(indicator, facts.recorded_on);
  if (from > today) return `这个指标自 ${from} 起监控，到那天再填报。`;
  return until !== null && until <= today ? `这个指标已按目标调整自 ${until} 起取消，不再填报。` : null;
}

/**
 * The number as the column gives it back (95.50 → 95.5): judged now and judged again from the facts, an actual must
 * be the same text.
 */
function asStored(value: string): string {
  const number = exact(value).toDecimalPlaces(6);
  return number.isZero() ? '0' : number.toFixed();
}

type Judged = import('./record-fact.ts').JudgedFact;

type Fact = { basis: Basis; value: string | null; done_on: string | null; grade: Grade | null };

/** The body as a fact, or what is wrong with it, field by field. */
function readBody(
  body: EntryBody,
  { name, target }: { name: string; target: JudgedTarget },
  fiscalYear: number,
  standing: readonly EntryFact[],
  { today, language }: { today: string; language: Language },
): { fact: Fact } | { refused: Refused } {
  const { measure } = target;
  const basis: Basis = body.basis ?? (measure === 'cumulative' ? 'cumulative' : 'level');
  const text = body.value?.trim() || null;
  const fact: Fact = {
    basis,
    value: measure === 'date' || measure === 'grade' ? null : text,
    done_on: measure === 'date' ? text : null,
    grade: body.grade ?? null,
  };
  const previous = standing.findLast((entry) => entry.period < body.period);
  const { problems, warnings } = checkEntry({
    name,
    target,
    fiscalYear,
    period: body.period,
    basis,
    value: fact.value,
    date: fact.done_on,
    grade: fact.grade,
    note: body.note ?? null,
    today,
    previous: previous ? recordedEntry(previous) : null,
    language,
  });
  // What is possible but strange may stand when a sentence explains it.
  const unexplained = body.note?.trim() ? [] : warnings.map((warning) => ({ ...warning, field: 'note' }));
  const found = [...problems, ...unexplained];
  if (found.length === 0) return { fact: { ...fact, value: fact.value && asStored(fact.value) } };
  const fields: Record<string, string> = {};
  for (const problem of found) fields[problem.field] ??= problem.message;
  return { refused: { message: found[0]?.message ?? '填报有误，请检查', fields } };
}
