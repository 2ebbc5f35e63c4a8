/**
 * Ten thousand damaged documents (SOAK_FUZZED_DOCUMENTS): read in this process, and fifty of them uploaded to a server that
 * listens. No crash, no unhandled error, memory flat.
 */
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openFuzzer, readFuzzed, told } from '../forms/fuzzed.ts';
import { createTestDatabase } from '../postgres.ts';
import { cookieOf, createWorld, PASSWORD } from '../server/world.ts';

const DOCUMENTS = Number(process.env['SOAK_FUZZED_DOCUMENTS'] ?? '10000');
const UPLOADS = 50;
const SEED = 5;
/** Code that is compiled late, caches of the libraries. Bytes. */
const MEMORY_MAY_GROW = 30_000_000;

const unhandled: unknown[] = [];
const hear = (error: unknown) => unhandled.push(error);
process.on('unhandledRejection', hear);
process.on('uncaughtException', hear);
const log = vi.spyOn(console, 'error').mockReturnValue(undefined);
afterAll(() => {
  process.off('unhandledRejection', hear);
  process.off('uncaughtException', hear);
  log.mockRestore();
});

describe(`${DOCUMENTS} damaged documents`, () => {
  it('are read or refused in words; memory does not grow', async () => {
    const outcomes = await readFuzzed(SEED, DOCUMENTS);
    console.log(told(outcomes));
    // A damaged font may hold the PDF library for ever: few do, and the product ends such a reading.
    expect(outcomes.counts['pdf']?.['given up after its time'] ?? 0).toBeLessThanOrEqual(DOCUMENTS / 1_000);
    expect(unhandled).toEqual([]);
    expect(outcomes.slowest.ms).toBeLessThan(10_000);
    expect(outcomes.heap.late - outcomes.heap.early).toBeLessThan(MEMORY_MAY_GROW);
  });

  it(`leave the server well: ${UPLOADS} of them uploaded`, async () => {
    const database = await createTestDatabase();
    const world = await createWorld(database);
    const app = await world.start();
    await app.listen({ port: 0, host: '127.0.0.1' });
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    const signedIn = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ username: 'finance', password: PASSWORD }),
    });
    const cookie = cookieOf({ headers: { 'set-cookie': signedIn.headers.get('set-cookie') } });
    const fuzzed = await openFuzzer(SEED + 1);
    const answers: Record<string, number> = {};
    for (let number = 0; number < UPLOADS; number += 1) {
      const { filename, bytes } = await fuzzed(number);
      const body = new FormData();
      body.set('file', new Blob([new Uint8Array(bytes)]), filename);
      const answer = await fetch(`${url}/api/imports`, {
        method: 'POST',
        headers: { cookie, origin: url },
        body,
      });
      const { code } = (await answer.json()) as { code?: string };
      const said = `${answer.status} ${code ?? ''}`.trim();
      answers[said] = (answers[said] ?? 0) + 1;
      expect(['201', '422 unreadable_document'], `document ${number}`).toContain(said);
      expect((await fetch(`${url}/api/health`)).status, `after document ${number}`).toBe(200);
    }
    console.log(`uploads: ${JSON.stringify(answers)}`);
    expect(Object.values(answers).reduce((sum, times) => sum + times, 0)).toBe(UPLOADS);
    expect(Object.keys(answers)).toHaveLength(2);
    expect(unhandled).toEqual([]);
  });
});
