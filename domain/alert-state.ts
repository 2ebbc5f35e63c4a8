/** What people did about an alert and how it stands by that. Acts are facts; the state of a day follows from them. */
import type { AlertState } from './alerts.ts';
import { addDays, daysBetween, isPlainDate, type PlainDate } from './calendar.ts';

export { ALERT_STATES, type AlertState } from './alerts.ts';

const ALERT_ACTS = ['acknowledged', 'silenced', 'reopened', 'replied'] as const;
export type AlertActName = (typeof ALERT_ACTS)[number];

/** Calendar days, counted from the day of the silence: nobody can put an alert away for good. */
export const SILENCE_AT_MOST_DAYS = 30;

export interface AlertAct {
  act: AlertActName;
  /** The last day on which it holds. A silence always has one; an acknowledgement without one holds until reopened. */
  until: PlainDate | null;
  recordedOn: PlainDate;
}

/**
 * How an alert stands on a day, and by which act. A later act of a kind replaces the earlier one; reopening ends both
 * kinds; a reply changes nothing. An acknowledgement whose day has passed lets the alert come back.
 * @param acts in the order they were recorded; those recorded after `day` are not known yet.
 */
export function alertState<Act extends AlertAct>(
  alert: { resolvedOn: PlainDate | null; suppressedBy: string | null },
  acts: readonly Act[],
  day: PlainDate,
): { state: AlertState; act: Act | null } {
  if (alert.resolvedOn !== null && alert.resolvedOn <= day) return { state: 'resolved', act: null };
  if (alert.suppressedBy !== null) return { state: 'suppressed', act: null };
  const known = acts.filter(({ recordedOn }) => recordedOn <= day);
  const sinceReopened = known.slice(known.findLastIndex(({ act }) => act === 'reopened') + 1);
  for (const state of ['silenced', 'acknowledged'] as const) {
    const act = sinceReopened.findLast((each) => each.act === state);
    if (act && (act.until === null || act.until >= day)) return { state, act };
  }
  return { state: 'open', act: null };
}

/** First and last day of a silence. */
export interface Pause {
  from: PlainDate;
  until: PlainDate;
}

/**
 * The days on which the ladder waits: a later silence replaces the earlier one from its own day on, reopening ends it on
 * its day. A silence that was ended on its first day leaves none.
 * @param acts in the order they were recorded.
 */
export function pausesOf(acts: readonly AlertAct[]): Pause[] {
  const pauses: Pause[] = [];
  for (const { act, until, recordedOn } of acts) {
    if (act !== 'silenced' && act !== 'reopened') continue;
    const last = pauses.at(-1);
    if (last && last.until >= recordedOn) last.until = addDays(recordedOn, -1);
    if (last && last.until < last.from) pauses.pop();
    if (act === 'silenced' && until !== null && until >= recordedOn) pauses.push({ from: recordedOn, until });
  }
  return pauses;
}

/** What is wrong with the last day of a silence begun today, in one sentence; null when nothing is. */
export function silenceProblem(until: string, today: PlainDate): string | null {
  if (!isPlainDate(until)) return '请选择静默到哪一天';
  if (until < today) return '静默的最后一天不能早于今天';
  return daysBetween(today, until) > SILENCE_AT_MOST_DAYS
    ? `静默最长 ${String(SILENCE_AT_MOST_DAYS)} 天，最晚到 ${addDays(today, SILENCE_AT_MOST_DAYS)}`
    : null;
}
