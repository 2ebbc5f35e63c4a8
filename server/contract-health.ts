/** Schema of the product's own health. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { Instant, literals, Nullable, PlainDateText } from './contract-basics.ts';

export const Health = Type.Object({
  status: literals(['ok', 'degraded', 'dead'] as const),
  version: Type.String(),
  database: literals(['ok', 'dead'] as const),
  jobs: Type.Object({
    lastScanAt: Nullable(Instant),
    ageSeconds: Nullable(Type.Integer()),
    failed: Type.Integer(),
  }),
  clock: Type.Object({ mode: literals(['real', 'demo'] as const), today: PlainDateText, now: Instant }),
  /** Years whose days off are needed within 60 days and are not confirmed. */
  calendar: Type.Object({ unconfirmed: Type.Array(Type.Integer()) }),
});
export type Health = Static<typeof Health>;
