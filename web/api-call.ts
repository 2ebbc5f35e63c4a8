/** How a call reaches the server: time limits, the line's state, refusals in words, facts sent again with the same key. */
import type { ErrorAnswer } from '../server/contract.ts';
import { noteAnswer, noteSilence } from './line.ts';
import { commonWords } from './words/common.ts';
import { locale } from './words/words.ts';

/** An answer slower than this is given up: reads are well under a second, an import is parsed within seconds. */
const READ_TIMEOUT_MS = 20_000;
const WRITE_TIMEOUT_MS = 60_000;
/** Answers of a gateway that does not reach the server; the server's own 503 is its health. */
const GATEWAY_STATUSES: readonly number[] = [502, 504];
/** Waits before a fact is sent again with the same key. */
const RETRY_WAITS_MS = [500, 1_500, 4_000];

/** A refused or failed call. `status` 0: no answer came. `message` is a sentence for the user. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The whole answer, for refusals that carry more (409 with the newer entry). */
  readonly answer: unknown;

  constructor(status: number, error: ErrorAnswer, answer: unknown = null) {
    super(error.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = error.code;
    this.fields = error.fields ?? {};
    this.answer = answer;
  }
}

let onSignedOut: () => void = () => undefined;

/** What happens when the session has ended: the router takes the reader to the sign-in page and back afterwards. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

/** `/projects` and `{ light: 'severe', q: undefined }` → `/api/projects?light=severe`. */
export function apiPath(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  const text = search.toString();
  return `/api${path}${text ? `?${text}` : ''}`;
}

/** One call and its answer; every way in which it can fail is an ApiError, but for what the caller aborted. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const { method = 'GET', query, body, headers = {}, signal } = options;
  const abort = new AbortController();
  let timedOut = false;
  const timer = setTimeout(
    () => {
      timedOut = true;
      abort.abort();
    },
    options.timeoutMs ?? (method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS),
  );
  const cancel = () => abort.abort();
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted) abort.abort();
  const isForm = typeof FormData !== 'undefined' && body instanceof FormData;
  const init: RequestInit = {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      // Sentences of the server come in the language of the pages.
      'accept-language': locale.value,
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    signal: abort.signal,
  };
  if (body !== undefined) init.body = isForm ? body : JSON.stringify(body);
  try {
    const response = await fetch(apiPath(path, query), init);
    if (GATEWAY_STATUSES.includes(response.status)) noteSilence();
    else noteAnswer();
    if (response.status === 204) return undefined as T;
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) {
      if (answer === undefined) throw unreadable(response.status);
      return answer as T;
    }
    throw refusal(response.status, answer);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (signal?.aborted) throw error;
    noteSilence();
    throw new ApiError(
      0,
      timedOut
        ? { code: 'timeout', message: commonWords.errors.timeout }
        : { code: 'network', message: commonWords.errors.network },
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

function unreadable(status: number): ApiError {
  return new ApiError(status, { code: 'unreadable', message: commonWords.errors.unreadable });
}

function refusal(status: number, answer: unknown): ApiError {
  const error = answer as Partial<ErrorAnswer> | undefined;
  if (typeof error?.message !== 'string' || typeof error.code !== 'string') {
    return new ApiError(status, { code: 'server', message: commonWords.errors.server(status) }, answer);
  }
  return new ApiError(status, error as ErrorAnswer, answer);
}

/** A call behind the session: a 401 takes the reader to the sign-in page. */
export async function signedInCall<T>(path: string, options: CallOptions = {}): Promise<T> {
  try {
    return await call<T>(path, options);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) onSignedOut();
    throw error;
  }
}

/** A fresh key for one fact; keep it while the same fact is tried again. */
export function idempotencyKey(): string {
  // randomUUID exists from Chromium 92 and on https or localhost only; a bureau's LAN address is plain http.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [8, 12, 16, 20].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
}

export interface SendingKeys {
  /** The same content goes with the same key, so that a lost answer is asked for again and nothing is recorded twice. */
  of(content: unknown): string;
  /** It has arrived: the same content again is another fact. */
  forget(): void;
}

/** The keys of what one form sends. */
export function sendingKeys(): SendingKeys {
  let sent: { text: string; key: string } | null = null;
  return {
    of(content) {
      const text = JSON.stringify(content);
      if (sent?.text !== text) sent = { text, key: idempotencyKey() };
      return sent.key;
    },
    forget: () => (sent = null),
  };
}

/** No answer, or an answer of a gateway: whether the server heard the call is not known. */
export function isNoAnswer({ status }: ApiError): boolean {
  return status === 0 || [502, 503, 504].includes(status);
}

/** The fact may have been recorded; asking again with the same key tells. */
function mayAskAgain(error: unknown): boolean {
  return error instanceof ApiError && isNoAnswer(error);
}

/**
 * Records a fact or decision. A lost answer is asked for again three times with the same key, which the server
 * answers as the first time; a refusal is thrown at once.
 */
export async function recordFact<T>(path: string, body: unknown, key: string = idempotencyKey()): Promise<T> {
  for (const waitMs of RETRY_WAITS_MS) {
    try {
      return await postFact<T>(path, body, key);
    } catch (error) {
      if (!mayAskAgain(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return postFact<T>(path, body, key);
}

function postFact<T>(path: string, body: unknown, key: string): Promise<T> {
  return signedInCall<T>(path, { method: 'POST', body, headers: { 'idempotency-key': key } });
}
