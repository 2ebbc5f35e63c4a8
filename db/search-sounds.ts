/**
 * How names sound, and how what a person types is found in them: Chinese, full pinyin, initials, or a mixture of them.
 * Each letter of a name becomes a slot of readings, `;,养,yang;,老,lao`; what is typed matches when it can be cut into
 * beginnings of readings of slots that follow each other: 养老, yanglao, yl, yangl and 养lao all do.
 */

/** A name is read so far; what stands behind is found as printed only. */
const MOST_SLOTS = 200;
/** Readings that pinyin-pro offers for one letter, at most; the common ones come first. */
const MOST_READINGS = 6;

/** Letters and digits; what stands between them (（ ）、“ ” - …) is neither typed nor read. */
const SOUNDED = /[\p{L}\p{N}]/u;
const HAN = /\p{Script=Han}/u;

/** One form for what looks the same: full-width and half-width, capital and small. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

export interface Reader {
  /** The slots of a name. */
  soundsOf(name: string): string;
}

/** Loads pinyin-pro (50 ms, some megabytes): only whoever writes names needs it. */
export async function openReader(): Promise<Reader> {
  const { polyphonic } = await import('pinyin-pro');
  const known = new Map<string, string>();
  const slotOf = (letter: string): string => {
    const there = known.get(letter);
    if (there !== undefined) return there;
    const readings = HAN.test(letter)
      ? (polyphonic(letter, { toneType: 'none', type: 'array', v: true })[0] ?? [])
      : [];
    const typed = readings.filter((reading) => /^[a-z]+$/.test(reading)).slice(0, MOST_READINGS);
    // 率 is lü: keyboards write lv, many people lu.
    const all = new Set([letter, ...typed, ...typed.map((reading) => reading.replace('v', 'u'))]);
    const slot = `;${[...all].map((reading) => `,${reading}`).join('')}`;
    known.set(letter, slot);
    return slot;
  };
  return { soundsOf: (name) => sounded(folded(name)).slice(0, MOST_SLOTS).map(slotOf).join('') };
}

const sounded = (text: string): string[] => [...text].filter((letter) => SOUNDED.test(letter));

/** From a slot's beginning to one of its readings; from a reading to one of the next slot's. */
const INTO_SLOT = ';[^;]*,';
const INTO_NEXT_SLOT = '(?:[^;]*;[^;]*,)?';

/**
 * The regular expression, for PostgreSQL as for JavaScript, that finds a typed word in the slots of a name; null for a
 * word of signs alone.
 */
export function soundPattern(word: string): string | null {
  const letters = sounded(folded(word));
  return letters.length === 0 ? null : `${INTO_SLOT}${letters.join(INTO_NEXT_SLOT)}`;
}

/** Words of a search, all of which must be found; more than these are not looked for. */
export const MOST_WORDS = 5;

/** What is typed as words: 2023 yanglao → 2023, yanglao. */
export function searchWords(typed: string): string[] {
  return [...new Set(folded(typed).split(/\s+/u).filter(Boolean))].slice(0, MOST_WORDS);
}
