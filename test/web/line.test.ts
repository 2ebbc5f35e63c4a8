/** Whether the line stands, from what the calls of a page meet. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import { ApiError, api } from '../../web/api.ts';
import { useAnswer } from '../../web/answer.ts';
import { lineAnsweredAt, lineIsCut, lineReturns, noteAnswer, useLine } from '../../web/line.ts';

let scope: EffectScope;
let isCut: boolean;
let status: number;
let asked: string[];

beforeEach(() => {
  vi.useFakeTimers();
  scope = effectScope(true);
  isCut = false;
  status = 200;
  asked = [];
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    if (isCut) return Promise.reject(new TypeError('Failed to fetch'));
    return Promise.resolve(new Response('{}', { status }));
  });
  noteAnswer();
});
afterEach(() => {
  scope.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const call = () => api.health().catch((error: unknown) => error as ApiError);
const start = () =>
  scope.run(() =>
    useLine(async () => {
      await call();
    }),
  );

describe('the line', () => {
  it('is cut by a call without an answer and by a gateway’s, and stands with any answer of the server', async () => {
    for (const [cut, code, expected] of [
      [true, 200, true],
      [false, 500, false],
      [false, 502, true],
      [false, 503, false],
      [false, 504, true],
      [false, 200, false],
    ] as const) {
      isCut = cut;
      status = code;
      await call();
      expect([cut, code, lineIsCut.value]).toEqual([cut, code, expected]);
    }
  });

  it('is asked every three seconds while it is cut, and left alone once it stands', async () => {
    start();
    isCut = true;
    await call();
    const before = lineReturns.value;
    await vi.advanceTimersByTimeAsync(9_500);
    expect(asked).toHaveLength(1 + 3);
    isCut = false;
    vi.setSystemTime('2023-07-31T06:32:00Z');
    await vi.advanceTimersByTimeAsync(3_000);
    expect([lineIsCut.value, lineReturns.value]).toEqual([false, before + 1]);
    expect(lineAnsweredAt.value?.toISOString().slice(0, 16)).toBe('2023-07-31T06:32');
    const sofar = asked.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(sofar);
  });

  it('is cut at once when the browser says so, and asked at once when the browser is back', async () => {
    start();
    window.dispatchEvent(new Event('offline'));
    expect(lineIsCut.value).toBe(true);
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(lineIsCut.value).toBe(false);
  });

  it('asks nothing any more after its scope', async () => {
    start();
    isCut = true;
    await call();
    scope.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
  });
});

describe('an answer that was asked for while the line was cut', () => {
  it('keeps what was read before and is asked for again when the line stands', async () => {
    start();
    let number = 0;
    const load = async (): Promise<number> => {
      await api.health();
      number += 1;
      return number;
    };
    const answer = scope.run(() => useAnswer(load))!;
    await vi.advanceTimersByTimeAsync(0);
    expect(answer.data.value).toBe(1);
    isCut = true;
    await answer.reload();
    expect([answer.data.value, answer.error.value?.status]).toEqual([1, 0]);
    isCut = false;
    await vi.advanceTimersByTimeAsync(3_100);
    expect([answer.data.value, answer.error.value]).toEqual([2, null]);
  });

  it('is not asked for again after a refusal: the server has said its word', async () => {
    start();
    const load = vi.fn(() => Promise.reject(new ApiError(403, { code: 'forbidden', message: '无权查看' })));
    scope.run(() => useAnswer(load));
    await vi.advanceTimersByTimeAsync(0);
    isCut = true;
    await call();
    isCut = false;
    await vi.advanceTimersByTimeAsync(3_100);
    expect(lineIsCut.value).toBe(false);
    expect(load).toHaveBeenCalledTimes(1);
  });
});
