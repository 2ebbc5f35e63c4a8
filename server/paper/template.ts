/**
 * The bureau's own Word form, filled: marks in braces become figures, a row between {#指标} and {/指标} is repeated for each
 * indicator. The file is from outside: it is judged by its directory, taken apart and packed anew before a library sees it,
 * and what runs or reaches out of it (macros, controls, linked templates) is refused.
 */
import Docxtemplater from 'docxtemplater';
import PizZip from 'pizzip';
import type { TemplateData, TemplateMark } from '../../domain/paper-marks.ts';
import { openArchive, type Archive } from '../forms/archive.ts';
import { UnreadableDocument } from '../forms/text.ts';
import { printable } from './printable.ts';
import { deflated, zipOf, type PackedPart } from './zip.ts';

/** A form of ten pages with a picture of the county's seal has 2 MB. Bytes. */
const TEMPLATE_BYTES = 5 * 1024 * 1024;
/** Inflated: the library holds every part as text, several times over. Bytes. */
const MOST_INFLATED = 30 * 1024 * 1024;
/** Marks that a message names before it says how many there are. */
const MOST_NAMED = 8;

export type TemplateRefusalCode =
  | 'too_large'
  | 'not_docx'
  | 'macros'
  | 'external'
  | 'unreadable'
  | 'broken_mark'
  | 'broken_loop'
  | 'unknown_mark'
  | 'no_marks';

export interface TemplateRefusal {
  refusal: TemplateRefusalCode;
  /** What is wrong and what to do, in Chinese. */
  message: string;
  /** Marks that it is about. */
  marks: string[];
}

/** Letters of a paragraph that a message shows, so that it is found in the document. */
const MOST_SHOWN = 40;

export type TemplateAnswer = { docx: Buffer } | TemplateRefusal;

class Refused extends Error {
  readonly answer: TemplateRefusal;
  constructor(refusal: TemplateRefusalCode, message: string, marks: string[] = []) {
    super(message);
    this.answer = { refusal, message, marks };
  }
}

/** The filled document, the same bytes for the same template and data; or why not. */
export async function fillTemplate(
  bytes: Uint8Array,
  data: TemplateData,
  known: readonly TemplateMark[],
): Promise<TemplateAnswer> {
  return await answered(async () => {
    const parts = await partsOf(bytes);
    const template = compiled(zipWith(parts), known);
    template.render(printableData(data));
    return { docx: packedAgain(template.getZip(), parts) };
  });
}

/** Whether a template can be filled: asked when it is uploaded, so that nobody finds out on the day of the export. */
export async function checkTemplate(
  bytes: Uint8Array,
  known: readonly TemplateMark[],
): Promise<{ marks: string[] } | TemplateRefusal> {
  return await answered(async () => {
    const collector = new MarkCollector();
    compiled(zipWith(await partsOf(bytes)), known, collector);
    return { marks: marksIn(collector.parts).map(({ mark }) => mark) };
  });
}

async function answered<Answer>(work: () => Promise<Answer>): Promise<Answer | TemplateRefusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    // A bomb, a password, a broken file: its message says what to do.
    if (error instanceof UnreadableDocument) {
      return { refusal: 'unreadable', message: error.message, marks: [] };
    }
    throw error;
  }
}

/** A part of the template, and how it lies in the archive if nothing is filled in. */
interface TemplatePart {
  name: string;
  bytes: Buffer;
  packed?: PackedPart;
}

/** A round's forms are filled into one template: it is judged and taken apart once. */
const taken = new WeakMap<Uint8Array, TemplatePart[]>();

async function partsOf(bytes: Uint8Array): Promise<TemplatePart[]> {
  const kept = taken.get(bytes) ?? (await takenApart(bytes));
  taken.set(bytes, kept);
  return kept;
}

