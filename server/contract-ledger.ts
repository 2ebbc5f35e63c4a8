/** Schemas of the money's events. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import {
  AmountYuan,
  FundSourceName,
  Instant,
  LedgerEventName,
  Nullable,
  PlainDateText,
  strict,
  Uuid,
} from './contract-basics.ts';
import { JudgementAnswer } from './contract-judgements.ts';

export const LedgerBody = Type.Object(
  {
    event: LedgerEventName,
    happenedOn: PlainDateText,
    amount: AmountYuan,
    source: Type.Optional(FundSourceName),
    payees: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
    obligationId: Type.Optional(Uuid),
    reverses: Type.Optional(Uuid),
    document: Type.Optional(Type.String({ maxLength: 100 })),
  },
  strict,
);
export type LedgerBody = Static<typeof LedgerBody>;
export const LedgerEvent = Type.Object({
  id: Uuid,
  projectId: Uuid,
  event: LedgerEventName,
  happenedOn: PlainDateText,
  amount: AmountYuan,
  source: Nullable(FundSourceName),
  payees: Nullable(Type.Integer()),
  reverses: Nullable(Uuid),
  document: Nullable(Type.String()),
  recordedOn: PlainDateText,
  recordedAt: Instant,
  recordedBy: Type.String(),
  invented: Type.Boolean(),
});
export type LedgerEvent = Static<typeof LedgerEvent>;
export const LedgerAnswer = Type.Object({ event: LedgerEvent, judgement: JudgementAnswer });
export const LedgerPage = Type.Object({
  items: Type.Array(LedgerEvent),
  nextCursor: Nullable(Type.String()),
});
