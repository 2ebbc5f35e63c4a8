/**
 * Adjusting approved targets (目标调整): what stands, what is asked for, what is wrong with it and what it changes. Pure; the
 * same in the browser, which shows the differences of a changed file while it is mended, and in the server that records them.
 * An approved target is not changed on anybody's own account, only by procedure with a document (domain.md 3, NM-reg art 18).
 */
import { addDays, isPlainDate, monthOf, yearOf, type Month, type PlainDate } from './calendar.ts';
import { adjustmentWords } from './adjustment-words.ts';
import type { Language } from './language.ts';
import { exact } from './money.ts';
import { judgedTarget, type JudgedTarget } from './target.ts';
import { parseTarget, type ParsedTarget } from './target-text.ts';

export const ADJUSTED_TEXTS = [
  'department',
  'departmentCode',
  'attribute',
  'duration',
  'goalAnnual',
  'goalPeriod',
  /** Yuan, of the whole period. */
  'periodTotal',
] as const;
export type AdjustedText = (typeof ADJUSTED_TEXTS)[number];

/** null: the budget was declared in one sum without sources. */
export type BudgetSource = 'central' | 'provincial' | 'local' | 'self_raised' | 'other' | 'fiscal' | null;

/** An indicator as approved, by its last version, whether that holds already or from a day to come. */
export interface StandingIndicator {
  id: string;
  level1: string;
  level2: string;
  name: string;
  rawTarget: string | null;
  judged: JudgedTarget;
  validFrom: PlainDate;
  /** The last month with a figure in force; null: nothing is reported. */
  lastReported: Month | null;
  /** What the document printed, where that was mended before it was approved: the same document again changes nothing. */
  printed?: { name: string; rawTarget: string | null };
}

/** A row that is kept beside the judged ones (实施期) and judged by nobody. */
export interface StandingRow {
  level2: string;
  name: string;
  rawTarget: string | null;
}

/** A project as approved and adjusted so far. */
export interface StandingProject {
  id: string;
  name: string;
  unitName: string;
  fiscalYear: number;
  /** Without those that were ended. */
  indicators: StandingIndicator[];
  rows: StandingRow[];
  /** Yuan, adjusted budget by source. */
  budget: { source: BudgetSource; amount: string }[];
  texts: Record<AdjustedText, string | null>;
  /** Another one after every version, adjustment or movement of the budget: who saw an older one is told. */
  revision: string;
}

export interface AddedIndicator {
  level1: string;
  level2: string;
  name: string;
  rawTarget: string;
}

/** What somebody asks for. */
export interface AskedChanges {
  targets: { indicatorId: string; rawTarget: string }[];
  added: AddedIndicator[];
  /** Ids of indicators that are judged no longer. */
  ended: string[];
  /** The amount from now on, yuan, by source. */
  amounts: { source: BudgetSource; amount: string }[];
  texts: { field: AdjustedText; after: string | null }[];
  /** Rows that nobody judges, as the changed form prints them. */
  rows: StandingRow[];
}

/** What an adjustment changed, as it is kept and shown: before → after. */
export interface RecordedChanges {
  targets: { indicatorId: string; level2: string; name: string; before: string | null; after: string }[];
  /** `indicatorId` null: not recorded yet. */
  added: (AddedIndicator & { indicatorId: string | null })[];
  ended: { indicatorId: string; level2: string; name: string; before: string | null }[];
  amounts: { source: BudgetSource; before: string; after: string }[];
  texts: { field: AdjustedText; before: string | null; after: string | null }[];
  rows: { level2: string; name: string; before: string | null; after: string | null }[];
}

/** The document that orders it. */
export interface AdjustmentDocument {
  reason: string;
  documentNumber: string;
  documentOn: PlainDate;
  /** The first day that is judged by the new targets; never a day that is over by the day of recording. */
  validFrom: PlainDate;
  /** Said explicitly: months from `validFrom` on were reported by the old targets already. */
  reachesBack: boolean;
}

export const noChanges = (): AskedChanges => ({
  targets: [],
  added: [],
  ended: [],
  amounts: [],
  texts: [],
  rows: [],
});

/** How a text would be read as the indicator's target. A curve that was set by hand stays with what adds up over the year. */
export function readTarget(
  of: Pick<StandingIndicator, 'level1' | 'level2' | 'name'> & { judged?: JudgedTarget },
  rawTarget: string,
  fiscalYear: number,
): { parsed: ParsedTarget; judged: JudgedTarget } {
  const { level1, level2, name } = of;
  const parsed = parseTarget(rawTarget, { level2, name, fiscalYear });
  const judged = judgedTarget(parsed, { level1, level2, name, fiscalYear });
  const isByHand =
    of.judged?.measure === 'cumulative' &&
    judged.measure === 'cumulative' &&
    of.judged.assumed.includes('curve-by-hand');
  return isByHand && of.judged
    ? { parsed, judged: { ...judged, curve: of.judged.curve, assumed: [...judged.assumed, 'curve-by-hand'] } }
    : { parsed, judged };
}

