/** Who is signed in, on this page. */
import { type ComputedRef, computed, readonly, shallowRef } from 'vue';
import type { Role, SessionAnswer, SessionUser } from '../server/contract.ts';
import { ApiError, api } from './api.ts';

const current = shallowRef<SessionAnswer | null>(null);
let asked: Promise<SessionAnswer | null> | null = null;

/** The session of this browser, null when nobody is signed in. */
export const session = readonly(current) as Readonly<typeof current>;

/**
 * Asks the server once who is signed in; later calls answer from memory.
 * Throws the ApiError of a server that cannot be reached.
 */
export function loadSession(): Promise<SessionAnswer | null> {
  asked ??= askSession();
  return asked;
}

async function askSession(): Promise<SessionAnswer | null> {
  try {
    current.value = await api.session();
  } catch (error) {
    asked = null;
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    current.value = null;
  }
  return current.value;
}

/** Tells the server that the session is in use. Without an answer the page's own readings say so. */
export async function keepSession(): Promise<void> {
  try {
    await api.keepSession();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

export async function signIn(username: string, password: string): Promise<void> {
  current.value = await api.signIn({ username, password });
  asked = Promise.resolve(current.value);
}

export async function signOut(): Promise<void> {
  await api.signOut();
  forgetSession();
}

/** The server said that the session has ended. */
export function forgetSession(): void {
  current.value = null;
  asked = null;
}

/** The signed-in user; only on pages behind the sign-in, where the router has seen to it that there is one. */
export function useUser(): ComputedRef<SessionUser | null> {
  return computed(() => current.value?.user ?? null);
}

/** The three administrators keep the system and see no business data. */
const READERS: readonly Role[] = [
  'handler',
  'unit_head',
  'leader',
  'finance_business',
  'finance_performance',
];

export type PageName =
  | 'overview'
  | 'projects'
  | 'entry'
  | 'alerts'
  | 'reviews'
  | 'review-forms'
  | 'rectifications'
  | 'import'
  | 'payments'
  | 'accounts'
  | 'calendar'
  | 'jobs';

/** Which pages a role's work needs; what a person may read is decided by the server alone. */
export const ROLES_OF_PAGE: Readonly<Record<PageName, readonly Role[]>> = {
  overview: READERS,
  projects: READERS,
  entry: ['handler', 'unit_head'],
  alerts: READERS,
  reviews: ['leader', 'finance_business', 'finance_performance'],
  'review-forms': READERS,
  rectifications: READERS,
  import: READERS,
  payments: ['handler', 'unit_head', 'finance_business'],
  accounts: ['system_admin'],
  calendar: [...READERS, 'system_admin', 'security_admin', 'auditor'],
  jobs: ['system_admin'],
};

/** Approved targets are adjusted by the department and the finance bureau (server/access.ts). */
export const mayAdjustTargets = (role: Role | undefined): boolean =>
  role === 'leader' || role === 'finance_business' || role === 'finance_performance';

/** Pages that more people may read than have them in the main navigation; the person's menu leads there. */
const KEEPERS_OF_PAGE: Partial<Record<PageName, readonly Role[]>> = { calendar: ['system_admin'] };

/** The pages of the main navigation for a role, in its order. */
export function pagesInMenu(role: Role): PageName[] {
  const names = Object.keys(ROLES_OF_PAGE) as PageName[];
  return names.filter((name) => (KEEPERS_OF_PAGE[name] ?? ROLES_OF_PAGE[name]).includes(role));
}

/** The page of the main navigation that a route belongs to, null for the others; a project belongs to the list. */
export function pageOfRoute(name: unknown): PageName | null {
  if (name === 'project') return 'projects';
  if (name === 'review-form') return 'review-forms';
  if (name === 'rectification') return 'rectifications';
  if (name === 'wall') return 'overview';
  if (name === 'ladder' || name === 'notices') return 'alerts';
  return typeof name === 'string' && name in ROLES_OF_PAGE ? (name as PageName) : null;
}
