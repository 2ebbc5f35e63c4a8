/**
 * Bull Board behind the administrator's session: every job with its times and its stack, to look at. Read-only: a failed
 * job is put back on our own page, and a queue that somebody paused or emptied here would look like a dead one.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { FastifyInstance } from 'fastify';
import type { BoardQueue } from '../jobs/queue.ts';

/** Below the cookie's path, so that the session is sent; the routes of the API stand below /api already. */
const PATH = '/jobs/board';

/** Its page names a font of another origin, which no browser of a county reaches, and holds one style of its own. */
const FOREIGN_FONT = /<link href="https:[^>]*>/g;
/** Of the one style that its dialogs put into the page, in the pinned version. */
const DIALOG_STYLE = "'sha256-r2N1TB/gHbBtBZFKg7ejmq1acVSREzucTAEw6ga4hoU='";
const OWN_STYLE = /<style>[\s\S]*?<\/style>/g;

/** @param administration an app below /api whose hooks let the system administrator pass and nobody else */
export async function useJobsBoard(
  administration: FastifyInstance,
  queues: readonly BoardQueue[],
): Promise<void> {
  const adapter = new FastifyAdapter();
  adapter.setBasePath(`/api${PATH}`);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: adapter,
    options: {
      // Its own guess resolves a path of `eval`, which bundlers and this process do not have.
      uiBasePath: dirname(createRequire(import.meta.url).resolve('@bull-board/ui/package.json')),
      uiConfig: { boardTitle: '目标哨后台任务', locale: { lng: 'zh-CN' } },
    },
  });
  await administration.register(async (board) => {
    board.addHook('onSend', async (_request, reply, payload) => {
      const isPage = String(reply.getHeader('content-type')).startsWith('text/html');
      if (!isPage || typeof payload !== 'string') return payload;
      // The page finds its files by its <base>, which the policy of all other pages forbids.
      const policy = String(reply.getHeader('content-security-policy'));
      void reply.header(
        'content-security-policy',
        policy
          .replace("base-uri 'none'", "base-uri 'self'")
          .replace("style-src 'self'", `style-src 'self' ${DIALOG_STYLE}`),
      );
      void reply.removeHeader('content-length');
      return payload.replace(FOREIGN_FONT, '').replace(OWN_STYLE, '');
    });
    await board.register(adapter.registerPlugin(), { prefix: PATH });
  });
}
