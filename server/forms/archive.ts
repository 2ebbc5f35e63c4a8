/**
 * A zip archive from outside (docx, xlsx), judged by its central directory before anything is inflated.
 * yauzl holds each entry to the size that the directory says.
 */
import { buffer } from 'node:stream/consumers';
import { SaxesParser } from 'saxes';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { UnreadableDocument } from './text.ts';

/** A workbook with sixty sheets, their drawings and relations has a few hundred. */
const MOST_ENTRIES = 2_000;
/** 50,000 payments of 20 columns are 60 MB of XML. Bytes. */
const MOST_INFLATED = 160 * 1024 * 1024;
/** XML of a sheet with 50,000 equal rows shrinks 30 times; deflate at its best 1,032 times. */
const HIGHEST_RATIO = 200;
/** Below this a high ratio does no harm. Bytes. */
const RATIO_FREE = 4 * 1024 * 1024;

export interface Archive {
  /** Names of its parts, as printed in the directory. */
  names: readonly string[];
  /**
   * Null when there is no such part.
   * @throws UnreadableDocument when it is damaged
   */
  part(name: string): Promise<Buffer | null>;
  /**
   * Reads an XML part piece by piece: a sheet of 100 MB is never in memory as a whole. False when there is no such part.
   * @throws UnreadableDocument when it is damaged, or declares types (which could hold entities)
   */
  xml(name: string, hear: XmlHearer): Promise<boolean>;
}

/** Names come with their prefix, as written. A self-closing tag is opened and closed. */
export interface XmlHearer {
  open(name: string, attributes: Record<string, string>): void;
  close(name: string): void;
  say?(text: string): void;
}

export const damaged = () =>
  new UnreadableDocument('这个文件已损坏，读不出来。请在 Office 里打开后另存一份再导入。');
const bomb = () =>
  new UnreadableDocument('这个文件解开后大得不正常，没有读取。请只保留要导入的内容，另存后再导入。');
export const locked = () =>
  new UnreadableDocument('这个文件有密码保护。请在 Office 里去掉密码，另存后再导入。');

/** @throws UnreadableDocument for a bomb, a locked or damaged archive */
export async function openArchive(bytes: Uint8Array): Promise<Archive> {
  const file = await readable(() =>
    yauzl.fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      lazyEntries: true,
      validateEntrySizes: true,
    }),
  );
  const entries = await entriesOf(file);
  judge(entries, bytes.byteLength);
  const byName = new Map(entries.map((entry) => [entry.fileName, entry]));
  return {
    names: [...byName.keys()],
    async part(name) {
      const entry = byName.get(name);
      if (!entry) return null;
      return await readable(async () => buffer(await file.openReadStreamPromise(entry)));
    },
    async xml(name, hear) {
      const entry = byName.get(name);
      if (!entry) return false;
      await readable(async () => parse(await file.openReadStreamPromise(entry), hear));
      return true;
    },
  };
}

async function parse(bytes: AsyncIterable<Buffer>, hear: XmlHearer): Promise<void> {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  parser.on('doctype', () => {
    throw damaged();
  });
  parser.on('opentag', ({ name, attributes }) => hear.open(name, attributes));
  parser.on('closetag', ({ name }) => hear.close(name));
  if (hear.say) parser.on('text', (text) => hear.say?.(text));
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  for await (const chunk of bytes) {
    // By its mark; without one XML is UTF-8.
    decoder ??= new TextDecoder(chunk[0] === 0xff ? 'utf-16le' : chunk[0] === 0xfe ? 'utf-16be' : 'utf-8');
    parser.write(decoder.decode(chunk, { stream: true }));
  }
  parser.write(decoder?.decode() ?? '').close();
}

/** `row` for `row` and `x:row`: some programs write a prefix. */
export const local = (name: string): string => name.slice(name.indexOf(':') + 1);

async function entriesOf(file: ZipFile): Promise<Entry[]> {
  if (file.entryCount > MOST_ENTRIES) throw bomb();
  return await readable(async () => {
    const entries: Entry[] = [];
    for await (const entry of file.eachEntry()) entries.push(entry);
    return entries;
  });
}

function judge(entries: readonly Entry[], size: number): void {
  if (entries.length > MOST_ENTRIES) throw bomb();
  const inflated = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (inflated > MOST_INFLATED) throw bomb();
  if (inflated > RATIO_FREE && inflated > size * HIGHEST_RATIO) throw bomb();
  if (entries.some((entry) => entry.isEncrypted())) throw locked();
}

/** The library has a hundred ways to say that a file is broken; the user needs one. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnreadableDocument) throw error;
    console.error(`unreadable archive: ${error instanceof Error ? error.message : String(error)}`);
    throw damaged();
  }
}
