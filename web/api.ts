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

import { ApiError, call, recordFact, signedInCall } from './api-call.ts';

export {
  ApiError,
  apiPath,
  idempotencyKey,
  isNoAnswer,
  recordFact,
  sendingKeys,
  whenSignedOut,
} from './api-call.ts';

/** A query whose values may be undefined, as a page's standpoint holds them. */
type Loose<T> = { [K in keyof T]?: T[K] | undefined };

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
