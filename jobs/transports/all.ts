/** Every channel and its transport. A channel without one is found by the types, and at start. */
import type { Clock } from '../../db/clock.ts';
import type { Db } from '../../db/database.ts';
import type { DeliveryEnvironment } from '../../db/delivery-environment.ts';
import { CHANNELS, type Channel } from '../../db/messages.ts';
import { openMail } from './mail/mail.ts';
import { openProduct } from './product/product.ts';
import type { Transport } from './transport.ts';
import { openWebhook } from './webhook/webhook.ts';

export type Transports = Record<Channel, Transport>;

/**
 * @param clocks.clock the product's, which dates what open pages are told
 * @param clocks.wallClock the wall's, which is signed: the receiver's own clock is near it
 */
export function openTransports(
  environment: DeliveryEnvironment,
  db: Db,
  clocks: { clock: Clock; wallClock: Clock },
): Transports {
  return complete({
    product: openProduct(db, clocks.clock),
    mail: openMail(environment),
    webhook: openWebhook(environment.publicUrl, clocks.wallClock),
  });
}

/** @throws when a channel has no transport: found at start, not with the first notice of the year */
export function complete(transports: Transports): Transports {
  const missing = CHANNELS.filter((channel) => typeof transports[channel]?.send !== 'function');
  if (missing.length > 0) throw new Error(`no transport for channel ${missing.join(', ')}`);
  return transports;
}

export async function closeTransports(transports: Transports): Promise<void> {
  await Promise.all(CHANNELS.map((channel) => transports[channel].close()));
}
