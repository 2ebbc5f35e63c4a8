/** The floor of an entry: Fastify, a pool of the same size, one insert of a row of the same columns. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import pg from 'pg';
import { offer } from './child.ts';

export interface BareEntry {
  indicatorId: string;
  projectId: string;
  unitId: string;
  period: string;
  value?: string;
  doneOn?: string;
  grade?: string;
  note?: string;
}

let close: () => Promise<void> = async () => {};

const offers = {
  async start({ databaseUrl }: { databaseUrl: string }): Promise<{ origin: string }> {
    // As many connections as openDatabase gives the product.
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 12 });
    const app = Fastify();
    app.post('/entries', async (request, reply) => {
      const body = request.body as BareEntry;
      const id = randomUUID();
      const { rows } = await pool.query(
        `insert into public.bare_entries (region_id, id, indicator_id, project_id, unit_id, period, basis, value, done_on,
           grade, note, invented, recorded_post, recorded_on, recorded_at)
         values ($1, $2, $3, $4, $5, $6, 'level', $7, $8, $9, $10, true, '经办人', '2023-08-31', now()) returning *`,
        [
          body.unitId,
          id,
          body.indicatorId,
          body.projectId,
          body.unitId,
          body.period,
          body.value ?? null,
          body.doneOn ?? null,
          body.grade ?? null,
          body.note ?? null,
        ],
      );
      return reply.code(201).send(rows[0]);
    });
    close = async () => {
      await app.close();
      await pool.end();
    };
    await app.listen({ host: '127.0.0.1', port: 0 });
    return { origin: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` };
  },
};
export type BareInsertServer = typeof offers;

offer(offers, () => close());
