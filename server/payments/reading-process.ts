/** A process that reads one payment file and ends. What it is fed comes from outside: it has no database and no secrets. */
import { UnreadableDocument } from '../forms/text.ts';
import { readPaymentFile, type PaymentInput } from './read-table.ts';

// Whoever asked is gone.
process.once('disconnect', () => process.exit(0));

process.once('message', (input: PaymentInput) => {
  readPaymentFile(input).then(
    (document) => process.send?.({ document }, () => process.exit(0)),
    (error: unknown) => {
      if (!(error instanceof UnreadableDocument)) throw error;
      process.send?.({ refused: error.message }, () => process.exit(0));
    },
  );
});