/** The parts in an archive of our own. */
function zipWith(parts: readonly TemplatePart[]): PizZip {
  const zip = new PizZip();
  for (const { name, bytes } of parts) zip.file(name, bytes);
  return zip;
}

/** What was not filled is put in again as it was packed. */
function packedAgain(zip: PizZip, parts: TemplatePart[]): Buffer {
  return zipOf(
    parts.map((part) => {
      const filled = zip.file(part.name)?.asNodeBuffer() ?? part.bytes;
      if (!filled.equals(part.bytes)) return deflated(part.name, filled);
      part.packed ??= deflated(part.name, part.bytes);
      return part.packed;
    }),
  );
}

async function takenApart(bytes: Uint8Array): Promise<TemplatePart[]> {
  if (bytes.byteLength > TEMPLATE_BYTES) {
    throw new Refused('too_large', '模板超过 5 MB。请压缩或删去模板里的图片后再上传。');
  }
  if (!(bytes[0] === 0x50 && bytes[1] === 0x4b)) {
    const isOld = bytes[0] === 0xd0 && bytes[1] === 0xcf;
    throw new Refused(
      'not_docx',
      isOld
        ? '这是老格式或有密码的 Word 文件。请在 Word 里去掉密码，另存为 .docx 再上传。'
        : '这不是 Word 文档。请上传 .docx 格式的模板。',
    );
  }
  const archive = await openArchive(bytes);
  await refuseWhatRuns(archive);
  const parts: TemplatePart[] = [];
  let inflated = 0;
  for (const name of archive.names) {
    if (name.endsWith('/')) continue;
    const part = (await archive.part(name)) ?? Buffer.alloc(0);
    inflated += part.byteLength;
    if (inflated > MOST_INFLATED) {
      throw new Refused('too_large', '模板解开后超过 30 MB。请压缩或删去模板里的图片后再上传。');
    }
    parts.push({ name, bytes: part });
  }
  return parts;
}

/** Parts that run when the document is opened. */
const RUNNING = /(^|\/)(vbaProject|vbaData|activeX|oleObject)|\.bin$/i;

