/** Real declarations in all four formats, damaged again and again as scanners, mailers, converters and people damage them. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { unzip, zip } from '@cj-tech-master/excelts/archive';
import { readDocument, UnreadableDocument } from '../../server/forms/read-document.ts';
import type { Answer } from './fuzzed-reader.ts';

/** The library of PDF has endless loops for damaged fonts; the product kills its reading process, a test its thread. */
const GIVEN_UP_MS = 20_000;
const GIVEN_UP = 'given up after its time';

export interface Fuzzed {
  filename: string;
  bytes: Buffer;
}

type Chance = (below: number) => number;

/** mulberry32: the same numbers for the same seed on every machine. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const file = (name: string): Buffer => readFileSync(new URL(`../fixtures/seeds/${name}`, import.meta.url));
const texts = ['liulin', 'pingluo', 'lishi'].map((county) =>
  readFileSync(new URL(`../../db/demo/declarations/${county}.txt`, import.meta.url)),
);
const pick = <T>(chance: Chance, from: readonly T[]): T => from[chance(from.length)] as T;

type Mutation<T> = (chance: Chance, from: T) => T;

/** A page or two of the text: a form is damaged alike wherever it stands. */
function passage(chance: Chance): string[] {
  const lines = pick(chance, texts).toString('utf8').split('\n');
  const from = chance(lines.length);
  return lines.slice(from, from + 20 + chance(120));
}

const ODD = [
  '\uFFFD',
  '\u202E',
  '\uD800',
  '　',
  '\t\t\t',
  '<b>',
  '&#x0;',
  '１２３',
  '9'.repeat(400),
  '年'.repeat(300),
  '=',
];

const LINES: readonly Mutation<string[]>[] = [
  (chance, lines) => {
    const copy = [...lines];
    for (let turn = 0; turn < 10; turn += 1) {
      const [a, b] = [chance(copy.length), chance(copy.length)];
      [copy[a], copy[b]] = [copy[b] ?? '', copy[a] ?? ''];
    }
    return copy;
  },
  (chance, lines) => lines.filter(() => chance(6) > 0),
  (chance, lines) => lines.flatMap((line) => (chance(8) === 0 ? [line, line] : [line])),
  (chance, lines) =>
    lines.map((line) => {
      const cells = line.split('\t');
      const [a, b] = [chance(cells.length), chance(cells.length)];
      [cells[a], cells[b]] = [cells[b] ?? '', cells[a] ?? ''];
      return cells.join('\t');
    }),
  (chance, lines) => lines.map((line) => (chance(5) === 0 ? line.replaceAll('\t', ' ') : line)),
  (chance, lines) => lines.map((line) => (chance(5) === 0 ? line.slice(0, chance(line.length + 1)) : line)),
  (chance, lines) =>
    lines.map((line) => {
      const at = chance(line.length + 1);
      return chance(4) === 0 ? line.slice(0, at) + pick(chance, ODD) + line.slice(at) : line;
    }),
  (chance, lines) => [lines.join(pick(chance, ['', '\t', ' ', '\r', '\f']))],
];

function flipped(chance: Chance, bytes: Uint8Array, most = 20): Buffer {
  const copy = Buffer.from(bytes);
  for (let turn = 1 + chance(most); turn > 0 && copy.length > 0; turn -= 1) {
    const at = chance(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << chance(8));
  }
  return copy;
}

function fuzzedText(chance: Chance): Buffer {
  let lines = passage(chance);
  for (let turn = 1 + chance(3); turn > 0; turn -= 1) lines = pick(chance, LINES)(chance, lines);
  const text = lines.join(pick(chance, ['\n', '\r\n', '\r']));
  switch (chance(12)) {
    case 0:
      return flipped(chance, Buffer.from(text));
    case 1:
      return Buffer.from(`\ufeff${text}`, 'utf16le').subarray(chance(2));
    case 2:
      return Buffer.concat([Buffer.from([0xcf, 0xee, 0xc4]), Buffer.from(text)]);
    case 3:
      return Buffer.from(text).subarray(chance(4));
    default:
      return Buffer.from(text);
  }
}

