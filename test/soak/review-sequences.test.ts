/** More random ways through the offices than `npm test` has time for. */
import { describe } from 'vitest';
import { itHoldsAgainstTheModel } from '../domain/review-sequences.ts';

describe('a monitoring form on its way', () => {
  itHoldsAgainstTheModel(10_000);
});
