/**
 * What a handler types → what is sent. Chinese input methods give full-width digits, spreadsheets give thousands commas,
 * and a day is typed as four digits; nothing else is repaired: what is not understood is refused with its reason.
 */
import { isPlainDate } from '../domain/calendar.ts';

/** Full-width digits, point, minus and percent as ASCII; blanks and thousands commas dropped. */
export function plainTyping(text: string): string {
  return text
    .replace(/[０-９．％－]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[−—]/g, '-')
    .replace(/。/g, '.')
    .replace(/\s/g, '');
}

/**
 * A number as typed: `1,234`, `９５`, `95%` → decimal text; an empty text is null. Commas that do not part thousands and
 * anything else that is no number stay as typed, so that the check refuses them with its own reason.
 */
export function typedNumber(text: string, unit: string | null): string | null {
  const plain = plainTyping(text).replace(/，/g, ',');
  if (plain === '') return null;
  const withoutUnit = unit === '%' && plain.endsWith('%') ? plain.slice(0, -1) : plain;
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(withoutUnit)) return withoutUnit.replaceAll(',', '');
  // ".5" and "5." are what people type for 0.5 and 5.
  return withoutUnit.replace(/^(-?)\./, '$10.').replace(/^(-?\d+)\.$/, '$1');
}

/**
 * A day as typed, with the year of the sheet where none is: `0731`, `731`, `7-31`, `7.31`, `7月31日`, `20230731`,
 * `2023/7/31` → `2023-07-31`. Null for an empty text; what is no day stays as typed, for the check to refuse.
 */
export function typedDate(text: string, fiscalYear: number): string | null {
  const plain = plainTyping(text);
  if (plain === '') return null;
  const digits = /^(\d{4})?(\d{1,2})(\d{2})$/.exec(plain);
  const parted = /^(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})日?$/.exec(plain);
  const match = parted ?? digits;
  if (match === null) return plain;
  const [, year = String(fiscalYear), month = '', day = ''] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isPlainDate(date) ? date : plain;
}

const GRADE_KEYS = { 1: 'achieved', 2: 'partly', 3: 'not_achieved' } as const;

/** The grade of the keys 1, 2 and 3 (full-width too), else null. */
export function gradeOfKey(key: string): 'achieved' | 'partly' | 'not_achieved' | null {
  const plain = plainTyping(key);
  return plain === '1' || plain === '2' || plain === '3' ? GRADE_KEYS[plain] : null;
}