const sameText = (a: string | null, b: string | null): boolean => (a?.trim() || null) === (b?.trim() || null);
const sameAmount = (a: string, b: string): boolean => exact(a).equals(b);

/** What is asked for beside what stands; what says the same as before is left out. Ids must be those of `standing`. */
export function changesBeside(standing: StandingProject, asked: AskedChanges): RecordedChanges {
  const byId = new Map(standing.indicators.map((indicator) => [indicator.id, indicator]));
  const before = new Map(standing.budget.map(({ source, amount }) => [source, amount]));
  return {
    targets: asked.targets.flatMap(({ indicatorId, rawTarget }) => {
      const own = byId.get(indicatorId);
      if (!own || sameText(own.rawTarget, rawTarget)) return [];
      const { level2, name } = own;
      return [{ indicatorId, level2, name, before: own.rawTarget, after: rawTarget.trim() }];
    }),
    added: asked.added.map(({ level1, level2, name, rawTarget }) => ({
      indicatorId: null,
      level1,
      level2,
      name: name.trim(),
      rawTarget: rawTarget.trim(),
    })),
    ended: asked.ended.flatMap((indicatorId) => {
      const own = byId.get(indicatorId);
      return own ? [{ indicatorId, level2: own.level2, name: own.name, before: own.rawTarget }] : [];
    }),
    amounts: asked.amounts.flatMap(({ source, amount }) => {
      const was = before.get(source) ?? '0.00';
      return sameAmount(was, amount) ? [] : [{ source, before: was, after: exact(amount).toFixed(2) }];
    }),
    texts: asked.texts.flatMap(({ field, after }) => {
      const was = standing.texts[field];
      return sameText(was, after) ? [] : [{ field, before: was, after: after?.trim() || null }];
    }),
    rows: rowsBeside(standing.rows, asked.rows),
  };
}

const keyOfRow = ({ level2, name }: { level2: string; name: string }): string =>
  `${level2.replace(/\s/g, '')} ${name.replace(/\s/g, '')}`;

/** Rows that nobody judges, in order within a name: those that differ, came or went. Nothing asked: nothing changes. */
function rowsBeside(
  standing: readonly StandingRow[],
  asked: readonly StandingRow[],
): RecordedChanges['rows'] {
  if (asked.length === 0) return [];
  const open = [...standing];
  const changes: RecordedChanges['rows'] = [];
  for (const { level2, name, rawTarget } of asked) {
    const at = open.findIndex((row) => keyOfRow(row) === keyOfRow({ level2, name }));
    const was = at < 0 ? undefined : open.splice(at, 1)[0];
    if (was && sameText(was.rawTarget, rawTarget)) continue;
    changes.push({ level2, name, before: was?.rawTarget ?? null, after: rawTarget });
  }
  for (const { level2, name, rawTarget } of open)
    changes.push({ level2, name, before: rawTarget, after: null });
  return changes;
}

export const countChanges = (changes: RecordedChanges): number =>
  Object.values(changes).reduce((sum, list: readonly unknown[]) => sum + list.length, 0);

/** Months from `validFrom` on that were reported for an indicator whose target changes or that ends, at the latest. */
export function reportedSince(
  standing: StandingProject,
  changes: Pick<RecordedChanges, 'targets' | 'ended'>,
  validFrom: PlainDate,
): Month | null {
  const ids = new Set([...changes.targets, ...changes.ended].map(({ indicatorId }) => indicatorId));
  let latest: Month | null = null;
  for (const { id, lastReported } of standing.indicators) {
    if (!ids.has(id) || lastReported === null || lastReported < monthOf(validFrom)) continue;
    if (latest === null || lastReported > latest) latest = lastReported;
  }
  return latest;
}

/**
 * Which days are judged by what: `oldThrough` is the last one by the targets before, `newFrom` the first by the new ones.
 * Days that are over stay as they were judged, whatever `validFrom` says.
 */
export function spansOf(
  validFrom: PlainDate,
  today: PlainDate,
): { oldThrough: PlainDate; newFrom: PlainDate } {
  const newFrom = validFrom > today ? validFrom : today;
  return { oldThrough: addDays(newFrom, -1), newFrom };
}

/** More than any form has rows. */
const MOST_CHANGES = 1000;
/** Yuan: the largest single movement that the ledger takes. */
const LARGEST_AMOUNT = exact('1e12');
const LONGEST = { reason: 500, documentNumber: 100, name: 1000, rawTarget: 2000 } as const;

