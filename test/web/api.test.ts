import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, api, apiPath, idempotencyKey, recordFact, whenSignedOut } from '../../web/api.ts';

type Call = { path: string; init: RequestInit };
let calls: Call[];
let answers: (() => Promise<Response>)[];

const answer = (status: number, body?: unknown) => () =>
  Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status }));
const lost = () => Promise.reject(new TypeError('Failed to fetch'));
const keyOf = (call: Call | undefined) => (call?.init.headers as Record<string, string>)['idempotency-key'];
const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('was not refused');
    },
    (error: unknown) => error as ApiError,
  );

beforeEach(() => {
  calls = [];
  answers = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    calls.push({ path, init });
    return (answers.shift() ?? lost)();
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  whenSignedOut(() => undefined);
});

describe('a path', () => {
  it('leaves out what is undefined and escapes what is not plain', () => {
    expect(apiPath('/projects', { light: 'severe', q: '培训 & 就业', unit: undefined })).toBe(
      '/api/projects?light=severe&q=%E5%9F%B9%E8%AE%AD+%26+%E5%B0%B1%E4%B8%9A',
    );
    expect(apiPath('/session')).toBe('/api/session');
  });
});

describe('a refusal', () => {
  it('carries status, code, the sentence for the user and its fields', async () => {
    answers = [answer(422, { code: 'invalid', message: '数值不能为负', fields: { value: '不能为负' } })];
    const error = await refused(api.recordEntry('i', { period: '2023-07', value: '-1' }, 'key'));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 422,
      code: 'invalid',
      message: '数值不能为负',
      fields: { value: '不能为负' },
    });
    expect(calls).toHaveLength(1);
  });
  it('carries the whole answer where that says more', async () => {
    const conflict = {
      code: 'conflict',
      message: '别人先填了',
      newer: { id: 'n' },
      yours: { period: '2023-07' },
    };
    answers = [answer(409, conflict)];
    expect((await refused(api.recordEntry('i', { period: '2023-07' }))).answer).toEqual(conflict);
  });
  it('of something between us and the server still gives a sentence', async () => {
    answers = [() => Promise.resolve(new Response('<html>Bad gateway</html>', { status: 500 }))];
    expect((await refused(api.overview({}))).message).toBe('服务器出错（500），请稍后重试');
  });
});

describe('a signed-out reader', () => {
  it('is told on any page behind the sign-in, not while signing in', async () => {
    const left = vi.fn();
    whenSignedOut(left);
    answers = [answer(401, { code: 'signed_out', message: '请先登录' })];
    await refused(api.overview({}));
    expect(left).toHaveBeenCalledTimes(1);
    answers = [answer(401, { code: 'sign_in_refused', message: '用户名或密码不对' })];
    await refused(api.signIn({ username: 'a', password: 'b' }));
    expect(left).toHaveBeenCalledTimes(1);
  });
});

describe('a fact', () => {
  it('is sent again with the same key when the answer is lost', async () => {
    vi.useFakeTimers();
    answers = [lost, answer(503, { code: 'busy', message: '忙' }), answer(201, { entry: 1 })];
    const recorded = recordFact('/indicators/i/entries', { period: '2023-07', value: '302' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await recorded).toEqual({ entry: 1 });
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map(keyOf)).size).toBe(1);
    expect(keyOf(calls[0])).toMatch(/^[0-9a-f-]{36}$/);
  });
  it('gives up after three more tries and says that the network is gone', async () => {
    vi.useFakeTimers();
    const failed = refused(recordFact('/x', {}, 'key'));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await failed).toMatchObject({
      status: 0,
      code: 'network',
      message: '连不上服务器，请检查网络后重试',
    });
    expect(calls).toHaveLength(4);
  });
  it('keeps the key it was given, so that the page can try again later', async () => {
    answers = [answer(201, {})];
    await recordFact('/x', {}, 'my-key');
    expect(keyOf(calls[0])).toBe('my-key');
  });
  it('gets a proper key on plain http too, where randomUUID is missing', () => {
    const real = globalThis.crypto;
    vi.stubGlobal('crypto', {
      getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => real.getRandomValues(bytes),
    });
    const keys = new Set(Array.from({ length: 100 }, () => idempotencyKey()));
    expect(keys.size).toBe(100);
    for (const key of keys)
      expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('a read', () => {
  it('is not repeated by itself', async () => {
    await refused(api.overview({}));
    expect(calls).toHaveLength(1);
  });
  it('that takes too long is given up with a sentence', async () => {
    vi.useFakeTimers();
    vi.stubGlobal(
      'fetch',
      (_path: string, init: RequestInit) =>
        new Promise((_resolve, reject) =>
          init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))),
        ),
    );
    const failed = refused(api.overview({}));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await failed).toMatchObject({ code: 'timeout' });
  });
});