const XML: readonly Mutation<string>[] = [
  // A tag is lost.
  (chance, xml) => {
    const tags = [...xml.matchAll(/<[^>]+>/g)];
    const drop = new Set(Array.from({ length: 1 + chance(4) }, () => tags[chance(tags.length)]?.index));
    return xml.replace(/<[^>]+>/g, (tag, at: number) => (drop.has(at) ? '' : tag));
  },
  // A pair of a row, a cell or a paragraph is lost, or stands twice.
  (chance, xml) => {
    const name = pick(chance, [
      'w:tr',
      'w:tc',
      'w:p',
      'row',
      'c',
      'si',
      'mergeCell',
      'xf',
      'sheet',
      'Relationship',
    ]);
    const factor = chance(3);
    return xml.replace(
      new RegExp(`<${name}[ />](?:(?!<${name}[ />])[^])*?(?:</${name}>|/>)`, 'g'),
      (whole) => (chance(12) === 0 ? whole.repeat(factor) : whole),
    );
  },
  // Numbers that nobody would write.
  (chance, xml) =>
    xml.replace(/"(\d+)"/g, (whole) =>
      chance(60) === 0 ? `"${pick(chance, ['-1', '99999999', '0', '1e9', 'NaN', '', '4294967296'])}"` : whole,
    ),
  (chance, xml) =>
    xml.replace(/\br="[A-Z]+\d+"/g, (whole) =>
      chance(40) === 0 ? `r="${pick(chance, ['XFD1048576', 'A0', 'ZZZZ9', '12', ''])}"` : whole,
    ),
  // Texts change places.
  (chance, xml) => {
    const all = [...xml.matchAll(/<(?:w:)?t[^>]*>([^<]*)</g)].map((match) => match[1] ?? '');
    return xml.replace(/(<(?:w:)?t[^>]*>)([^<]*)</g, (whole, tag: string) =>
      chance(10) === 0 ? `${tag}${pick(chance, all)}<` : whole,
    );
  },
  (chance, xml) => {
    const at = chance(xml.length);
    return (
      xml.slice(0, at) +
      pick(chance, [...ODD, '\u0000', '<', '&amp', ']]>', '<!--', '<![CDATA[', '<!DOCTYPE a>']) +
      xml.slice(at)
    );
  },
  (chance, xml) => xml.slice(0, chance(xml.length)),
];

type Parts = Map<string, Buffer>;

async function partsOf(bytes: Buffer): Promise<Parts> {
  const parts: Parts = new Map();
  for await (const entry of unzip(bytes).entries()) parts.set(entry.path, Buffer.from(await entry.bytes()));
  return parts;
}

async function fuzzedArchive(chance: Chance, parts: Parts): Promise<Buffer> {
  const copy = new Map(parts);
  const telling = [...copy.keys()].filter((name) => /document|sheet|shared|styles|workbook/.test(name));
  for (let turn = 1 + chance(2); turn > 0; turn -= 1) {
    const name = chance(4) === 0 ? pick(chance, [...copy.keys()]) : pick(chance, telling);
    const part = copy.get(name) ?? Buffer.alloc(0);
    const how = chance(10);
    if (how === 0) copy.delete(name);
    else if (how < 3) copy.set(name, flipped(chance, part));
    else copy.set(name, Buffer.from(pick(chance, XML)(chance, part.toString('utf8'))));
  }
  const made = zip({ level: 0 });
  for (const [name, part] of copy) made.add(name, part);
  const bytes = Buffer.from(await made.bytes());
  return chance(10) === 0 ? flipped(chance, bytes, 5) : bytes;
}

function fuzzedPdf(chance: Chance, whole: Buffer): Buffer {
  if (chance(5) === 0) return whole.subarray(0, chance(whole.length));
  if (chance(3) > 0) return flipped(chance, whole);
  // Outside the streams: numbers of objects, lengths, references.
  return Buffer.from(
    whole
      .toString('latin1')
      .replace(/\/(?:Length|Count|Kids|Contents|MediaBox|Resources|Font)\b[^/]{0,12}/g, (said) =>
        chance(25) === 0 ? said.replace(/\d+/, pick(chance, ['-1', '0', '999999', '3'])) : said,
      ),
    'latin1',
  );
}

