/**
 * The calls of the HTTP contract, typed. The session is a cookie; every failure is an ApiError with a sentence for
 * the user. Facts carry an Idempotency-Key, so that a lost answer is asked for again with the same key.
 */
import type {
  Account,
  AccountBody,
  AccountPage,
  AccountWithLink,
  CommitAnswer,
  CommitBody,
  EntryAnswer,
  EntryBody,
  EntrySheet,
  ErrorAnswer,
  FirstAdministratorBody,
  Health,
  ImportAnswer,
  ImportReading,
  ImportTextBody,
  LedgerAnswer,
  LedgerBody,
  Overview,
  OverviewQuery,
  PasswordSet,
  ProjectDetail,
  ProjectPage,
  ProjectsQuery,
  Region,
  RegionBody,
  RegionPage,
  SessionAnswer,
  SetPasswordBody,
  SignInBody,
  SignInInfo,
  UnitPage,
} from '../server/contract.ts';
import type { Static } from 'typebox';
import type { CurveAnswer, CurveBody, TargetVersions } from '../server/contract-curves.ts';
import type {
  CalendarAnswer,
  CalendarConfirmBody,
  CalendarConfirmed,
  CalendarPreview,
  CalendarPreviewBody,
} from '../server/contract-calendar.ts';
import type {
  AcknowledgeBody,
  ActAnswer,
  AlertDetail,
  AlertPage,
  AlertsQuery,
  DutyPlan,
  DutyPlanBody,
  EventBody,
  LadderAnswer,
  LadderBody,
  LadderChange,
  ProjectDuties,
  RegisteredEvent,
  ReopenBody,
  ReplyBody,
  SilenceBody,
  SilencePreview,
} from '../server/contract-alerts.ts';
import type { SearchAnswer, SearchQuery } from '../server/contract-search.ts';
import type { PreferenceName, Preferences } from '../server/contract-preferences.ts';
import type {
  OverviewRows,
  OverviewRowsQuery,
  OverviewSince,
  SinceQuery,
} from '../server/contract-overview.ts';
import type { DemoClockAnswer } from '../server/contract-demo.ts';
import type { JobsAnswer } from '../server/contract-jobs.ts';
import type {
  Contact,
  ContactBody,
  ContactSaved,
  NoticePage,
  NoticesQuery,
  TestChannel,
  TestMessageAccepted,
  TestMessages,
} from '../server/contract-notices.ts';
import type {
  PaymentCommitAnswer,
  PaymentCommitBody,
  PaymentFileAnswer,
  PaymentFilesPage,
  PaymentReverseAnswer,
} from '../server/contract-payments.ts';
import type { PaymentMapping } from '../domain/payment-mapping.ts';
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

