/** A sample of what test/soak/fuzzed-documents reads ten thousand of. */
import { expect, it, vi } from 'vitest';
import { readFuzzed, told } from './fuzzed.ts';

const DOCUMENTS = 300;

it('300 damaged documents are read or refused in words, nothing else', { timeout: 30_000 }, async () => {
  // Each refusal is logged with its cause.
  const log = vi.spyOn(console, 'error').mockReturnValue(undefined);
  try {
    const outcomes = await readFuzzed(20231121, DOCUMENTS);
    console.log(told(outcomes));
    const counts = Object.values(outcomes.counts);
    const read = counts.reduce((sum, { read = 0 }) => sum + read, 0);
    const all = counts.flatMap((reasons) => Object.values(reasons)).reduce((sum, times) => sum + times, 0);
    expect(all).toBe(DOCUMENTS);
    expect(Object.keys(outcomes.counts).sort()).toEqual(['docx', 'pdf', 'txt', 'xlsx']);
    // Most damage is small: what is left is read.
    expect(read).toBeGreaterThan(DOCUMENTS / 10);
    expect(outcomes.slowest.ms).toBeLessThan(5_000);
  } finally {
    log.mockRestore();
  }
});
