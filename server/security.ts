/** What a browser may load and send: content policy, origin of writes, rates. */
import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from './errors.ts';
import type { Limits } from './limits.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Everything from our own origin; nothing inline but style attributes. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  // ECharts writes its tooltip, and Vue its static parts, as HTML with style attributes. Style elements,
  // which could carry selectors that read the page, stay forbidden.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');

export async function useContentPolicy(app: FastifyInstance): Promise<void> {
  // The library would put the same line together again for each request.
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('content-security-policy', POLICY);
  });
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: false,
    // The product speaks plain http; whoever puts TLS in front of it sets this there, for his own name.
    strictTransportSecurity: false,
    // Only means something over https, and browsers complain about it on plain http.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
  });
}

/**
 * Pages, charts and long lists shrink to a third on a county's line. Below 2 kB (entries, most answers) the time is not
 * worth it. Brotli at 4: its default of 11 takes a second for the charts.
 */
export async function useCompression(app: FastifyInstance): Promise<void> {
  await app.register(fastifyCompress, {
    threshold: 2048,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
}

/**
 * Whether the request comes from our own pages, or from no page at all (a script sends no Origin and no cookie that a
 * foreign page could borrow). Needed beside SameSite=strict: another port of the same host is the same "site".
 */
export function isOwnOrigin(request: FastifyRequest): boolean {
  const { origin } = request.headers;
  if (origin !== undefined) {
    if (!URL.canParse(origin)) return false;
    const { protocol, host } = new URL(origin);
    // Through URL as well, so that `:80` after http and no port are the same.
    const ours = `${protocol}//${request.host}`;
    return URL.canParse(ours) && new URL(ours).host === host;
  }
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Refuses writes and live channels that a foreign page asks for. */
export function refuseForeignOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (SAFE_METHODS.has(request.method) && !request.ws) return;
    if (isOwnOrigin(request)) return;
    throw new Refusal(403, 'foreign_origin', '请求来自其他网站的页面，已拒绝。请在本系统的页面中操作。');
  });
}

/**
 * Rates by address before the session is looked up (a flood of made-up cookies must not reach the database) and by account
 * after it. Returns the second hook, to be added behind the session's.
 */
export async function useRates(
  app: FastifyInstance,
  limits: Limits,
): Promise<{ byAccount: (request: FastifyRequest) => Promise<void> }> {
  await app.register(fastifyRateLimit, { global: false });
  const timeWindow = 60_000;
  const address = app.createRateLimit({
    max: limits.addressPerMinute,
    timeWindow,
    keyGenerator: (request) => request.ip,
  });
  const account = app.createRateLimit({
    max: limits.accountPerMinute,
    timeWindow,
    keyGenerator: (request) => request.viewer?.accountId ?? '',
  });
  type Limiter = typeof address;
  const check = async (limiter: Limiter, request: FastifyRequest) => {
    const result = await limiter(request);
    if (result.isAllowed || !result.isExceeded) return;
    throw new Refusal(429, 'too_many_requests', '请求过于频繁，请稍后再试。', {
      retryAfterSeconds: result.ttlInSeconds,
    });
  };
  app.addHook('onRequest', async (request) => {
    if (isApi(request)) await check(address, request);
  });
  return {
    byAccount: async (request) => {
      if (request.viewer) await check(account, request);
    },
  };
}

const API = /^\/api(?:[/?]|$)/;

/** By what was asked for, and by the route that it came to: `/%61pi/session` is the API's too. */
export const isApi = (request: FastifyRequest): boolean =>
  API.test(request.url) || API.test(request.routeOptions.url ?? '');
