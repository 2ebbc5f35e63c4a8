/** More random years than `npm test` has time for: a rebuild gives the same rows in each. */
import { createTestDatabase } from '../postgres.ts';
import { describeRandomYear } from '../db/random-year.ts';
import { openHandles } from '../db/world.ts';

const YEARS = 12;

const handles = await openHandles(await createTestDatabase());
for (let seed = 2; seed < 2 + YEARS; seed += 1) describeRandomYear(handles, seed);
