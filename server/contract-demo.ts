/** Schemas of the demonstration's clock. As server/contract.ts, which it continues. */
import { Type, type Static } from 'typebox';
import { literals, Nullable, PlainDateText, Uuid } from './contract-basics.ts';

export const DemoMoveAnswer = Type.Object({
  id: Uuid,
  /** reload: back to the beginning. */
  kind: literals(['move', 'reload'] as const),
  /** Null for a reload. */
  to: Nullable(PlainDateText),
  from: PlainDateText,
  /** The last day that is done to its end. */
  reached: Nullable(PlainDateText),
  state: literals(['waiting', 'running', 'done', 'failed'] as const),
});
export type DemoMoveAnswer = Static<typeof DemoMoveAnswer>;

export const DemoClockAnswer = Type.Object({
  today: PlainDateText,
  /** Where a reload takes it. */
  start: PlainDateText,
  /** The last day to which it can be moved. */
  last: PlainDateText,
  /** The working day after today; null beyond the last day. */
  nextWorkingDay: Nullable(PlainDateText),
  /** The last asked for. */
  move: Nullable(DemoMoveAnswer),
});
export type DemoClockAnswer = Static<typeof DemoClockAnswer>;

export const DemoClockBody = Type.Object({ date: PlainDateText }, { additionalProperties: false });
export const DemoAccepted = Type.Object({ id: Uuid });

/** `clock`: the demonstration's date has moved, or its reload has ended; whoever shows a date reads again. */
export interface LiveClock {
  today: string;
  kind: DemoMoveAnswer['kind'];
  to: string | null;
  state: 'running' | 'done' | 'failed';
}
