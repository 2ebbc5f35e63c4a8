/**
 * The same paper gives the same bytes, today and next year: an exported snapshot is known by its hash. What the libraries put
 * in of the clock and of chance (dates in the zip, created and modified, ids of drawings and relations) is taken out again
 * of what they wrote, and the parts are packed anew.
 */
import { openArchive, type Archive } from '../forms/archive.ts';
import { deflated, zipOf } from './zip.ts';

/** The day that every paper says it was made on: no clock. */
export const NO_DAY = '1980-01-01T00:00:00Z';

/** Word and Excel want these two to come first. */
const FIRST = ['[Content_Types].xml', '_rels/.rels'];

/** @param change what becomes of a part that is XML */
async function fixedArchive(
  bytes: Uint8Array,
  change: (xml: string, name: string) => string = (xml) => xml,
): Promise<Buffer> {
  const parts = await fixedParts(bytes, change);
  return zipOf(parts.map(({ name, bytes: part }) => deflated(name, part)));
}

/** As `fixedArchive`, before they are packed: in the order in which they are. */
export async function fixedParts(
  bytes: Uint8Array,
  change: (xml: string, name: string) => string,
): Promise<{ name: string; bytes: Buffer }[]> {
  const archive = await openArchive(bytes);
  const ids = await chanceIds(archive);
  const fixed = (xml: string, name: string): string => change(withFixedIds(xml, ids), name);
  const parts: { name: string; bytes: Buffer }[] = [];
  for (const name of inOrder(archive.names)) {
    const part = await archive.part(name);
    if (part !== null) parts.push({ name, bytes: await fixedPart(name, part, fixed) });
  }
  return parts;
}

async function fixedPart(
  name: string,
  part: Buffer,
  change: (xml: string, name: string) => string,
): Promise<Buffer> {
  // The figures behind a chart are a workbook of their own.
  if (name.endsWith('.xlsx')) return fixedArchive(part);
  if (!/\.(xml|rels)$/.test(name)) return part;
  return Buffer.from(change(withoutClock(part.toString('utf8')), name), 'utf8');
}

/** Ids of relations that were drawn by lot, and the ones that they get: after what they lead to. */
async function chanceIds(archive: Archive): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const name of archive.names.filter((each) => each.endsWith('.rels'))) {
    const relations = (await archive.part(name))?.toString('utf8') ?? '';
    for (const [relation] of relations.matchAll(/<Relationship\b[^>]*>/g)) {
      const id = /\bId="(rId[\w-]{12,})"/.exec(relation)?.[1];
      const target = /\bTarget="([^"]*)"/.exec(relation)?.[1];
      if (id !== undefined && target !== undefined)
        ids.set(id, `rId_${target.replace(/[^A-Za-z0-9]+/g, '_')}`);
    }
  }
  return ids;
}

function withFixedIds(xml: string, ids: ReadonlyMap<string, string>): string {
  if (ids.size === 0) return xml;
  return xml.replace(/"(rId[\w-]{12,})"/g, (quoted, id: string) => {
    const own = ids.get(id);
    return own === undefined ? quoted : `"${own}"`;
  });
}

function withoutClock(xml: string): string {
  return xml.replace(
    /(<dcterms:(?:created|modified)[^>]*>)[^<]*(<\/dcterms:(?:created|modified)>)/g,
    `$1${NO_DAY}$2`,
  );
}

function inOrder(names: readonly string[]): string[] {
  const files = names.filter((name) => !name.endsWith('/'));
  const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return files.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
