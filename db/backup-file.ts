import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { StartupError } from './startup-error.ts';

/**
 * A backup is one file: a line of JSON (the header, padded with spaces), then a gzip stream with the rows of all tables
 * in the header's order as PostgreSQL's COPY text, then the kept files. `head -1 FILE` shows what it is.
 */
export interface BackupHeader {
  format: 'mubiao-backup';
  formatVersion: 1;
  product: string;
  /** Newest migration the database had: the schema into which the rows fit. */
  migration: string;
  createdAt: string;
  tables: BackupTable[];
  sequences: { schema: string; name: string; lastValue: string }[];
  /** Small files of the data folder that belong to the content. */
  files: BackupSection[];
  /** Of the header without this value and of the gzip stream: a changed bit anywhere is noticed. */
  sha256: string;
}

interface BackupSection {
  name: string;
  /** Bytes in the uncompressed stream. */
  bytes: number;
  sha256: string;
}

export interface BackupTable extends BackupSection {
  schema: string;
  columns: string[];
  rows: number;
}

/** 40 tables with their columns take 12 kB; a file of another kind is not read to its end in search of a line's. */
const headerLimitBytes = 1024 * 1024;

/** The seal over header and body, see `BackupHeader.sha256`. */
export function sealOf(header: BackupHeader, bodySha256: string): string {
  const unsealed = JSON.stringify({ ...header, sha256: '' });
  return createHash('sha256').update(unsealed).update(bodySha256).digest('hex');
}

/**
 * Reads the header and checks the whole file against its checksum; nothing is changed anywhere.
 * @throws StartupError not a backup, damaged, or of a newer format
 */
export async function readVerified(file: string): Promise<{ header: BackupHeader; bodyOffset: number }> {
  const { header, bodyOffset } = await readHeader(file);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { start: bodyOffset })) hash.update(chunk as Buffer);
  if (sealOf(header, hash.digest('hex')) !== header.sha256) {
    throw new StartupError(
      `备份文件 ${file} 已损坏（校验和不符），未改动任何数据。请换用另一份备份。`,
      `The backup is damaged (checksum); use another one.`,
    );
  }
  return { header, bodyOffset };
}

/** Hands out the uncompressed body piece by piece; `take` gives the next `bytes` of it and checks their hash. */
export interface BodyReader {
  take(section: BackupSection): AsyncGenerator<Buffer>;
}

export async function withBody<T>(
  file: string,
  bodyOffset: number,
  work: (reader: BodyReader) => Promise<T>,
): Promise<T> {
  const unzipped = createGunzip();
  const reading = pipeline(createReadStream(file, { start: bodyOffset }), unzipped);
  const chunks = unzipped[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest = Buffer.alloc(0);
  const take = async function* (section: BackupSection): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let missing = section.bytes;
    while (missing > 0) {
      if (rest.length === 0) {
        const next = await chunks.next();
        if (next.done === true) throw new Error(`the backup ends inside ${section.name}`);
        rest = Buffer.from(next.value);
      }
      const piece = rest.subarray(0, missing);
      rest = rest.subarray(piece.length);
      missing -= piece.length;
      hash.update(piece);
      yield piece;
    }
    if (hash.digest('hex') !== section.sha256) throw new Error(`checksum of ${section.name} differs`);
  };
  try {
    const result = await work({ take });
    // Everything was taken; what is left is the end of the stream.
    unzipped.resume();
    await reading;
    return result;
  } catch (fault) {
    unzipped.destroy();
    await reading.catch(() => undefined);
    throw fault;
  }
}

/** A section that fits into memory. */
export async function readWhole(pieces: AsyncGenerator<Buffer>): Promise<Buffer> {
  return Buffer.concat(await Readable.from(pieces).toArray());
}

async function readHeader(file: string): Promise<{ header: BackupHeader; bodyOffset: number }> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(headerLimitBytes);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    const end = buffer.subarray(0, bytesRead).indexOf('\n');
    const header = parseHeader(buffer.toString('utf8', 0, Math.max(end, 0)), file);
    return { header, bodyOffset: end + 1 };
  } finally {
    await handle.close();
  }
}

function parseHeader(line: string, file: string): BackupHeader {
  let found: Partial<BackupHeader> | null = null;
  try {
    found = JSON.parse(line) as Partial<BackupHeader> | null;
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
  }
  if (found?.format !== 'mubiao-backup') {
    throw new StartupError(
      `${file} 不是本产品的备份文件（或开头已损坏），未改动任何数据。`,
      `Not a backup of this product.`,
    );
  }
  if (found.formatVersion !== 1) {
    throw new StartupError(
      `备份文件 ${file} 的格式比当前程序新，未改动任何数据。请升级程序后再恢复。`,
      `The backup's format is newer; upgrade the program.`,
    );
  }
  // Its seal is checked before anything in it is used.
  return found as BackupHeader;
}
