/** Money as it moves. Events are only ever added; a mistake is put right by a reversal that names it. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from './actor.ts';
import type { Clock } from './clock.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import { judgementAnswer } from './explanation.ts';
import { recordFact, type FactRequest, type JudgedFact, type Recorded, type Refused } from './record-fact.ts';
import { findProject, moneySubjectId, type LedgerFact, type ProjectFacts } from './subjects.ts';
import { exact, sumAmounts } from '../domain/money.ts';
import { isPlainDate } from '../domain/calendar.ts';
import type { JudgementAnswer, LedgerBody, LedgerEvent } from '../server/contract.ts';

export interface LedgerRow extends LedgerFact {
  project_id: string;
  source: LedgerEvent['source'];
  payees: number | null;
  document: string | null;
  recorded_at: string;
  recorded_post: string;
  invented: boolean;
}

export function ledgerAnswer(row: LedgerRow): LedgerEvent {
  return {
    id: row.id,
    projectId: row.project_id,
    event: row.event,
    happenedOn: row.happened_on,
    amount: row.amount,
    source: row.source,
    payees: row.payees,
    reverses: row.reverses,
    document: row.document,
    recordedOn: row.recorded_on,
    recordedAt: row.recorded_at,
    recordedBy: row.recorded_post,
    invented: row.invented,
  };
}

type LedgerRequest = FactRequest & { projectId: string; body: LedgerBody };
type LedgerRecorded = { event: LedgerEvent; judgement: JudgementAnswer };

/** Records a movement of a project's money, judges the money and announces it. */
export async function recordLedgerEvent(
  db: Db,
  actor: Actor,
  request: LedgerRequest,
  clock: Clock,
): Promise<Recorded<LedgerRecorded>> {
  const { projectId, body } = request;
  const hasDuty =
    body.obligationId === undefined ||
    (await isDutyOf(db, actor.context, { projectId, obligationId: body.obligationId.toLowerCase() }));
  return recordFact<LedgerRecorded>(db, actor, request, clock, {
    subject: { kind: 'project', id: projectId },
    prepare: (facts, at) => prepareEvent(facts, actor, body, { ...at, hasDuty }),
  });
}

/** A payment that named a duty which is not there would count for none. */
function isDutyOf(
  db: Db,
  context: Context,
  { projectId, obligationId }: { projectId: string; obligationId: string },
): Promise<boolean> {
  return inContext(db, context, async (tx) => {
    const found = await tx
      .selectFrom('app.obligations')
      .select('id')
      .where('region_id', '=', context.regionId)
      .where('project_id', '=', projectId)
      .where('id', '=', obligationId)
      .executeTakeFirst();
    return found !== undefined;
  });
}

function prepareEvent(
  facts: ProjectFacts,
  actor: Actor,
  body: LedgerBody,
  at: { today: string; now: string; hasDuty: boolean },
) {
  const ledger = facts.ledger;
  if (!ledger) return null;
  const checked = checkEvent(facts, ledger, body, at);
  if ('refused' in checked) return { stop: checked };
  const row: LedgerRow = {
    id: uuidv7(),
    project_id: facts.id,
    event: body.event,
    happened_on: body.happenedOn,
    amount: checked.amount,
    source: checked.source,
    payees: body.payees ?? null,
    document: body.document?.trim() || null,
    reverses: body.reverses ?? null,
    invented: actor.invented,
    recorded_post: actor.post,
    recorded_on: at.today,
    recorded_at: at.now,
  };
  ledger.push(row);
  return {
    table: 'ledger' as const,
    fact: {
      region_id: actor.context.regionId,
      unit_id: facts.unit_id,
      fiscal_year: facts.fiscal_year,
      obligation_id: body.obligationId ?? null,
      recorded_by: actor.accountId,
      ...row,
    },
    subjectId: moneySubjectId(facts.id),
    // An allotment changes no judgement of the money, but it meets duties.
    ...(body.event === 'allotted' && {
      watch: {
        regionId: actor.context.regionId,
        projectId: facts.id,
        unitId: facts.unit_id,
        from: at.today,
      },
    }),
    answer: (judged: JudgedFact): LedgerRecorded => ({
      event: ledgerAnswer(row),
      judgement: judgementAnswer(
        { ...judged.subject, kind: 'money', name: '', judged: null },
        { ...judged.when, fiscalYear: facts.fiscal_year },
      ),
    }),
  };
}

/** Yuan. No county moves more at once; ten thousand times as much is what a column of amounts holds. */
const LARGEST_AMOUNT = exact('1e12');
/** Yuan: the first sum that `numeric(18, 2)` does not hold. */
const TOO_LARGE_SUM = exact('1e16');