/** Documents of this seed by their number; one of 25 is a PDF, which takes longest to read. */
export async function openFuzzer(seed: number): Promise<(number: number) => Promise<Fuzzed>> {
  // The short one most of the time: its damage is as good, and it is read three times as fast.
  const counties = ['lishi', 'lishi', 'lishi', 'pingluo'];
  const word = await Promise.all(counties.map(async (name) => partsOf(file(`${name}.docx`))));
  const excel = await Promise.all(counties.map(async (name) => partsOf(file(`${name}.xlsx`))));
  const pdf = file('lishi.pdf');
  return async (number) => {
    const chance = chanceOf(seed * 1_000_003 + number);
    if (number % 25 === 9) return { filename: '坏.pdf', bytes: fuzzedPdf(chance, pdf) };
    if (number % 3 === 0) return { filename: '坏.txt', bytes: fuzzedText(chance) };
    if (number % 3 === 1)
      return { filename: '坏.docx', bytes: await fuzzedArchive(chance, pick(chance, word)) };
    return { filename: '坏.xlsx', bytes: await fuzzedArchive(chance, pick(chance, excel)) };
  };
}

export interface Outcomes {
  /** How many by format and outcome. */
  counts: Record<string, Record<string, number>>;
  slowest: { ms: number; number: number };
  /** Bytes of the heap in use after a full collection: after a tenth of the documents, and at the end. */
  heap: { early: number; late: number };
}

/** Which sentence; the file's name and figures are left out. */
const reasonOf = (message: string): string =>
  message === GIVEN_UP ? message : message.replace(/^坏\.\w+ ?/, '').slice(0, 14);

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Reads documents in this process, PDF files in a thread of it, one after the other.
 * @throws what is no refusal, with the document's number
 */
export async function readFuzzed(seed: number, count: number): Promise<Outcomes> {
  const fuzzed = await openFuzzer(seed);
  const pdfs = openThread();
  const outcomes: Outcomes = { counts: {}, slowest: { ms: 0, number: -1 }, heap: { early: 0, late: 0 } };
  for (let number = 0; number < count; number += 1) {
    if (number === Math.floor(count / 10)) outcomes.heap.early = heapUsed();
    const document = await fuzzed(number);
    const began = performance.now();
    const isPdf = document.filename.endsWith('.pdf');
    const answer = await (isPdf ? pdfs.read(document) : readHere(document));
    if ('fault' in answer) {
      throw new Error(`document ${number} of seed ${seed} (${document.filename}): ${answer.fault}`);
    }
    const outcome = 'refused' in answer ? reasonOf(answer.refused) : 'read';
    const ms = performance.now() - began;
    if (outcome !== GIVEN_UP && ms > outcomes.slowest.ms) outcomes.slowest = { ms, number };
    const format = document.filename.slice(document.filename.lastIndexOf('.') + 1);
    const counts = (outcomes.counts[format] ??= {});
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  outcomes.heap.late = heapUsed();
  await pdfs.close();
  return outcomes;
}

function heapUsed(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

async function readHere(document: Fuzzed): Promise<Answer> {
  try {
    return { forms: (await readDocument(document)).forms.length };
  } catch (error) {
    if (error instanceof UnreadableDocument) return { refused: error.message };
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Reads in a thread of its own; one that does not answer in time is ended, and the next document gets another. */
function openThread() {
  let thread: Worker | null = null;
  return {
    async read(document: Fuzzed): Promise<Answer> {
      const worker = (thread ??= new Worker(new URL('fuzzed-reader.ts', import.meta.url)));
      const { promise, resolve } = Promise.withResolvers<Answer>();
      const timer = setTimeout(() => resolve({ refused: GIVEN_UP }), GIVEN_UP_MS);
      worker.once('message', resolve);
      const died = (error: unknown) => resolve({ fault: `the thread died: ${String(error)}` });
      worker.once('error', died);
      worker.postMessage({ filename: document.filename, bytes: new Uint8Array(document.bytes) });
      const answer = await promise;
      clearTimeout(timer);
      worker.off('message', resolve).off('error', died);
      if ('fault' in answer || ('refused' in answer && answer.refused === GIVEN_UP)) {
        await worker.terminate();
        thread = null;
      }
      return answer;
    },
    close: async () => void (await thread?.terminate()),
  };
}

/** What a reader of the test's output must know. */
export function told({ counts, slowest, heap }: Outcomes): string {
  const lines = Object.entries(counts).map(
    ([format, reasons]) =>
      `${format}: ${Object.entries(reasons)
        .sort(([, a], [, b]) => b - a)
        .map(([reason, times]) => `${times} ${reason}`)
        .join(' · ')}`,
  );
  const mb = (bytes: number) => (bytes / 1_000_000).toFixed(1);
  return [
    ...lines,
    `slowest ${slowest.ms.toFixed(0)} ms (document ${slowest.number}); heap ${mb(heap.early)} MB early, ${mb(heap.late)} MB at the end`,
  ].join('\n');
}
