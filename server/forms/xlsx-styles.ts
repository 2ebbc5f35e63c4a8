/** Number formats of a workbook: how a number in a cell is shown. */
import { exact } from '../../domain/money.ts';
import { local, type Archive } from './archive.ts';

/** By a cell's `s`: its number format, '' for General. */
export type Styles = readonly string[];

/** Built-in formats that say a day, a month or a percentage; the others are numbers (ECMA-376 18.8.30; 27–58 in China). */
const BUILT_IN: Record<number, string> = {
  9: '0%',
  10: '0.00%',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  27: 'yyyy"年"m"月"',
  28: 'm"月"d"日"',
  29: 'm"月"d"日"',
  30: 'm-d-yy',
  31: 'yyyy"年"m"月"d"日"',
  32: 'h"时"mm"分"',
  33: 'h"时"mm"分"ss"秒"',
  36: 'yyyy"年"m"月"',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  50: 'yyyy"年"m"月"',
  51: 'm"月"d"日"',
  52: 'yyyy"年"m"月"',
  53: 'm"月"d"日"',
  54: 'm"月"d"日"',
  57: 'yyyy"年"m"月"',
  58: 'm"月"d"日"',
};

/** Excel allows 255. Characters. */
const LONGEST_FORMAT = 255;
/** Excel allows 64,000 styles. */
const MOST_STYLES = 65_000;

export async function readStyles(archive: Archive): Promise<Styles> {
  const own = new Map<number, string>();
  const styles: string[] = [];
  let isInCells = false;
  await archive.xml('xl/styles.xml', {
    open(name, { numFmtId = '', formatCode = '' }) {
      const tag = local(name);
      if (tag === 'numFmt') own.set(Number(numFmtId), formatCode.slice(0, LONGEST_FORMAT));
      else if (tag === 'cellXfs') isInCells = true;
      else if (tag === 'xf' && isInCells && styles.length < MOST_STYLES) {
        styles.push(own.get(Number(numFmtId)) ?? BUILT_IN[Number(numFmtId)] ?? '');
      }
    },
    close(name) {
      if (local(name) === 'cellXfs') isInCells = false;
    },
  });
  return styles;
}

/** Excel shows and rounds to so many digits; the rest of a double is noise (0.1 + 0.2). */
const DIGITS = 15;
const MS_PER_DAY = 86_400_000;
/** Day 0 of the two ways to count; the first one thinks that 1900 was a leap year, which every day since 1 March 1900 shares. */
const EPOCHS = { since1900: Date.UTC(1899, 11, 30), since1904: Date.UTC(1904, 0, 1) };
/** 31 December 9999, Excel's last day. */
const LAST_DAY = 2_958_465;

export interface ShowOptions {
  is1904: boolean;
  as: 'values' | 'printed';
}

/** A number as its cell shows it. */
export function shownNumber(value: number, format: string, { is1904, as }: ShowOptions): string {
  if (!Number.isFinite(value)) return '';
  const kind = kindOf(format);
  if (kind.what === 'number' || value < 0 || value > LAST_DAY) return shownDigits(value, kind, as);
  const moment = new Date((is1904 ? EPOCHS.since1904 : EPOCHS.since1900) + Math.round(value * MS_PER_DAY));
  const iso = moment.toISOString();
  if (as === 'printed' && kind.what === 'month')
    return `${moment.getUTCFullYear()}年${moment.getUTCMonth() + 1}月`;
  if (as === 'printed' && kind.what === 'day of a year') {
    return `${moment.getUTCMonth() + 1}月${moment.getUTCDate()}日`;
  }
  return kind.what === 'time' ? iso.slice(11, 16) : iso.slice(0, 10);
}

function shownDigits(value: number, kind: Kind, as: ShowOptions['as']): string {
  const digits = exact(value.toPrecision(DIGITS));
  if (kind.what !== 'number') return digits.toFixed();
  if (kind.isPercentage) return `${digits.times(100).toFixed()}%`;
  return as === 'printed' ? `${kind.before}${digits.toFixed()}${kind.behind}` : digits.toFixed();
}

type Kind =
  | { what: 'number'; isPercentage: boolean; before: string; behind: string }
  | { what: 'day' | 'month' | 'day of a year' | 'time' };

const known = new Map<string, Kind>();
/** Formats of hostile workbooks are not kept for ever. */
const MOST_KNOWN = 1_000;

function kindOf(format: string): Kind {
  let kind = known.get(format);
  if (!kind) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(format, (kind = readFormat(format)));
  }
  return kind;
}

/** Quoted words, escaped signs, and what stands in brackets: colours, currencies, conditions. */
const LITERAL = /"([^"]*)"|\\(.)|\[(?![hms]+\])[^\]]*\]|[_*]./g;
/** 0.95 in a cell of percentages is printed as 95%. */
const PERCENTAGE = /^[#0.,]*0(?:\.0+)?%$/;
/** Words around the digits of a number: `"≥"0"人"`. */
const AROUND = /^((?:"[^"]*"|\\.|[≥≤±¥￥])*)([#0.,?]*0[#0.,?]*|General)((?:"[^"]*"|\\.)*)$/;

function readFormat(format: string): Kind {
  // Behind a semicolon stands the format of negative numbers.
  const own = format.split(';')[0] ?? '';
  const letters = own
    .replace(LITERAL, '')
    .replace(/General|AM\/PM/gi, '')
    .toLowerCase();
  if (/[ymdhs]/.test(letters) && !/[#?]|0(?!$)/.test(letters.replace(/s\.0+/, 's'))) {
    if (!/[ymd]/.test(letters.replace(/h+[^a-z]*m+|m+[^a-z]*s+/g, ''))) return { what: 'time' };
    if (letters.includes('d')) return { what: letters.includes('y') ? 'day' : 'day of a year' };
    return { what: letters.includes('y') ? 'month' : 'day' };
  }
  const around = AROUND.exec(own);
  const plain = (text = '') => text.replace(/"([^"]*)"|\\(.)/g, '$1$2').trim();
  return {
    what: 'number',
    isPercentage: PERCENTAGE.test(own),
    before: plain(around?.[1]),
    behind: plain(around?.[3]),
  };
}
