/** In the product itself: nothing leaves the house. The message is there once it is stored; open pages are told of it. */
import type { Clock } from '../../../db/clock.ts';
import { announceMessage } from '../../../db/messages.ts';
import type { Db } from '../../../db/database.ts';
import type { Transport } from '../transport.ts';

/** @param clock the product's, which dates the live events */
export function openProduct(db: Db, clock: Clock): Transport {
  return {
    async send(message) {
      await announceMessage(db, message, clock.now());
      return { outcome: 'delivered', detail: '' };
    },
    close: () => Promise.resolve(),
  };
}
