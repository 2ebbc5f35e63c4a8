/**
 * When a message may leave: quiet hours and the cap per day. Instants are ISO 8601 with +08:00, times of day `HH:MM` in
 * Beijing, which has no daylight saving time.
 */
import { addDays } from './calendar.ts';

/** Nothing leaves from `quietFrom` on until `quietUntil`, over midnight when that is earlier; both null: at any time. */
export interface QuietHours {
  quietFrom: string | null;
  quietUntil: string | null;
}

/** Of a person who said nothing: [advice] none at night, and not more than a screenful a day. */
export const DEFAULT_QUIET_HOURS: QuietHours = { quietFrom: '20:00', quietUntil: '08:00' };
/** Messages a day and channel. */
export const DEFAULT_DAILY_CAP = 10;
export const MOST_DAILY_CAP = 200;

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d+)?\+08:00$/;

/** `00:00` to `23:59`. */
export function isTimeOfDay(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/**
 * The first instant from `now` on that lies outside the quiet hours: `now` itself, or their end. Hours that begin and end
 * at the same time are none.
 * @throws RangeError when `now` is not an instant with +08:00
 */
export function deliverAt(now: string, { quietFrom, quietUntil }: QuietHours): string {
  const [, day, time] = INSTANT.exec(now) ?? [];
  if (day === undefined || time === undefined) throw new RangeError(`not an instant of Beijing: ${now}`);
  if (quietFrom === null || quietUntil === null || quietFrom === quietUntil) return now;
  const isOverMidnight = quietFrom > quietUntil;
  const isEvening = time >= quietFrom;
  const isMorning = time < quietUntil;
  const isQuiet = isOverMidnight ? isEvening || isMorning : isEvening && isMorning;
  if (!isQuiet) return now;
  const until = isOverMidnight && isEvening ? addDays(day, 1) : day;
  return `${until}T${quietUntil}:00.000+08:00`;
}

/**
 * Whether another message may leave today. What exceeds the cap goes, grouped, into the first message of the next day:
 * nothing is lost. Days are those of the product's clock.
 * @param madeToday messages that count for today, of this person and channel
 */
export function withinCap(madeToday: number, cap: number): boolean {
  return madeToday < cap;
}
