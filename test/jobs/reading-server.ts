/** A server that reads uploads, as server/main.ts does but for its pages; the test kills it in the middle. */
import { pino } from 'pino';
import { fixedClock } from '../../db/clock.ts';
import { openDatabase } from '../../db/database.ts';
import { openParseQueue, type QueueAddress } from '../../jobs/queue.ts';
import { openDocumentReader } from '../../server/document-reading.ts';
import { openUploads } from '../../server/uploads.ts';

const { address, appUrl } = JSON.parse(process.env['READING_SERVER'] ?? '') as {
  address: QueueAddress;
  appUrl: string;
};
const log = pino({ level: 'silent' });
openUploads({
  db: openDatabase(appUrl, { max: 3 }),
  clock: fixedClock('2023-07-31'),
  parsing: openParseQueue(address, log),
  readDocument: openDocumentReader(60_000),
  live: { poke: () => undefined },
  log,
});
