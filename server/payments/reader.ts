/** Reads payment files in a process of their own, as documents are (server/document-reading.ts). */
import { openReader } from '../document-reading.ts';
import type { PaymentInput, ReadPaymentFile } from './read-table.ts';

export type PaymentReader = (input: PaymentInput) => Promise<ReadPaymentFile>;

/** @param readingMs after which a reading is given up */
export const openPaymentReader = (readingMs: number): PaymentReader =>
  openReader<PaymentInput, ReadPaymentFile>(new URL('reading-process.ts', import.meta.url), readingMs);
