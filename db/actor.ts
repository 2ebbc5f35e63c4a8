/** Who records a fact: the account, the post it acts for, and what it may see. */
import type { Context } from './database.ts';

export interface Actor {
  /** null: the product itself (jobs, demo loader). */
  accountId: string | null;
  /** The post as shown to others, e.g. 经办人; never a person's name. */
  post: string;
  context: Context;
  /** Facts made up for the demonstration; shown as 演示数据. */
  invented: boolean;
}

/** The Idempotency-Key of a request, stored with its answer in the transaction of the fact itself. */
export interface Idempotency {
  accountId: string;
  key: string;
  /** sha256 of method, path and body. */
  bodyHash: string;
}
