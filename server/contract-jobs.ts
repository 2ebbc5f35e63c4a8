/** Schemas of the system administrator's look at the jobs. As server/contract.ts, which it continues. */
import { Type, type Static } from 'typebox';
import { Instant, Nullable, PlainDateText } from './contract-basics.ts';

const Count = Type.Integer({ minimum: 0 });

/** What a run says about itself: counts and words, never names or business data. */
const RunResult = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
);

export const JobStanding = Type.Object({
  name: Type.String(),
  /** From the database: these are true whether or not the queue answers. */
  lastStartedAt: Nullable(Instant),
  lastFinishedAt: Nullable(Instant),
  ageSeconds: Nullable(Count),
  lastProcessedDay: Nullable(PlainDateText),
  lastResult: Nullable(RunResult),
  /** Rows that the last run could not process. */
  lastFailed: Count,
  /** From the queue; null when it does not answer, or nothing is planned. */
  nextRunAt: Nullable(Instant),
  waiting: Nullable(Count),
  active: Nullable(Count),
  failed: Nullable(Count),
});
export type JobStanding = Static<typeof JobStanding>;

export const FailedJobRow = Type.Object({
  id: Type.String(),
  name: Type.String(),
  reason: Type.String(),
  attempts: Count,
  addedAt: Instant,
  failedAt: Nullable(Instant),
});
export type FailedJobRow = Static<typeof FailedJobRow>;

export const JobsAnswer = Type.Object({
  now: Instant,
  scan: Type.Object({
    lastScanAt: Nullable(Instant),
    ageSeconds: Nullable(Count),
    /** True when no scan finished for three minutes: then /health is 503. */
    isDead: Type.Boolean(),
  }),
  queue: Type.Object({
    store: Nullable(Type.Unsafe<'postgresql' | 'redis'>({ type: 'string', enum: ['postgresql', 'redis'] })),
    isAnswering: Type.Boolean(),
  }),
  jobs: Type.Array(JobStanding, { maxItems: 100 }),
  /** Newest first, at most fifty. */
  failed: Type.Array(FailedJobRow, { maxItems: 50 }),
  failedTotal: Nullable(Count),
});
export type JobsAnswer = Static<typeof JobsAnswer>;

export const JobParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) });
export const JobRetried = Type.Object({ id: Type.String() });
