import type { BaseLogger } from 'pino';

export type Log = Pick<BaseLogger, 'info' | 'warn' | 'error'>;

export interface Outage {
  /** The thing did not answer. Logged the first time, then silent until it answers. */
  failed(fault: unknown): void;
  /** The thing answered. */
  answered(): void;
}

/**
 * Says once that something is gone and once that it is back, however often it was tried in between: a database that
 * is down for an hour must not fill the disk that it will need.
 */
export function outage(log: Log, what: string): Outage {
  let since: number | null = null;
  return {
    failed(fault) {
      if (since !== null) return;
      since = performance.now();
      log.error({ err: fault }, `${what} does not answer; trying again until it does`);
    },
    answered() {
      if (since === null) return;
      log.info({ seconds: Math.round((performance.now() - since) / 1000) }, `${what} answers again`);
      since = null;
    },
  };
}
