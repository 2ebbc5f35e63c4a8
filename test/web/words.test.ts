/** Both languages say the same things: the same words, the same functions, a sentence from each. */
import { computed } from 'vue';
import { afterEach, describe, expect, it } from 'vitest';
import { english } from '../../web/words/en/index.ts';
import { commonWords } from '../../web/words/common.ts';
import { type Dictionary, type Subject, locale, showLocale } from '../../web/words/words.ts';

const FILES = import.meta.glob<Record<string, unknown>>(['../../web/words/*.ts', '!**/words.ts'], {
  eager: true,
});
const SOURCES = import.meta.glob<string>('../../web/words/*.ts', {
  eager: true,
  query: '?raw',
  import: 'default',
});
const HAN = /\p{Script=Han}/u;
/** Data of the county that an example quotes: a line of a calendar, the number of a notice, the name of a region. */
const QUOTED = [
  'calendar.import.lead',
  'calendar.import.placeholder',
  'calendar.confirm.sourceHint',
  'setUp.regions.nameHint',
  'design.type.printed',
  'design.samples.',
];

type Word = Dictionary[string];

/** Every word of a dictionary with its path, groups opened. */
function* walk(dictionary: object, path: string): Generator<[path: string, word: Exclude<Word, Dictionary>]> {
  for (const [key, word] of Object.entries(dictionary) as [string, Word][]) {
    const here = `${path}.${key}`;
    if (typeof word === 'object' && !Array.isArray(word)) yield* walk(word, here);
    else yield [here, word as Exclude<Word, Dictionary>];
  }
}

/** Arguments that any sentence can be made of: figures of one and of many, texts, nothing. */
const SAMPLES = [
  [3, 3, 3, 3, 3],
  [1, 1, 1, 1, 1],
  [0, 0, 0, 0, 0],
  ['12', '12', '12', '12', '12'],
  ['2023-07-31', 5, true, 7, 2],
  ['A', 'B', 'C', 'D', 'E'],
  [12, 8, '数量', 2, 1],
  [5, '', '', '', ''],
];
const FACTS = {
  projects: 69,
  behind: 3,
  severe: 1,
  unreported: 2,
  overdue: 1,
  overdueAmount: '12.00',
  missed: 1,
  rate: '54.2%',
  gap: '4.1',
  gapTone: 'lagging',
  direction: 'slower',
};

/** What a function says to each sample that it takes; empty where a sample is not of its kind. */
function said(build: (...args: never[]) => unknown): string[] {
  const samples: unknown[][] = [...SAMPLES, [FACTS], [[1, 2, 11]], [3, [{ count: 2, light: 'Lagging' }]]];
  return samples.flatMap((sample) => {
    try {
      const answer = build(...(sample as never[]));
      return [Array.isArray(answer) ? answer.map(textOf).join('') : String(answer)];
    } catch (error) {
      if (error instanceof TypeError) return [];
      throw error;
    }
  });
}

const textOf = (piece: unknown): string =>
  typeof piece === 'string' ? piece : String((piece as { text: unknown }).text);

const twins = new Map<Subject, { zhCN: object; en: object }>();

for (const [file, module] of Object.entries(FILES)) {
  const accessor = Object.values(module).find((value) => typeof value === 'object' && value !== null);
  const subject = /words\(\s*'(\w+)'/.exec(SOURCES[file] ?? '')?.[1] as Subject;
  twins.set(subject, { zhCN: accessor as object, en: english[subject] });
}

afterEach(() => showLocale('zh-CN'));

describe('the twins', () => {
  it('are there for every subject', () => {
    expect([...twins.keys()].sort()).toEqual(Object.keys(english).sort());
  });

  it('have the same words of the same kind', () => {
    const shape = (dictionary: object, subject: string) =>
      [...walk(dictionary, subject)].map(([path, word]) => `${path}: ${typeof word}`).sort();
    for (const [subject, { zhCN, en }] of twins) {
      expect(shape(en, subject), subject).toEqual(shape(zhCN, subject));
    }
  });

  it('speak English in English, in every sentence', () => {
    let sentences = 0;
    for (const [subject, { en }] of twins) {
      for (const [path, word] of walk(en, subject)) {
        if (QUOTED.some((quoted) => path.startsWith(quoted))) continue;
        const texts = typeof word === 'function' ? said(word) : Array.isArray(word) ? word : [String(word)];
        expect(texts.length, `${path} says nothing to any sample`).toBeGreaterThan(0);
        for (const text of texts) {
          expect(text.replaceAll('数量', ''), path).not.toMatch(HAN);
          expect(text, path).not.toMatch(/[，。；：（）、]/u);
          sentences += 1;
        }
      }
    }
    expect(sentences).toBeGreaterThan(2_000);
  });

  it('leave a word empty only where both may', () => {
    const empty = (dictionary: object, subject: string) =>
      [...walk(dictionary, subject)].flatMap(([path, word]) => (word === '' ? [path] : []));
    for (const [subject, { zhCN, en }] of twins) {
      const more = empty(en, subject).filter((path) => !empty(zhCN, subject).includes(path));
      // A measure word, an ordinal and “altogether” have no English.
      expect(
        more.filter((path) => !/\.(ordinals|places|rows|countUnit|everywhere)$/.test(path)),
        subject,
      ).toEqual([]);
    }
  });
});

describe('the accessor', () => {
  it('follows a switch in what was read before: word, group, function, row', async () => {
    const { lights, month } = commonWords;
    const sentence = computed(() => `${commonWords.product} ${lights.lagging} ${month(7)}`);
    expect(sentence.value).toBe('目标哨 滞后 7月');
    expect(commonWords.weekdays[1]).toBe('一');
    await showLocale('en');
    expect(locale.value).toBe('en');
    expect(sentence.value).toBe('Mubiao Lagging Jul');
    expect(commonWords.weekdays[1]).toBe('Mon');
    expect(Object.keys(lights)).toContain('severe');
    await showLocale('zh-CN');
    expect(sentence.value).toBe('目标哨 滞后 7月');
  });

  it('knows no word that is in neither language', () => {
    const lights: Readonly<Record<string, string>> = commonWords.lights;
    expect(lights['violet']).toBeUndefined();
  });
});