/** A query whose values may be undefined, as a page's standpoint holds them. */
type Loose<T> = { [K in keyof T]?: T[K] | undefined };

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface CallOptions {
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

async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
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
async function signedInCall<T>(path: string, options: CallOptions = {}): Promise<T> {
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

function isHealth(answer: unknown): answer is Health {
  return typeof answer === 'object' && answer !== null && 'database' in answer && 'jobs' in answer;
}

export const api = {
  signInInfo: (signal?: AbortSignal) => call<SignInInfo>('/sign-in-info', { signal }),
  /** 401 when nobody is signed in: the caller decides, nobody is sent away. */
  session: () => call<SessionAnswer>('/session'),
  /** As `session` from a page behind the sign-in: an ended one takes the reader to the sign-in page. */
  keepSession: () => signedInCall<SessionAnswer>('/session'),
  signIn: (body: Static<typeof SignInBody>) => call<SessionAnswer>('/session', { method: 'POST', body }),
  signOut: () => call<void>('/session', { method: 'DELETE' }),

  makeFirstAdministrator: (body: Static<typeof FirstAdministratorBody>) =>
    call<Static<typeof PasswordSet>>('/first-administrator', { method: 'POST', body }),
  setPassword: (body: Static<typeof SetPasswordBody>) =>
    call<Static<typeof PasswordSet>>('/set-password', { method: 'POST', body }),
  regions: (query: { limit: number; cursor?: string | undefined }, signal?: AbortSignal) =>
    signedInCall<RegionPage>('/regions', { query, signal }),
  addRegion: (body: RegionBody, key?: string) => recordFact<Region>('/regions', body, key),
  units: (
    regionId: string,
    query: { kind: 'department' | 'unit'; limit: number; cursor?: string | undefined },
    signal?: AbortSignal,
  ) => signedInCall<UnitPage>(`/regions/${encodeURIComponent(regionId)}/units`, { query, signal }),
  accounts: (query: { region?: string | undefined; cursor?: string | undefined }, signal?: AbortSignal) =>
    signedInCall<AccountPage>('/accounts', { query, signal }),
  addAccount: (body: AccountBody, key?: string) => recordFact<AccountWithLink>('/accounts', body, key),
  newLink: (id: string, key?: string) =>
    recordFact<AccountWithLink>(`/accounts/${encodeURIComponent(id)}/new-link`, {}, key),
  disableAccount: (id: string, key?: string) =>
    recordFact<Account>(`/accounts/${encodeURIComponent(id)}/disable`, {}, key),
  enableAccount: (id: string, key?: string) =>
    recordFact<Account>(`/accounts/${encodeURIComponent(id)}/enable`, {}, key),
  jobs: (signal?: AbortSignal) => signedInCall<JobsAnswer>('/jobs', { signal }),
  retryJob: (id: string) =>
    signedInCall<{ id: string }>(`/jobs/${encodeURIComponent(id)}/retry`, { method: 'POST', body: {} }),
  demoClock: (signal?: AbortSignal) => signedInCall<DemoClockAnswer>('/demo/clock', { signal }),
  moveDemo: (date: string) => signedInCall<{ id: string }>('/demo/clock', { method: 'POST', body: { date } }),
  resetDemo: () => signedInCall<{ id: string }>('/demo/reset', { method: 'POST', body: {} }),
  /** Its 503 is an answer as well: it says what is dead. */
  health: async () => {
    try {
      return await call<Health>('/health');
    } catch (error) {
      if (error instanceof ApiError && error.status === 503 && isHealth(error.answer)) return error.answer;
      throw error;
    }
  },

  calendar: (signal?: AbortSignal) => signedInCall<CalendarAnswer>('/calendar', { signal }),
  /** Changes nothing. */
  previewCalendar: (body: CalendarPreviewBody) =>
    signedInCall<CalendarPreview>('/calendar/preview', { method: 'POST', body }),
  confirmCalendar: (year: number, body: CalendarConfirmBody, key?: string) =>
    recordFact<CalendarConfirmed>(`/calendar/${year}/confirm`, body, key),

  overview: (query: Loose<Static<typeof OverviewQuery>>, signal?: AbortSignal) =>
    signedInCall<Overview>('/overview', { query, signal }),
  /** The rows behind a number of the overview. */
  overviewRows: (query: Loose<OverviewRowsQuery> & Pick<OverviewRowsQuery, 'tile'>, signal?: AbortSignal) =>
    signedInCall<OverviewRows>('/overview/rows', { query, signal }),
  overviewSince: (query: Loose<SinceQuery> & Pick<SinceQuery, 'since'>, signal?: AbortSignal) =>
    signedInCall<OverviewSince>('/overview/since', { query, signal }),
  projects: (query: Loose<Static<typeof ProjectsQuery>>, signal?: AbortSignal) =>
    signedInCall<ProjectPage>('/projects', { query, signal }),
  search: (query: Loose<Static<typeof SearchQuery>> & { q: string }, signal?: AbortSignal) =>
    signedInCall<SearchAnswer>('/search', { query, signal }),
  project: (id: string, query: { asOf?: string | undefined } = {}, signal?: AbortSignal) =>
    signedInCall<ProjectDetail>(`/projects/${encodeURIComponent(id)}`, { query, signal }),
  projectVersions: (id: string, query: { asOf?: string | undefined } = {}, signal?: AbortSignal) =>
    signedInCall<TargetVersions>(`/projects/${encodeURIComponent(id)}/versions`, { query, signal }),

  alerts: (query: Loose<Static<typeof AlertsQuery>>, signal?: AbortSignal) =>
    signedInCall<AlertPage>('/alerts', { query, signal }),
  alert: (id: string, query: { asOf?: string | undefined } = {}, signal?: AbortSignal) =>
    signedInCall<AlertDetail>(`/alerts/${encodeURIComponent(id)}`, { query, signal }),
  /** The real dates if it were silenced until then; changes nothing. */
  silencePreview: (id: string, until: string, signal?: AbortSignal) =>
    signedInCall<SilencePreview>(`/alerts/${encodeURIComponent(id)}/silence-preview`, {
      query: { until },
      signal,
    }),
  acknowledgeAlert: (id: string, body: AcknowledgeBody, key?: string) =>
    recordFact<ActAnswer>(`/alerts/${encodeURIComponent(id)}/acknowledge`, body, key),
  silenceAlert: (id: string, body: SilenceBody, key?: string) =>
    recordFact<ActAnswer>(`/alerts/${encodeURIComponent(id)}/silence`, body, key),
  replyToAlert: (id: string, body: Static<typeof ReplyBody>, key?: string) =>
    recordFact<ActAnswer>(`/alerts/${encodeURIComponent(id)}/reply`, body, key),
  reopenAlert: (id: string, body: Static<typeof ReopenBody>, key?: string) =>
    recordFact<ActAnswer>(`/alerts/${encodeURIComponent(id)}/reopen`, body, key),
  ladder: (query: { dueOn?: string | undefined }, signal?: AbortSignal) =>
    signedInCall<LadderAnswer>('/ladder', { query, signal }),
  /** Changes nothing. */
  previewLadder: (dueOn: string, body: LadderBody, signal?: AbortSignal) =>
    signedInCall<LadderAnswer['preview']>('/ladder/preview', {
      method: 'POST',
      query: { dueOn },
      body,
      signal,
    }),
  setLadder: (body: LadderChange, key?: string) => recordFact<LadderAnswer>('/ladder', body, key),
  notices: (query: Loose<Static<typeof NoticesQuery>>, signal?: AbortSignal) =>
    signedInCall<NoticePage>('/notices', { query, signal }),
  readNotices: (noticeIds: string[]) =>
    signedInCall<{ unread: number }>('/notices/read', { method: 'POST', body: { noticeIds } }),

  preferences: (signal?: AbortSignal) => signedInCall<Preferences>('/account/preferences', { signal }),
  /** null forgets it. */
  savePreference: (name: PreferenceName, value: unknown) =>
    signedInCall<null>(`/account/preferences/${name}`, { method: 'PUT', body: { value } }),

  contact: (signal?: AbortSignal) => signedInCall<Contact>('/account/contact', { signal }),
  saveContact: (body: ContactBody) => signedInCall<ContactSaved>('/account/contact', { method: 'PUT', body }),
  contactTests: () => signedInCall<TestMessages>('/account/contact/tests'),
  sendTest: (channel: TestChannel) =>
    signedInCall<TestMessageAccepted>('/account/contact/test', { method: 'POST', body: { channel } }),

  entrySheet: (query: { period?: string | undefined }, signal?: AbortSignal) =>
    signedInCall<EntrySheet>('/entry-sheet', { query, signal }),
  recordEntry: (indicatorId: string, body: EntryBody, key?: string) =>
    recordFact<EntryAnswer>(`/indicators/${encodeURIComponent(indicatorId)}/entries`, body, key),
  recordLedgerEvent: (projectId: string, body: LedgerBody, key?: string) =>
    recordFact<Static<typeof LedgerAnswer>>(`/projects/${encodeURIComponent(projectId)}/ledger`, body, key),

  projectDuties: (projectId: string, signal?: AbortSignal) =>
    signedInCall<ProjectDuties>(`/projects/${encodeURIComponent(projectId)}/duties`, { signal }),
  registerEvent: (projectId: string, body: EventBody, key?: string) =>
    recordFact<RegisteredEvent>(`/projects/${encodeURIComponent(projectId)}/events`, body, key),
  agreeOnDuty: (projectId: string, body: DutyPlanBody, key?: string) =>
    recordFact<DutyPlan>(`/projects/${encodeURIComponent(projectId)}/duty-plans`, body, key),
  setMoneyCurve: (projectId: string, body: CurveBody, key?: string) =>
    recordFact<CurveAnswer>(`/projects/${encodeURIComponent(projectId)}/money-curve`, body, key),
  setIndicatorCurve: (indicatorId: string, body: CurveBody, key?: string) =>
    recordFact<CurveAnswer>(`/indicators/${encodeURIComponent(indicatorId)}/curve`, body, key),

  sendPaymentFile: (file: File) => {
    const form = new FormData();
    form.append('file', file);
    return signedInCall<PaymentFileAnswer>('/payment-files', { method: 'POST', body: form });
  },
  sendPaymentText: (body: { text: string; filename: string }) =>
    signedInCall<PaymentFileAnswer>('/payment-files', { method: 'POST', body }),
  paymentFiles: (query: { cursor?: string | undefined }, signal?: AbortSignal) =>
    signedInCall<PaymentFilesPage>('/payment-files', { query, signal }),
  paymentFile: (id: string, signal?: AbortSignal) =>
    signedInCall<PaymentFileAnswer>(`/payment-files/${encodeURIComponent(id)}`, { signal }),
  /** The same file under another mapping: a new preview with a new id. */
  remapPaymentFile: (id: string, mapping: PaymentMapping) =>
    signedInCall<PaymentFileAnswer>(`/payment-files/${encodeURIComponent(id)}/mapping`, {
      method: 'POST',
      body: mapping,
    }),
  reversePaymentFile: (id: string, key?: string) =>
    recordFact<PaymentReverseAnswer>(`/payment-files/${encodeURIComponent(id)}/reverse`, {}, key),
  commitPaymentFile: (id: string, body: PaymentCommitBody, key?: string) =>
    recordFact<PaymentCommitAnswer>(`/payment-files/${encodeURIComponent(id)}/commit`, body, key),

  /** The preview, or how far its reading is: a long document is read on after the answer. */
  importFile: (file: File, key?: string) => {
    const form = new FormData();
    form.append('file', file);
    return recordFact<ImportAnswer | ImportReading>('/imports', form, key);
  },
  importText: (body: Static<typeof ImportTextBody>, key?: string) =>
    recordFact<ImportAnswer | ImportReading>('/imports', body, key),
  import: (id: string, signal?: AbortSignal) =>
    signedInCall<ImportAnswer | ImportReading>(`/imports/${encodeURIComponent(id)}`, { signal }),
  commitImport: (id: string, body: Static<typeof CommitBody>, key?: string) =>
    recordFact<Static<typeof CommitAnswer>>(`/imports/${encodeURIComponent(id)}/commit`, body, key),
};
