/** The map of the pages. Each page is its own chunk; a route stands here once its page exists. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { whenSignedOut } from './api.ts';
import { ROLES_OF_PAGE, forgetSession, loadSession, pageOfRoute } from './session.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Readable without a session. */
    open?: true;
    /** Read without being touched; keeps its session while it is visible (kept-session.ts). */
    lookedAt?: true;
    /** Without the bars of the product: the page is the whole screen. */
    bare?: true;
  }
}

/** Names of the main navigation that have a page; the top bar shows these in this order. */
export const routes: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./pages/SignInPage.vue'),
    meta: { open: true },
  },
  {
    path: '/first-administrator',
    name: 'first-administrator',
    component: () => import('./pages/FirstAdministratorPage.vue'),
    meta: { open: true },
  },
  {
    path: '/set-password',
    name: 'set-password',
    component: () => import('./pages/SetPasswordPage.vue'),
    meta: { open: true },
  },
  { path: '/accounts', name: 'accounts', component: () => import('./pages/AccountsPage.vue') },
  { path: '/account', name: 'account', component: () => import('./pages/MyAccountPage.vue') },
  { path: '/design', name: 'design', component: () => import('./pages/DesignPage.vue') },
  { path: '/calendar', name: 'calendar', component: () => import('./pages/CalendarPage.vue') },
  { path: '/jobs', name: 'jobs', component: () => import('./pages/JobsPage.vue') },
  {
    path: '/',
    name: 'overview',
    component: () => import('./pages/OverviewPage.vue'),
    meta: { lookedAt: true },
  },
  {
    path: '/wall',
    name: 'wall',
    component: () => import('./pages/WallPage.vue'),
    meta: { lookedAt: true, bare: true },
  },
  { path: '/projects', name: 'projects', component: () => import('./pages/ProjectsPage.vue') },
  { path: '/projects/:id', name: 'project', component: () => import('./pages/ProjectPage.vue') },
  { path: '/alerts/:id?', name: 'alerts', component: () => import('./pages/AlertsPage.vue') },
  { path: '/ladder', name: 'ladder', component: () => import('./pages/LadderPage.vue') },
  { path: '/notices', name: 'notices', component: () => import('./pages/NoticesPage.vue') },
  { path: '/entry', name: 'entry', component: () => import('./pages/EntryPage.vue') },
  { path: '/reviews', name: 'reviews', component: () => import('./pages/ReviewsPage.vue') },
  {
    path: '/review-forms',
    name: 'review-forms',
    component: () => import('./pages/MyFormsPage.vue'),
  },
  {
    path: '/review-forms/:id',
    name: 'review-form',
    component: () => import('./pages/ReviewFormPage.vue'),
  },
  {
    path: '/rectifications',
    name: 'rectifications',
    component: () => import('./pages/RectificationsPage.vue'),
  },
  {
    path: '/rectifications/:id',
    name: 'rectification',
    component: () => import('./pages/RectificationPage.vue'),
  },
  { path: '/no-access', name: 'no-access', component: () => import('./pages/NoAccessPage.vue') },
  { path: '/import/:id?', name: 'import', component: () => import('./pages/ImportPage.vue') },
  { path: '/payments/:id?', name: 'payments', component: () => import('./pages/PaymentsPage.vue') },
  { path: '/:rest(.*)*', name: 'not-found', component: () => import('./pages/NotFoundPage.vue') },
];

/** A way back inside this product, never to another origin (`//elsewhere`, `https:`). */
export function safeWayBack(back: unknown): string {
  return typeof back === 'string' && /^\/(?![/\\])/.test(back) ? back : '/';
}

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
});

router.beforeEach(async (to) => {
  if (to.meta.open) return true;
  // A server that cannot be reached is not a signed-out reader: the page opens and shows its own error.
  const session = await loadSession().catch(() => undefined);
  if (session === null) return { name: 'sign-in', query: { back: to.fullPath } };
  const page = pageOfRoute(to.name);
  if (!session || !page || ROLES_OF_PAGE[page].includes(session.user.role)) return true;
  // Those who fill the forms have them on a page of their own.
  if (page === 'reviews' && ROLES_OF_PAGE['review-forms'].includes(session.user.role)) {
    return { name: 'review-forms' };
  }
  // The front page of those who keep the system is their work.
  const isAtHome = page === 'overview' && ROLES_OF_PAGE.accounts.includes(session.user.role);
  return { name: isAtHome ? 'accounts' : 'no-access' };
});

/** Set while a page's chunk is fetched anew by a whole load, so that a chunk that is really gone is asked for once. */
const RELOADING = 'mubiao-reloading';

// A new version replaced the chunks this page knows by name, or the line was cut: a whole load finds the new names.
router.onError((error, to) => {
  console.error(error);
  if (sessionStorage.getItem(RELOADING) === to.fullPath) return;
  sessionStorage.setItem(RELOADING, to.fullPath);
  window.location.assign(to.fullPath);
});
router.isReady().then(() => sessionStorage.removeItem(RELOADING), console.error);

whenSignedOut(() => {
  forgetSession();
  const { fullPath, meta } = router.currentRoute.value;
  if (!meta.open) void router.replace({ name: 'sign-in', query: { back: fullPath } });
});
