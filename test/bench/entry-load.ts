/** The clients of the entry benchmark, in a process of their own. */
import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { offer } from './child.ts';

/** One request, sent once. */
export interface Post {
  path: string;
  body: string;
}

/** What one connection sends, one after the other. */
export interface Connection {
  cookie: string;
  posts: Post[];
  /** The server takes the same post twice. */
  isEndless: boolean;
}

export interface Load {
  perSecond: number;
  p50: number;
  p99: number;
  answered: number;
}

const connections = new Map<string, Connection[]>();

const offers = {
  /** Hands over everything that can be sent to one server. */
  async prepare({ origin, prepared }: { origin: string; prepared: Connection[] }): Promise<void> {
    connections.set(origin, prepared);
  },
  /** @param seconds of sending; each request is a new one, in the order of its connection */
  async send({ origin, seconds }: { origin: string; seconds: number }): Promise<Load> {
    const prepared = connections.get(origin) ?? [];
    const refused: string[] = [];
    let next = 0;
    const result = await autocannon({
      url: origin,
      connections: prepared.length,
      duration: seconds,
      setupClient(client) {
        const own = prepared[next] as Connection;
        next += 1;
        const request = {
          setupRequest: (base: object) => {
            const post = own.posts.shift();
            if (own.isEndless && post) own.posts.push(post);
            if (!post)
              throw new Error('a connection has nothing left to send: fewer seconds or more indicators');
            return {
              ...base,
              method: 'POST',
              path: post.path,
              headers: {
                'content-type': 'application/json',
                cookie: own.cookie,
                'idempotency-key': randomUUID(),
              },
              body: post.body,
            };
          },
          onResponse: (status: number, body: string) => {
            if (status !== 201) refused.push(`${status} ${body.slice(0, 300)}`);
          },
        };
        client.setRequests([request]);
      },
    });
    if (refused.length > 0 || result.errors > 0 || result.timeouts > 0) {
      throw new Error(
        `${refused.length} refused, ${result.errors} errors, ${result.timeouts} timeouts: ${refused[0]}`,
      );
    }
    return {
      perSecond: result['2xx'] / result.duration,
      p50: result.latency.p50,
      p99: result.latency.p99,
      answered: result['2xx'],
    };
  },
};
export type EntryLoad = typeof offers;

offer(offers);