async function refuseWhatRuns(archive: Archive): Promise<void> {
  const types = (await archive.part('[Content_Types].xml'))?.toString('utf8') ?? '';
  if (!archive.names.includes('word/document.xml')) {
    throw new Refused('not_docx', '这不是 Word 文档。请上传 .docx 格式的模板。');
  }
  if (/macroEnabled/i.test(types) || archive.names.some((name) => RUNNING.test(name))) {
    throw new Refused(
      'macros',
      '模板里有宏或控件，不能使用。请在 Word 里另存为“Word 文档 (*.docx)”后再上传。',
    );
  }
  for (const name of archive.names.filter((each) => each.endsWith('.rels'))) {
    const relations = (await archive.part(name))?.toString('utf8') ?? '';
    for (const [relation] of relations.matchAll(/<Relationship\b[^>]*>/g)) {
      // A link that a reader clicks is harmless; what Word fetches by itself is not.
      if (
        /TargetMode\s*=\s*["']External/i.test(relation) &&
        !/relationships\/hyperlink["']/i.test(relation)
      ) {
        throw new Refused('external', '模板引用了外部文件。请在 Word 里断开链接、把图片嵌入文档后再上传。');
      }
    }
  }
}

/** @throws Refused for marks that are broken or unknown */
function compiled(
  zip: PizZip,
  known: readonly TemplateMark[],
  collector: MarkCollector = new MarkCollector(),
): Docxtemplater<PizZip> {
  const template = withoutBrokenMarks(zip, known, collector);
  const marks = marksIn(collector.parts);
  if (marks.length === 0) {
    throw new Refused('no_marks', '模板里没有标记。请在要填数的位置写上标记，如 {项目名称}，再上传。');
  }
  refuseUnknown(marks, known);
  return template;
}

function withoutBrokenMarks(
  zip: PizZip,
  known: readonly TemplateMark[],
  collector: MarkCollector,
): Docxtemplater<PizZip> {
  try {
    return new Docxtemplater(zip, {
      modules: [collector],
      paragraphLoop: true,
      linebreaks: true,
      errorLogging: false,
      // {=[[ ]]=} would change what a mark looks like.
      syntax: { changeDelimiterPrefix: null },
      nullGetter: () => '',
      parser: (tag) => ({
        get: (scope: unknown) => own(scope, tag.trim()),
      }),
    });
  } catch (error) {
    throw refusalOf(error, known);
  }
}

/** Only what was given: a mark {constructor} is no mark. */
function own(scope: unknown, name: string): unknown {
  return typeof scope === 'object' && scope !== null && Object.hasOwn(scope, name)
    ? (scope as Record<string, unknown>)[name]
    : undefined;
}

interface FoundMark {
  mark: string;
  /** Of the loop that it stands in. */
  loop: string | null;
  /** loop: it opens one. raw: {@mark}, which would put in markup. */
  kind: 'plain' | 'loop' | 'raw';
  /** The paragraph that it stands in. */
  place: Paragraph;
}

/** Text as it is read along, so that a message can say where a mark stands. */
interface Paragraph {
  text: string;
}

/** A piece of a template as the library has parsed it. */
interface Tag {
  type?: string;
  value?: string;
  module?: string;
  /** Of a piece of markup: its name, and whether it opens or closes. */
  tag?: string;
  position?: string;
  subparsed?: unknown;
}

/**
 * Keeps what the library has understood of each part of the document. Its own inspect module would do, but asks for lodash without
 * depending on it.
 */
class MarkCollector {
  readonly name = 'MarkCollector';
  readonly parts: Tag[] = [];
  set(told: { inspect?: { postparsed?: Tag[] } }): void {
    this.parts.push(...(told.inspect?.postparsed ?? []));
  }
}

function marksIn(tags: readonly Tag[]): FoundMark[] {
  const found: FoundMark[] = [];
  let place: Paragraph = { text: '' };
  const walk = (some: readonly Tag[], loop: string | null): void => {
    for (const tag of some) {
      if (tag.type === 'tag' && tag.tag === 'w:p' && tag.position === 'start') place = { text: '' };
      else if (tag.type === 'content' && tag.position === 'insidetag') place.text += tag.value ?? '';
      else if (tag.type === 'placeholder') mark(tag, loop);
    }
  };
  const mark = (tag: Tag, loop: string | null): void => {
    const name = (tag.value ?? '').trim();
    const module = tag.module ?? '';
    if (!/loop/.test(module)) {
      found.push({ mark: name, loop, kind: /raw/.test(module) ? 'raw' : 'plain', place });
      place.text += `{${name}}`;
      return;
    }
    found.push({ mark: name, loop, kind: 'loop', place });
    walk(Array.isArray(tag.subparsed) ? (tag.subparsed as Tag[]) : [], name);
  };
  walk(tags, null);
  return found;
}

function refuseUnknown(marks: readonly FoundMark[], known: readonly TemplateMark[]): void {
  const loops = new Set(known.flatMap(({ loop }) => (loop === null ? [] : [loop])));
  for (const { mark, kind } of marks) {
    if (kind === 'loop' && !loops.has(mark)) {
      const may = [...loops].map((loop) => `{#${loop}}…{/${loop}}`).join('、');
      throw new Refused('broken_loop', `{#${mark}} 不能循环。可以循环的只有：${may}。`, [mark]);
    }
  }
  const isKnown = ({ mark, loop, kind }: FoundMark): boolean =>
    kind === 'loop' ||
    (kind === 'plain' &&
      known.some((each) => each.mark === mark && (each.loop === null || each.loop === loop)));
  const unknown = marks.filter((mark) => !isKnown(mark));
  const [first] = unknown;
  if (first === undefined) return;
  const outside = unknown.filter(
    ({ mark, kind }) => kind === 'plain' && known.some((each) => each.mark === mark),
  );
  const names = [...new Set(unknown.map(({ mark }) => mark))];
  if (outside.length === unknown.length) {
    const loop = known.find(({ mark }) => mark === outside[0]?.mark)?.loop ?? '';
    throw new Refused(
      'unknown_mark',
      `${listed(names)} 只能写在 {#${loop}} 和 {/${loop}} 之间（${placeOf(first)}）。请移到循环的行里。`,
      names,
    );
  }
  throw new Refused(
    'unknown_mark',
    `模板里有不认识的标记：${listed(names)}（${placeOf(first)}）。请对照标记清单改正后再上传。`,
    names,
  );
}

/** Where the first of them stands: in the words around it. */
function placeOf({ mark, place }: FoundMark): string {
  const letters = [...place.text.replace(/\s+/g, ' ').trim()];
  const shown = letters.length > MOST_SHOWN ? `${letters.slice(0, MOST_SHOWN).join('')}…` : letters.join('');
  return `{${mark}} 在这一段：“${shown}”`;
}

function listed(marks: readonly string[]): string {
  const named = marks.slice(0, MOST_NAMED).map((mark) => `{${mark}}`);
  return `${named.join('、')}${marks.length > MOST_NAMED ? ` 等 ${marks.length} 个` : ''}`;
}

/** What the library says of a template that it cannot compile, in words of ours. Anything else is a fault. */
function refusalOf(error: unknown, known: readonly TemplateMark[]): unknown {
  const problems = problemsOf(error);
  if (problems.length === 0) return error;
  const marks = [...new Set(problems.map(({ mark }) => mark).filter((mark) => mark !== ''))];
  const [file] = problems.flatMap(({ file: each }) => (each === '' ? [] : [each]));
  const named = `${marks.length === 0 ? '' : `：${listed(marks)}`}${file === undefined ? '' : `（${partName(file)}）`}`;
  const loop = known.find(({ loop: each }) => each !== null)?.loop ?? '';
  const ids = problems.map(({ id }) => id);
  if (ids.some((id) => /loop/.test(id))) {
    return new Refused(
      'broken_loop',
      `循环的开头和结尾不成对${named}。请检查 {#${loop}} 和 {/${loop}} 是否在同一个表格里各写一次。`,
      marks,
    );
  }
  if (ids.some((id) => /tag/.test(id))) {
    return new Refused(
      'broken_mark',
      `标记的花括号不成对${named}。请检查每个标记是否以 { 开头、以 } 结尾，中间没有换行。`,
      marks,
    );
  }
  return new Refused('unreadable', '模板的内容已损坏，读不出来。请在 Word 里打开后另存一份再上传。');
}

interface Problem {
  id: string;
  mark: string;
  /** Part of the document that it stands in. */
  file: string;
}

function problemsOf(error: unknown): Problem[] {
  const properties = own(error, 'properties');
  const id = own(properties, 'id');
  if (typeof id !== 'string') return [];
  const inner = own(properties, 'errors');
  if (Array.isArray(inner)) return inner.flatMap(problemsOf);
  const text = (name: string): string => {
    const value = own(properties, name);
    return typeof value === 'string' ? value.trim() : '';
  };
  return [{ id, mark: text('xtag'), file: text('file') }];
}

/** word/header1.xml as a reader of Word calls it. */
function partName(file: string): string {
  if (/header/.test(file)) return '在页眉里';
  return /footer/.test(file) ? '在页脚里' : '在正文里';
}

function printableData({ plain, loops }: TemplateData): Record<string, unknown> {
  const clean = (row: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(row).map(([name, text]) => [name, printable(text)]));
  return {
    ...clean(plain),
    ...Object.fromEntries(Object.entries(loops).map(([name, rows]) => [name, rows.map(clean)])),
  };
}