/** The amount to record (a reversal's is the negative of what it reverses) or what is wrong, field by field. */
function checkEvent(
  facts: ProjectFacts,
  ledger: readonly LedgerFact[],
  body: LedgerBody,
  { today, hasDuty }: { today: string; hasDuty: boolean },
): { amount: string; source: LedgerEvent['source'] } | { refused: Refused } {
  const fields: Record<string, string> = {};
  if (!isPlainDate(body.happenedOn)) fields.happenedOn = '没有这一天，请按 2023-07-31 的样子填';
  else if (body.happenedOn > today) fields.happenedOn = '还没到的日子不能记账，请填实际发生日';
  else if (Number(body.happenedOn.slice(0, 4)) !== facts.fiscal_year) {
    fields.happenedOn = `这个项目属 ${facts.fiscal_year} 年度，请填这一年的日子`;
  }
  if (!hasDuty) fields.obligationId = '找不到要付的这一项，请刷新后再选';
  const amount = exact(body.amount).toFixed(2);
  const original = body.reverses ? ledger.find((event) => event.id === body.reverses) : undefined;
  if (body.reverses) {
    if (!original) fields.reverses = '找不到要冲销的那一笔';
    else if (original.reverses) fields.reverses = '冲销不能再冲销，请重新记一笔';
    else if (ledger.some((event) => event.reverses === original.id)) fields.reverses = '这一笔已经冲销过了';
    else if (original.event !== body.event) fields.event = '冲销须与原来那一笔同类';
    else if (!exact(original.amount).abs().equals(exact(amount).abs())) {
      fields.amount = `冲销须是原来的金额 ${original.amount} 元`;
    } else if (body.source && body.source !== original.source) {
      fields.source = '冲销须与原来那一笔同一资金来源，请不填或填相同的';
    } else if (body.happenedOn < original.happened_on) {
      fields.happenedOn ??= `冲销不能早于原来那一笔（${original.happened_on}）`;
    }
  } else if (body.event === 'adjusted' ? exact(amount).isZero() : exact(amount).lte(0)) {
    fields.amount =
      body.event === 'adjusted' ? '调整金额不能是 0；调减写负数' : '金额须大于 0；记错了请用冲销';
  }
  const moved = original ? exact(original.amount).negated().toFixed(2) : amount;
  if (Object.keys(fields).length === 0) {
    const wrong = wrongAmount(ledger, body.event, moved, original !== undefined);
    if (wrong !== null) fields.amount = wrong;
  }
  const first = Object.values(fields)[0];
  if (first !== undefined) return { refused: { message: first, fields } };
  return { amount: moved, source: original ? original.source : (body.source ?? null) };
}

/** What is wrong with an amount beside what the ledger holds already, in words; null: nothing. */
function wrongAmount(
  ledger: readonly LedgerFact[],
  event: LedgerEvent['event'],
  amount: string,
  isReversal: boolean,
): string | null {
  if (!isReversal && exact(amount).abs().greaterThan(LARGEST_AMOUNT)) {
    return '单笔金额不能超过 1 万亿元，请检查单位是否为元';
  }
  const sumOf = (...events: LedgerEvent['event'][]) =>
    exact(sumAmounts(ledger.filter((row) => events.includes(row.event)).map((row) => row.amount)));
  if (event === 'budgeted' || event === 'adjusted') {
    const budget = sumOf('budgeted', 'adjusted').plus(amount);
    // The initial budget is kept beside the adjusted one, in a column of the same size.
    const initial = event === 'budgeted' ? sumOf('budgeted').plus(amount) : exact(0);
    return budget.abs().lessThan(TOO_LARGE_SUM) && initial.abs().lessThan(TOO_LARGE_SUM)
      ? null
      : '预算合计超出可记的范围，请检查金额单位是否为元';
  }
  if (event !== 'paid' && event !== 'returned') return null;
  const spent = sumOf('paid').minus(sumOf('returned'));
  const after = event === 'paid' ? spent.plus(amount) : spent.minus(amount);
  if (after.greaterThanOrEqualTo(TOO_LARGE_SUM)) return '已执行合计超出可记的范围，请检查金额单位是否为元';
  // Only what lowers the sum: an old excess must not stand in the way of putting it right.
  if (after.lessThan(0) && after.lessThan(spent)) {
    return event === 'returned'
      ? `退回不能超过已执行的 ${spent.toFixed(2)} 元`
      : `这笔支出的钱已有退回，已执行只剩 ${spent.toFixed(2)} 元；请先冲销退回`;
  }
  return null;
}

/** All events of projects, in the order they were recorded. */
export async function readLedger(
  tx: Tx,
  options: { regionId: string; projectId: string; asOf: string },
): Promise<LedgerRow[]> {
  const { rows } = await sql<LedgerRow>`
    select id, project_id, event, happened_on, amount, source, payees, document, reverses, recorded_on, recorded_at,
      recorded_post, invented
    from app.ledger_events
    where region_id = ${options.regionId} and project_id = ${options.projectId} and recorded_on <= ${options.asOf}
    order by seq`.execute(tx);
  return rows;
}

/** Whether it is a cursor as `listLedger` gives them. */
export const isLedgerCursor = (text: string): boolean => /^\d{1,18}$/.test(text);

/**
 * A page of a project's ledger, newest first; null when the project is not in scope.
 * @param options.cursor one that `isLedgerCursor` accepts
 */
export function listLedger(
  db: Db,
  context: Context,
  options: { projectId: string; cursor?: string; limit: number },
): Promise<{ items: LedgerEvent[]; nextCursor: string | null } | null> {
  return inContext(
    db,
    context,
    async (tx) => {
      if (!(await findProject(tx, context.regionId, options.projectId))) return null;
      const before = options.cursor ?? null;
      const { rows } = await sql<LedgerRow & { seq: string }>`
        select seq, id, project_id, event, happened_on, amount, source, payees, document, reverses, recorded_on,
          recorded_at, recorded_post, invented
        from app.ledger_events
        where region_id = ${context.regionId} and project_id = ${options.projectId}
          and (${before}::bigint is null or seq < ${before}::bigint)
        order by seq desc limit ${options.limit + 1}`.execute(tx);
      const items = rows.slice(0, options.limit);
      return {
        items: items.map(ledgerAnswer),
        nextCursor: rows.length > options.limit ? (items.at(-1)?.seq ?? null) : null,
      };
    },
    'snapshot',
  );
}
