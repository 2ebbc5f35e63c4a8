/** The process that reads a document: what it may do, how it ends, and that nothing of it is left. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openDocumentReader, openReader, openReadyReader } from '../../server/document-reading.ts';
import { bomb } from '../forms/payment-fixtures.ts';
import { containerOf97, pdfOf } from '../forms/refused-files.ts';

const read = openDocumentReader(60_000);
const seed = (name: string) => readFileSync(new URL(`../fixtures/seeds/${name}`, import.meta.url));

/** Processes of this one that read documents. */
function readingProcesses(): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return parent === process.pid && /reading-process/.test(command) ? [Number(name)] : [];
    } catch (fault) {
      // It ended between the listing and the reading.
      if (['ENOENT', 'ESRCH'].includes((fault as NodeJS.ErrnoException).code ?? '')) return [];
      throw fault;
    }
  });
}

async function allGone(): Promise<void> {
  for (let turn = 0; turn < 100 && readingProcesses().length > 0; turn += 1) await sleep(50);
  expect(readingProcesses()).toEqual([]);
}

describe('a reading process', () => {
  it.each<[string, Buffer | (() => Promise<Buffer>), RegExp]>([
    ['a.doc', containerOf97('EncryptedPackage'), /密码.*请.*去掉密码/],
    ['a.xlsx', () => bomb(200), /大得不正常.*请/],
    ['a.pdf', pdfOf({ pages: 5_000 }), /超过 2000 页。请拆分/],
  ])('refuses in words: %s', async (filename, made, sentence) => {
    const bytes = typeof made === 'function' ? await made() : made;
    const refused = read({ filename, bytes });
    await expect(refused).rejects.toMatchObject({ statusCode: 422, code: 'unreadable_document' });
    await expect(refused).rejects.toThrow(sentence);
  });

  it('that cannot be made is a fault of this reading, and takes nobody along', async () => {
    const node = process.execPath;
    process.execPath = '/nowhere/node';
    try {
      const text = 'x'.repeat(100_000);
      await expect(read({ filename: 'a.txt', text })).rejects.toThrow('ENOENT');
      // That its input could not be sent is said after that: unheard it would end the server.
      await sleep(200);
    } finally {
      process.execPath = node;
    }
  });

  it('and reads the next document all the same', async () => {
    const { forms } = await read({ filename: 'lishi.pdf', bytes: seed('lishi.pdf') });
    expect(forms).toHaveLength(6);
    await allGone();
  });
});

describe('a reading process that waits ready', () => {
  const one = async (): Promise<number> => {
    for (let turn = 0; turn < 200 && readingProcesses().length !== 1; turn += 1) await sleep(25);
    const [pid = 0, ...others] = readingProcesses();
    expect(others).toEqual([]);
    return pid;
  };

  it('is there while somebody is at work, reads the first document, and another waits for the next', async () => {
    const ready = openReadyReader(60_000);
    expect(readingProcesses()).toEqual([]);
    ready.stayReady();
    ready.stayReady();
    const first = await one();
    const { forms } = await ready.read({ filename: 'lishi.docx', bytes: seed('lishi.docx') });
    expect(forms).toHaveLength(6);
    for (let turn = 0; turn < 200 && readingProcesses().includes(first); turn += 1) await sleep(25);
    expect(await one()).not.toBe(first);
    ready.close();
    await allGone();
  });

  it('is replaced when it died meanwhile, and none is started after the end', async () => {
    const ready = openReadyReader(60_000);
    ready.stayReady();
    process.kill(await one(), 'SIGKILL');
    await allGone();
    const reading = ready.read({ filename: 'lishi.docx', bytes: seed('lishi.docx') });
    ready.close();
    expect((await reading).forms).toHaveLength(6);
    await allGone();
    await sleep(300);
    expect(readingProcesses()).toEqual([]);
  });
});

describe('a reading process that goes wrong', () => {
  const open = (readingMs: number, pageMs = readingMs) =>
    openReader<{ deed: string }, string>(new URL('reading-processes.ts', import.meta.url), readingMs, pageMs);

  it('is killed when it runs for ever, and the sentence says what to do', async () => {
    const began = performance.now();
    await expect(open(1_500)({ deed: 'runs for ever' })).rejects.toThrow(/超过 2 秒.*请把文件拆分/);
    expect(performance.now() - began).toBeLessThan(6_000);
    await allGone();
  });

  it('is killed long before when it does not get on with a page, and the sentence names the page', async () => {
    const began = performance.now();
    await expect(open(120_000, 1_500)({ deed: 'never ends a page' })).rejects.toThrow(
      /读到第 2 页停住了：2 秒没有进展.*请重新导出 PDF/,
    );
    expect(performance.now() - began).toBeLessThan(20_000);
    await allGone();
  });

  it('is not killed while it gets on, nor for what it does after the last page', async () => {
    expect(await open(60_000, 1_000)({ deed: 'takes its time with each of many pages' })).toBe('read');
  });

  it('ends by itself when it takes all memory', async () => {
    await expect(open(60_000)({ deed: 'takes all memory' })).rejects.toThrow(/内容过大或已损坏.*请/);
    await allGone();
  });

  it.each([['writes a file'], ['starts a process']])('cannot do it when it %s', async (deed) => {
    expect(await open(20_000)({ deed })).toBe('ERR_ACCESS_DENIED');
  });

  it('knows nothing of our logins', async () => {
    expect(await open(20_000)({ deed: 'says its environment' })).not.toMatch(/URL|PASSWORD|PATH/);
  });
});
