/** The server as a function that a test builds: everything it needs is handed in, all wiring is this one list. */
import { randomUUID } from 'node:crypto';
import fastifyMultipart from '@fastify/multipart';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { Clock } from '../db/clock.ts';
import type { Db } from '../db/database.ts';
import type { ParseQueue, Producer } from '../jobs/queue.ts';
import type { Layout } from '../domain/layouts.ts';
import { administratorIn, contextIn, may } from './access.ts';
import { openDocumentReader, openReadyReader } from './document-reading.ts';
import { answerErrors } from './errors.ts';
import { BODY_BYTES, DEFAULT_LIMITS, TIMEOUTS, UPLOAD_BYTES, type Limits } from './limits.ts';
import { liveRoute, openLive, useWebsockets, type Live } from './live.ts';
import { describeApi, describeOnPage, openApiRoute } from './openapi.ts';
import { useJobsBoard } from './jobs-board.ts';
import { servePages } from './pages.ts';
import { accountRoutes } from './routes/accounts.ts';
import { openAllForms, type AllForms } from './paper/all-forms.ts';
import { adjustmentRoutes } from './routes/adjustments.ts';
import { alertRoutes } from './routes/alerts.ts';
import { calendarRoutes } from './routes/calendar.ts';
import { preferenceRoutes } from './routes/preferences.ts';
import { contactRoutes } from './routes/contact.ts';
import { curveRoutes } from './routes/curves.ts';
import { demoRoutes } from './routes/demo.ts';
import { dutyRoutes } from './routes/duties.ts';
import { entryRoutes } from './routes/entries.ts';
import { healthRoute } from './routes/health.ts';
import { importRoutes } from './routes/imports.ts';
import { jobRoutes } from './routes/jobs.ts';
import { ladderRoutes } from './routes/ladder.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { noticeRoutes } from './routes/notices.ts';
import { overviewRoute } from './routes/overview.ts';
import { paperTemplateRoutes } from './routes/paper-templates.ts';
import { paperRoutes } from './routes/papers.ts';
import { paymentRoutes } from './routes/payments.ts';
import { projectRoutes } from './routes/projects.ts';
import type { Api, RouteDeps } from './routes/route.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { rectificationRoutes } from './routes/rectifications.ts';
import { sameTargetRoutes } from './routes/same-targets.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { searchRoute } from './routes/search.ts';
import { sessionRoutes } from './routes/session.ts';
import { setUpRoutes } from './routes/set-up.ts';
import { isApi, refuseForeignOrigins, useCompression, useContentPolicy, useRates } from './security.ts';
import { openSessions, useSessions, type Wall } from './session.ts';
import { openScanRequests } from './scan-requests.ts';
import { openDoor } from './sign-in.ts';
import { openUploads, type Uploads } from './uploads.ts';
import { validatorCompiler } from './validation.ts';

declare module 'fastify' {
  interface FastifyInstance {
    live: Live;
  }
}

export interface AppDeps {
  /** The `app` login. The app does not close it. */
  db: Db;
  /** Login that numbers and reads live events. */
  publisherUrl: string;
  /** Announces live events there; null, or left out: by PostgreSQL. */
  redisUrl?: string | null;
  /** Adds jobs and looks at them; the app does not close it. Without one nothing is added, and the jobs' page says so. */
  queue?: Producer;
  /** Reads uploads as jobs; the app closes it. Without one a document is read while its request waits. */
  parsing?: ParseQueue;
  /** Layouts that forms are told by; without them the product's own. */
  layouts?: readonly Layout[];
  /** The product's clock. */
  clock: Clock;
  /** Demo accounts are listed, facts are marked as made up. */
  demo: boolean;
  /** While somebody is at work who may import, a process waits ready for the next upload; not where many servers live for a moment each. */
  readsAhead?: boolean;
  /** Of the product, as package.json says. */
  version: string;
  /** Folder of the built pages. */
  webRoot: string;
  /** Wall time, for sessions, locks and health; tests hand in one that they move. */
  wall?: Wall;
  limits?: Partial<Limits>;
  logger?: FastifyServerOptions['logger'];
  /** True behind a proxy that sets X-Forwarded-*: then they say who asks and whether it is https. */
  trustProxy?: boolean;
}

