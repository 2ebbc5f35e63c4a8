/** A project's money as rows and sums, and the form that records a movement. Pure. Amounts are decimal text in yuan. */
import { isPlainDate } from '../domain/calendar.ts';
import { executionRate, exact, negated, sumAmounts } from '../domain/money.ts';
import type { Obligation } from '../server/contract-alerts.ts';
import type { LedgerBody, LedgerEvent, ProjectDetail } from '../server/contract.ts';
import { outstandingOf } from './duties-view.ts';
import { plainTyping, typedDate, typedNumber } from './entry-input.ts';
import { projectWords } from './words/project.ts';

export type LedgerEventName = LedgerEvent['event'];
export type FundSource = NonNullable<LedgerEvent['source']>;

export const EVENTS: readonly LedgerEventName[] = ['issued', 'allotted', 'paid', 'returned', 'adjusted'];
export const SOURCES: readonly FundSource[] = [
  'central',
  'provincial',
  'local',
  'fiscal',
  'self_raised',
  'other',
];

export interface LedgerLine {
  event: LedgerEvent;
  /** A later event takes it back. */
  isReversed: boolean;
  isReversal: boolean;
}

/** In the order of the days they happened on, newest first; what was recorded later stands above. */
export function ledgerLines(events: readonly LedgerEvent[]): LedgerLine[] {
  const reversed = new Set(events.map((event) => event.reverses));
  const newestFirst = (a: string, b: string) => (a === b ? 0 : a < b ? 1 : -1);
  return [...events]
    .sort((a, b) => newestFirst(a.happenedOn, b.happenedOn) || newestFirst(a.recordedAt, b.recordedAt))
    .map((event) => ({
      event,
      isReversed: reversed.has(event.id),
      isReversal: event.reverses !== null,
    }));
}

export interface SourceSums {
  /** null: money whose source is not told apart; also of the row of all. */
  source: FundSource | null;
  initial: string;
  /** Adjusted: what the rates are of. */
  budget: string;
  issued: string;
  allotted: string;
  /** Paid less returned. */
  executed: string;
}

/** What came and went by source of funds, exact to the cent, in the order of the sources; `all` is their sum. */
export function sumsBySource(events: readonly LedgerEvent[]): { rows: SourceSums[]; all: SourceSums } {
  const order = [...SOURCES, null];
  const rows = order
    .map((source) => ({ source, own: events.filter((event) => event.source === source) }))
    .filter(({ own }) => own.length > 0)
    .map(({ source, own }) => sumsOf(source, own));
  return { rows, all: sumsOf(null, events) };
}

function sumsOf(source: FundSource | null, events: readonly LedgerEvent[]): SourceSums {
  const sum = (...kinds: LedgerEventName[]) =>
    sumAmounts(events.filter(({ event }) => kinds.includes(event)).map(({ amount }) => amount));
  return {
    source,
    initial: sum('budgeted'),
    budget: sum('budgeted', 'adjusted'),
    issued: sum('issued'),
    allotted: sum('allotted'),
    executed: sumAmounts([sum('paid'), negated(sum('returned'))]),
  };
}

/** 下达率, 拨付率, 发放率 against the adjusted budget; null without one. */
export function ratesOf({ budget, issued, allotted, executed }: Omit<SourceSums, 'source' | 'initial'>): {
  issued: number | null;
  allotted: number | null;
  executed: number | null;
} {
  const rate = (amount: string) => executionRate(amount, budget);
  return { issued: rate(issued), allotted: rate(allotted), executed: rate(executed) };
}

export interface LedgerForm {
  event: LedgerEventName;
  day: string;
  amount: string;
  source: FundSource | '';
  document: string;
  payees: string;
  /** The duty that is paid by it, '' for none. */
  obligationId: string;
}

/** Events that a duty can be paid by; a return takes back from what was paid for it. */
export const isOfDuty = (event: LedgerEventName): boolean =>
  event === 'paid' || event === 'allotted' || event === 'returned';

/** The form for paying a duty: what is still outstanding of it, as the event of its kind. */
export const formForDuty = (duty: Pick<Obligation, 'id' | 'kind' | 'amount' | 'paid'>): LedgerForm => ({
  ...emptyLedgerForm(),
  event: duty.kind === 'allotment' ? 'allotted' : 'paid',
  amount: outstandingOf(duty) ?? '',
  obligationId: duty.id,
});

export const emptyLedgerForm = (): LedgerForm => ({
  event: 'paid',
  day: '',
  amount: '',
  source: '',
  document: '',
  payees: '',
  obligationId: '',
});

/** The body to send, or what is wrong field by field. The server checks again and knows more (the fiscal year). */
export function ledgerBody(
  form: LedgerForm,
  at: { today: string; fiscalYear: number },
): { body: LedgerBody } | { problems: Record<string, string> } {
  const words = projectWords.ledger.problems;
  const problems: Record<string, string> = {};
  const day = typedDate(form.day, at.fiscalYear);
  if (day === null) problems['happenedOn'] = words.dayMissing;
  else if (!isPlainDate(day)) problems['happenedOn'] = words.dayMalformed;
  else if (day > at.today) problems['happenedOn'] = words.dayFuture;
  const amount = typedNumber(form.amount, null);
  if (amount === null) problems['amount'] = words.amountMissing;
  else if (!/^-?\d{1,16}(\.\d{1,2})?$/.test(amount)) problems['amount'] = words.amountMalformed;
  const payees = plainTyping(form.payees);
  if (payees !== '' && !/^\d{1,9}$/.test(payees)) problems['payees'] = words.payeesMalformed;
  if (Object.keys(problems).length > 0 || day === null || amount === null) return { problems };
  const document = form.document.trim();
  return {
    body: {
      event: form.event,
      happenedOn: day,
      amount,
      ...(form.source === '' ? {} : { source: form.source }),
      ...(payees === '' || form.event !== 'paid' ? {} : { payees: Number(payees) }),
      ...(form.obligationId === '' || !isOfDuty(form.event) ? {} : { obligationId: form.obligationId }),
      ...(document === '' ? {} : { document }),
    },
  };
}

/** What executed and its rate would be after a payment or return of `amount`; null for events that do not touch them. */
export function afterLedger(
  money: Pick<ProjectDetail['money'], 'budget' | 'executed'>,
  event: LedgerEventName,
  amount: string,
): { executed: string; rate: number | null } | null {
  if (event !== 'paid' && event !== 'returned') return null;
  const change = exact(amount).times(event === 'paid' ? 1 : -1);
  const executed = exact(money.executed).plus(change).toFixed(2);
  return { executed, rate: executionRate(executed, money.budget) };
}
