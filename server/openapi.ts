/** The OpenAPI document, made from the same schemas that check requests and answers, and its page. */
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failures, type Api } from './routes/route.ts';
import { SESSION_COOKIE } from './session.ts';

const DESCRIPTION = `县级预算绩效目标运行监控。金额为以元计的字符串，比率为数，日期 YYYY-MM-DD（北京），时刻为带时差的 ISO 8601。
错误一律为 { code, message, fields? }。登记事实与决定需请求头 Idempotency-Key。
实时通道：websocket /api/live，先发 { "subscribe": ["overview", "project:ID", "import:ID"], "since"?: 序号 }。`;

/** Registers the document; must come before the routes that it describes. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: '目标哨 Mubiao', version, description: DESCRIPTION, license: { name: 'MIT' } },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE } },
      },
      security: [{ session: [] }],
    },
  });
}

export function openApiRoute(app: Api): void {
  app.get(
    '/openapi.json',
    {
      schema: {
        tags: ['运行'],
        summary: '本文档',
        security: [],
        response: {
          200: Type.Unsafe<object>({ type: 'object', additionalProperties: true }),
          ...failures,
        },
      },
    },
    async () => app.swagger(),
  );
}

/** Of the one inline style that Swagger UI puts into its page, in the pinned version. */
const SWAGGER_UI_STYLE = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='";

/** The page loads its own files only, so the content policy of all pages holds for it too, but for one known style. */
export async function describeOnPage(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwaggerUi, {
    // Whole, on the outermost app: without a slash at the end the page finds its files by it.
    routePrefix: '/api/docs',
    transformStaticCSP: (policy) =>
      policy.replace("style-src 'self'", `style-src 'self' ${SWAGGER_UI_STYLE}`),
  });
}
