/** The built pages: assets whose names carry their hash are kept for good, the page itself is asked for each time. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Refusal } from './errors.ts';
import { isApi } from './security.ts';

const NOT_BUILT = '网页还没有生成：请先运行 npm run build，或用 npm start 启动。';

const noAddress = () => new Refusal(404, 'not_found', '没有这个地址。');

/** @param webRoot folder of the built pages; may be missing, then only the API answers */
export async function servePages(app: FastifyInstance, webRoot: string): Promise<void> {
  const isBuilt = existsSync(join(webRoot, 'index.html'));
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: webRoot,
      index: 'index.html',
      cacheControl: false,
      setHeaders: (response, path) => {
        const isHashed = /[/\\]assets[/\\]/.test(path);
        void response.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  // The pages' own routes (/projects/…) are known in the browser alone: all of them begin with the same page.
  app.setNotFoundHandler((request, reply) => {
    // Not what is asked behind the address: a search for 3.5 is no file.
    const [path = ''] = request.url.split('?', 1);
    const isPage = request.method === 'GET' && !isApi(request) && !/\.[a-z0-9]+$/i.test(path);
    if (!isPage) throw noAddress();
    if (!isBuilt) void reply.code(404).type('text/plain; charset=utf-8').send(NOT_BUILT);
    else void reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
}
