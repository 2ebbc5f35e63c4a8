/** An adjustment while it is written: what was typed, what it asks for, what it would change and from when. Pure. */
import {
  changesBeside,
  countChanges,
  noChanges,
  reportedSince,
  spansOf,
  type AddedIndicator,
  type AdjustmentDocument,
  type AskedChanges,
  type BudgetSource,
  type RecordedChanges,
  type StandingProject,
} from '../domain/adjustment.ts';
import { addMonths, firstDayOf, isPlainDate, monthNumber, monthOf, yearOf } from '../domain/calendar.ts';
import { exact, sumAmounts } from '../domain/money.ts';
import { plainTyping, typedDate } from './entry-input.ts';
import { shortDate, unbroken, wanYuan } from './format.ts';
import { adjustWords } from './words/adjust.ts';

/** The document as typed; days in any of the ways that `typedDate` reads. */
export interface DocumentDraft {
  reason: string;
  documentNumber: string;
  documentOn: string;
  validFrom: string;
  reachesBack: boolean;
}

export interface AdjustDraft {
  /** By indicator, as typed; what is not there stays. */
  targets: Record<string, string>;
  ended: readonly string[];
  added: readonly AddedIndicator[];
  /** By source (`''`: in one sum), as typed, yuan. */
  amounts: Record<string, string>;
}

/** From the next month on, as adjustments mostly are; within the fiscal year. */
export function emptyDocument(today: string, fiscalYear: number): DocumentDraft {
  const next = firstDayOf(addMonths(monthOf(today), 1));
  const validFrom =
    yearOf(next) === fiscalYear ? next : yearOf(today) === fiscalYear ? today : `${fiscalYear}-12-31`;
  return { reason: '', documentNumber: '', documentOn: '', validFrom, reachesBack: false };
}

export const emptyDraft = (): AdjustDraft => ({ targets: {}, ended: [], added: [], amounts: {} });

/** As it is sent; a day that is none stays as typed, and is refused with the reason. */
export function documentOf(draft: DocumentDraft, fiscalYear: number): AdjustmentDocument {
  return {
    reason: draft.reason.trim(),
    documentNumber: draft.documentNumber.trim(),
    documentOn: typedDate(draft.documentOn, fiscalYear) ?? '',
    validFrom: typedDate(draft.validFrom, fiscalYear) ?? '',
    reachesBack: draft.reachesBack,
  };
}

const AMOUNT = /^\d{1,16}(\.\d{1,2})?$/;

/** Yuan as typed, thousands commas allowed; null: no amount. */
export function typedAmount(text: string): string | null {
  const plain = plainTyping(text).replace(/,/g, '');
  return AMOUNT.test(plain) ? exact(plain).toFixed(2) : null;
}

export const sourceOf = (key: string): BudgetSource => (key === '' ? null : (key as BudgetSource));
export const keyOfSource = (source: BudgetSource): string => source ?? '';

/** What the draft asks for; amounts that cannot be read are left out and named in `wrong`. */
export function askedOf(draft: AdjustDraft): { asked: AskedChanges; wrong: readonly string[] } {
  const asked = noChanges();
  const wrong: string[] = [];
  for (const [indicatorId, rawTarget] of Object.entries(draft.targets)) {
    if (rawTarget.trim() !== '' && !draft.ended.includes(indicatorId)) {
      asked.targets.push({ indicatorId, rawTarget: rawTarget.trim() });
    }
  }
  asked.ended = [...draft.ended];
  asked.added = draft.added.map((row) => ({
    ...row,
    name: row.name.trim(),
    rawTarget: row.rawTarget.trim(),
  }));
  for (const [key, text] of Object.entries(draft.amounts)) {
    if (text.trim() === '') continue;
    const amount = typedAmount(text);
    if (amount === null) wrong.push(key);
    else asked.amounts.push({ source: sourceOf(key), amount });
  }
  return { asked, wrong };
}

/** Only what differs is sent: whoever typed the same again changes nothing. */
export function onlyChanged(standing: StandingProject, asked: AskedChanges): AskedChanges {
  const { targets, amounts } = changesBeside(standing, asked);
  return {
    ...asked,
    targets: asked.targets.filter((one) =>
      targets.some(({ indicatorId }) => indicatorId === one.indicatorId),
    ),
    amounts: asked.amounts.filter((one) => amounts.some(({ source }) => source === one.source)),
  };
}

/** The sentence before the click: which days are judged by what, and what becomes of the budget. */
export function consequenceOf(
  standing: StandingProject,
  changes: RecordedChanges,
  validFrom: string,
  today: string,
): string {
  if (countChanges(changes) === 0) return adjustWords.nothing;
  const said: string[] = [];
  const year = standing.fiscalYear;
  if (changes.targets.length + changes.added.length + changes.ended.length > 0 && isPlainDate(validFrom)) {
    const { oldThrough, newFrom } = spansOf(validFrom, today);
    said.push(adjustWords.targetsThen(shortDate(oldThrough, year), shortDate(newFrom, year)));
    const reported = latestReport(standing, changes);
    if (reported !== null) said.push(adjustWords.reportedThen(reported));
  }
  if (changes.amounts.length > 0) {
    const before = sumAmounts(standing.budget.map(({ amount }) => amount));
    const after = sumAmounts([
      before,
      ...changes.amounts.map((change) => exact(change.after).minus(change.before).toFixed(2)),
    ]);
    said.push(adjustWords.moneyThen(wanYuan(before), wanYuan(after)));
  }
  return unbroken(said.join(''));
}

/** Month (1–12) of the last figure among the indicators whose target changes; null: none. */
function latestReport(standing: StandingProject, { targets }: RecordedChanges): number | null {
  const months = standing.indicators
    .filter(({ id }) => targets.some(({ indicatorId }) => indicatorId === id))
    .flatMap(({ lastReported }) => lastReported ?? [])
    .sort();
  const last = months.at(-1);
  return last === undefined ? null : monthNumber(last);
}

/** The month (1–12) into which it reaches back, for the box that says so; null: it does not. */
export function reachesInto(
  standing: StandingProject,
  changes: RecordedChanges,
  validFrom: string,
): number | null {
  if (!isPlainDate(validFrom)) return null;
  const month = reportedSince(standing, changes, validFrom);
  return month === null ? null : monthNumber(month);
}
