/** In the product itself: nothing leaves the house. The message is there once it is stored; open pages are told of it. */
import { announceMessage } from '../../../db/messages.ts';
import type { Db } from '../../../db/database.ts';
import type { Transport } from '../transport.ts';

/** @param now ISO instant of the product's clock, which dates the live events */
export function openProduct(db: Db, now: () => string): Transport {
  return {
    async send(message) {
      await announceMessage(db, message, now());
      return { outcome: 'delivered', detail: '' };
    },
    close: () => Promise.resolve(),
  };
}