/** What is wrong, field by field (`targets/0`, `validFrom` …), in the reader's language; empty: nothing. */
export function adjustmentFaults(
  standing: StandingProject,
  document: AdjustmentDocument,
  asked: AskedChanges,
  { today, language }: { today: PlainDate; language: Language },
): Record<string, string> {
  const words = adjustmentWords[language];
  const faults = documentFaults(standing, document, today, language);
  const byId = new Map(standing.indicators.map((indicator) => [indicator.id, indicator]));
  const ended = new Set(asked.ended);
  const seen = new Set<string>();
  asked.targets.forEach(({ indicatorId, rawTarget }, index) => {
    const own = byId.get(indicatorId);
    const field = `targets/${index}`;
    if (!own) faults[field] = words.unknownIndicator;
    else if (seen.has(indicatorId) || ended.has(indicatorId)) faults[field] = words.twice(own.name);
    else {
      const wrong = targetFault(own, rawTarget, standing.fiscalYear, language);
      if (wrong !== null) faults[field] = wrong;
    }
    seen.add(indicatorId);
  });
  asked.ended.forEach((indicatorId, index) => {
    if (!byId.has(indicatorId)) faults[`ended/${index}`] = words.unknownIndicator;
  });
  const names = new Set(
    standing.indicators.filter(({ id }) => !ended.has(id)).map((indicator) => keyOfRow(indicator)),
  );
  asked.added.forEach((row, index) => {
    const wrong = addedFault(row, names, standing.fiscalYear, language);
    if (wrong !== null) faults[`added/${index}`] = wrong;
    names.add(keyOfRow(row));
  });
  if (ended.size > 0 && standing.indicators.every(({ id }) => ended.has(id)) && asked.added.length === 0) {
    faults['ended'] = words.noneLeft;
  }
  const budget = new Map(standing.budget.map(({ source, amount }) => [source, amount]));
  asked.amounts.forEach(({ source, amount }, index) => {
    const change = exact(amount).minus(budget.get(source) ?? 0);
    if (exact(amount).lt(0) || change.abs().gt(LARGEST_AMOUNT)) faults[`amounts/${index}`] = words.amount;
  });
  const changes = changesBeside(standing, asked);
  const count = countChanges(changes);
  if (count === 0) faults['changes'] = words.nothing;
  if (count > MOST_CHANGES) faults['changes'] = words.tooMany(MOST_CHANGES);
  if (faults['validFrom'] === undefined && !document.reachesBack) {
    const reported = reportedSince(standing, changes, document.validFrom);
    if (reported !== null) faults['reachesBack'] = words.reachesBack(reported);
  }
  return faults;
}

function documentFaults(
  { fiscalYear }: StandingProject,
  { reason, documentNumber, documentOn, validFrom }: AdjustmentDocument,
  today: PlainDate,
  language: Language,
): Record<string, string> {
  const words = adjustmentWords[language];
  const faults: Record<string, string> = {};
  const isText = (text: string, longest: number) => text.trim() !== '' && text.length <= longest;
  if (!isText(reason, LONGEST.reason)) faults['reason'] = words.reason(LONGEST.reason);
  if (!isText(documentNumber, LONGEST.documentNumber)) {
    faults['documentNumber'] = words.documentNumber(LONGEST.documentNumber);
  }
  if (!isPlainDate(documentOn)) faults['documentOn'] = words.noDay;
  else if (documentOn > today) faults['documentOn'] = words.documentAhead;
  if (!isPlainDate(validFrom)) faults['validFrom'] = words.noDay;
  else if (yearOf(validFrom) !== fiscalYear) faults['validFrom'] = words.otherYear(fiscalYear);
  return faults;
}

/** What is wrong with a new target of a standing indicator, in the reader's language; null: nothing. */
function targetFault(
  own: StandingIndicator,
  rawTarget: string,
  fiscalYear: number,
  language: Language,
): string | null {
  const words = adjustmentWords[language];
  if (rawTarget.trim() === '') return words.noTarget;
  if (rawTarget.length > LONGEST.rawTarget) return words.longTarget(LONGEST.rawTarget);
  const { judged } = readTarget(own, rawTarget, fiscalYear);
  if (judged.measure === 'none') return words.unreadable(judged.reason);
  const isOther = judged.measure !== own.judged.measure || judged.unit !== own.judged.unit;
  // What was reported so far is a figure of another kind: it cannot be held against the new target.
  return own.lastReported !== null && isOther ? words.otherKind : null;
}

/** What is wrong with an indicator to be added. @param names keys of those that are there */
function addedFault(
  row: AddedIndicator,
  names: ReadonlySet<string>,
  fiscalYear: number,
  language: Language,
): string | null {
  const words = adjustmentWords[language];
  if (row.name.trim() === '' || row.name.length > LONGEST.name) return words.noName;
  if (row.level2.trim() === '') return words.noLevel;
  if (names.has(keyOfRow(row))) return words.sameName(row.name.trim());
  if (row.rawTarget.trim() === '') return words.noTarget;
  if (row.rawTarget.length > LONGEST.rawTarget) return words.longTarget(LONGEST.rawTarget);
  const { judged } = readTarget(row, row.rawTarget, fiscalYear);
  return judged.measure === 'none' ? words.unreadable(judged.reason) : null;
}