export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const limits = { ...DEFAULT_LIMITS, ...deps.limits };
  const wall = deps.wall ?? (() => new Date());
  const app = Fastify({
    ...TIMEOUTS,
    bodyLimit: BODY_BYTES,
    // Not two lines for each of 20 requests a second; what fails is logged by the error handler.
    logController: new LogController({ disableRequestLogging: true }),
    logger: deps.logger ?? false,
    trustProxy: deps.trustProxy ?? false,
    routerOptions: { maxParamLength: 100 },
    genReqId: requestNumbers(),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  // Bodies are JSON or a file.
  app.removeContentTypeParser('text/plain');
  answerErrors(app);

  const sessions = openSessions(deps.db, wall);
  const live = await openLive({
    db: deps.db,
    publisherUrl: deps.publisherUrl,
    redisUrl: deps.redisUrl ?? null,
    clock: deps.clock,
    sessions,
    limits,
    log: app.log,
  });
  app.decorate('live', live);
  // Before the plugin's own goodbye, which says no reason.
  app.addHook('preClose', async () => live.hub.closeAll());
  app.addHook('onClose', () => live.close());

  // In this order: what is cheap and refuses many comes first.
  await useContentPolicy(app);
  await useCompression(app);
  await useWebsockets(app);
  const rates = await useRates(app, limits);
  refuseForeignOrigins(app);
  await useSessions(app, sessions);
  app.addHook('onRequest', rates.byAccount);
  app.addHook('onSend', async (request, reply) => {
    if (isApi(request) && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
  await app.register(fastifyMultipart, {
    throwFileSizeLimit: true,
    limits: { fileSize: UPLOAD_BYTES, files: 1, fields: 0, parts: 1, headerPairs: 50 },
  });
  await describeApi(app, deps.version);

  const jobs = openScanRequests(deps.queue ?? null, app.log);
  app.addHook('onClose', () => jobs.close());
  const routeDeps: RouteDeps = {
    db: deps.db,
    clock: deps.clock,
    wall,
    demo: deps.demo,
    version: deps.version,
    live,
    sessions,
    door: openDoor(deps.db, wall),
    readDocument: openDocumentReader(limits.readingMs, deps.layouts),
    jobs,
  };
  const { parsing } = deps;
  const ready = deps.readsAhead ? openReadyReader(limits.jobReadingMs, deps.layouts) : null;
  app.addHook('onClose', async () => ready?.close());
  app.addHook('onResponse', async ({ viewer }) => {
    if (viewer && may(viewer.role, 'import')) ready?.stayReady();
  });
  const uploads = parsing
    ? openUploads({
        db: deps.db,
        clock: deps.clock,
        parsing,
        readDocument: ready?.read ?? openDocumentReader(limits.jobReadingMs, deps.layouts),
        live,
        log: app.log,
      })
    : null;
  app.addHook('onClose', () => uploads?.close());
  await app.register(async (api) => publicRoutes(api, routeDeps, deps.queue ?? null), { prefix: '/api' });
  const allForms = openAllForms({ ...routeDeps, log: app.log });
  app.addHook('onClose', () => allForms.close());
  await app.register(
    async (api) =>
      businessRoutes(api, { ...routeDeps, limits, uploads, allForms, queue: deps.queue ?? null }),
    {
      prefix: '/api',
    },
  );
  await app.register(
    async (api) =>
      administrationRoutes(api, { ...routeDeps, queue: deps.queue ?? null, parsing: parsing ?? null }),
    {
      prefix: '/api',
    },
  );
  await describeOnPage(app);
  await servePages(app, deps.webRoot);
  return app;
}

async function publicRoutes(
  instance: FastifyInstance,
  deps: RouteDeps,
  queue: Producer | null,
): Promise<void> {
  const api: Api = instance.withTypeProvider<TypeBoxTypeProvider>();
  demandResponseSchemas(instance);
  healthRoute(api, deps);
  sessionRoutes(api, deps);
  setUpRoutes(api, deps);
  // Each route asks who is there: business posts and administrators alike read it.
  calendarRoutes(api, deps);
  preferenceRoutes(api, deps);
  demoRoutes(api, { ...deps, queue });
  openApiRoute(api);
}

/** Nobody without a business scope gets past the door of these, before anything of the request is read. */
async function businessRoutes(
  instance: FastifyInstance,
  deps: RouteDeps & { limits: Limits; uploads: Uploads | null; allForms: AllForms; queue: Producer | null },
): Promise<void> {
  const api: Api = instance.withTypeProvider<TypeBoxTypeProvider>();
  demandResponseSchemas(instance);
  instance.addHook('onRequest', async (request) => {
    contextIn(request);
  });
  overviewRoute(api, deps);
  projectRoutes(api, deps);
  searchRoute(api, deps);
  ledgerRoutes(api, deps);
  dutyRoutes(api, deps);
  adjustmentRoutes(api, deps);
  sameTargetRoutes(api, deps);
  reviewRoutes(api, deps);
  evidenceRoutes(api, deps);
  rectificationRoutes(api, deps);
  paperRoutes(api, deps);
  paperTemplateRoutes(api, deps);
  curveRoutes(api, deps);
  alertRoutes(api, deps);
  ladderRoutes(api, deps);
  noticeRoutes(api, deps);
  contactRoutes(api, deps);
  entryRoutes(api, deps);
  importRoutes(api, deps);
  paymentRoutes(api, { ...deps, readingMs: deps.limits.readingMs });
  liveRoute(instance, deps.live);
}

/** Likewise for everybody but the system administrator. */
async function administrationRoutes(
  instance: FastifyInstance,
  deps: RouteDeps & { queue: Producer | null; parsing: ParseQueue | null },
): Promise<void> {
  const api: Api = instance.withTypeProvider<TypeBoxTypeProvider>();
  demandResponseSchemas(instance);
  instance.addHook('onRequest', async (request) => {
    administratorIn(request);
  });
  accountRoutes(api, deps);
  jobRoutes(api, deps);
  const queues = [deps.queue, deps.parsing].flatMap((queue) => queue?.boardQueue() ?? []);
  if (queues.length > 0) await useJobsBoard(instance, queues);
}

/** What an answer may hold is written down: a column added to a query must not leak into it. */
function demandResponseSchemas(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.schema?.response || route.schema?.hide) return;
    throw new Error(`no response schema: ${String(route.method)} ${route.url}`);
  });
}

/** Short numbers that a user can read out; the first part tells the runs of the server apart. */
function requestNumbers(): () => string {
  const run = randomUUID().slice(0, 4);
  let count = 0;
  return () => `${run}-${(count += 1)}`;
}
