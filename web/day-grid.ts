/** A month's days as a calendar shows them, and a day as people type it. Pure; weeks begin on Monday. */
import { addDays, firstDayOf, isPlainDate, lastDayOf, monthOf, weekday } from '../domain/calendar.ts';

export interface DayBounds {
  min?: string | undefined;
  max?: string | undefined;
}

/** The weeks of the month `YYYY-MM`, whole: days of the months beside it are in the first and the last. */
export function weeksOf(month: string): string[][] {
  const first = firstDayOf(month);
  const last = lastDayOf(month);
  const weeks: string[][] = [];
  for (let monday = addDays(first, 1 - weekday(first)); monday <= last; monday = addDays(monday, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(monday, index)));
  }
  return weeks;
}

/** `2023/7/3`, `2023年7月3日`, `20230703`, full-width digits → `2023-07-03`; null when it is no day. */
export function typedDay(text: string): string | null {
  const plain = text.normalize('NFKC').replaceAll(/\s/gu, '');
  const parts = /^(\d{4})(?:(\d{2})(\d{2})|\D(\d{1,2})\D(\d{1,2})\D?)$/u.exec(plain);
  if (!parts) return null;
  const [, year = '', month = parts[4] ?? '', day = parts[5] ?? ''] = parts;
  const found = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isPlainDate(found) ? found : null;
}

export const isWithin = (day: string, { min, max }: DayBounds): boolean =>
  (min === undefined || day >= min) && (max === undefined || day <= max);

/** The day nearest to `day` that may be chosen. */
export function nearestWithin(day: string, { min, max }: DayBounds): string {
  if (min !== undefined && day < min) return min;
  return max !== undefined && day > max ? max : day;
}

/** Where an arrow (or Page Up and Down, Home and End of the week) leads from `day`; null for other keys. */
export function dayAfterKey(day: string, key: string): string | null {
  const sameDayOf = (month: string) => {
    const wanted = `${month}${day.slice(7)}`;
    return isPlainDate(wanted) ? wanted : lastDayOf(month);
  };
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1);
    case 'ArrowRight':
      return addDays(day, 1);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'Home':
      return addDays(day, 1 - weekday(day));
    case 'End':
      return addDays(day, 7 - weekday(day));
    case 'PageUp':
      return sameDayOf(monthOf(addDays(firstDayOf(monthOf(day)), -1)));
    case 'PageDown':
      return sameDayOf(monthOf(addDays(lastDayOf(monthOf(day)), 1)));
    default:
      return null;
  }
}
