/**
 * A zip archive that is the same bytes for the same parts: no clock, the order that it is given. Parts that every paper shares
 * (styles, theme) are deflated once and put in again as they are.
 */
import { crc32, deflateRawSync } from 'node:zlib';

/** A part as it lies in the archive. */
export interface PackedPart {
  name: string;
  /** 8: deflated, 0: stored as it is. */
  method: 0 | 8;
  crc: number;
  /** Bytes before it was packed. */
  size: number;
  packed: Uint8Array;
}

const LEVEL = 6;
/** What the numbers of a plain zip can say. */
const MOST_PARTS = 0xffff;
const MOST_BYTES = 0xffff_ffff;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** 2.0: deflate. */
const VERSION = 20;
/** 1 January 1980, the first day of a zip's calendar. */
const DAY = 0x21;

export function deflated(name: string, bytes: Uint8Array): PackedPart {
  const packed = deflateRawSync(bytes, { level: LEVEL });
  return { name, method: 8, crc: crc32(bytes), size: bytes.byteLength, packed };
}

/** Of what is an archive or a picture itself. */
export function stored(name: string, bytes: Uint8Array): PackedPart {
  return { name, method: 0, crc: crc32(bytes), size: bytes.byteLength, packed: bytes };
}

/** @throws RangeError for more than 65,535 parts or 4 GB */
export function zipOf(parts: readonly PackedPart[]): Buffer {
  if (parts.length > MOST_PARTS) throw new RangeError(`a zip of ${parts.length} parts`);
  const pieces: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name, 'utf8');
    const local = localHeader(part, name);
    directory.push(directoryEntry(part, name, at));
    pieces.push(local, part.packed);
    at += local.byteLength + part.packed.byteLength;
    if (at > MOST_BYTES) throw new RangeError(`a zip of more than ${MOST_BYTES} bytes`);
  }
  const size = directory.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return Buffer.concat([...pieces, ...directory, endOfDirectory(parts.length, size, at)]);
}

function localHeader({ method, crc, size, packed }: PackedPart, name: Buffer): Buffer {
  const header = Buffer.alloc(30 + name.byteLength);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt16LE(DAY, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(packed.byteLength, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.byteLength, 26);
  name.copy(header, 30);
  return header;
}

function directoryEntry({ method, crc, size, packed }: PackedPart, name: Buffer, at: number): Buffer {
  const entry = Buffer.alloc(46 + name.byteLength);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(VERSION, 4);
  entry.writeUInt16LE(VERSION, 6);
  entry.writeUInt16LE(FLAGS, 8);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt16LE(DAY, 14);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(packed.byteLength, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.byteLength, 28);
  entry.writeUInt32LE(at, 42);
  name.copy(entry, 46);
  return entry;
}

function endOfDirectory(parts: number, size: number, at: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts, 8);
  end.writeUInt16LE(parts, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return end;
}
