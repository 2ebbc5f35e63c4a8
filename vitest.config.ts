/** Which tests run where: `unit` and `web` without a database, `stack` over a real one, `browser` in a real Chromium. */
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const node = Number(process.versions.node.split('.')[0]);
if (node < 24)
  throw new Error(`Node ${process.versions.node} is too old: start the tests with "npm test" (needs 24).`);

// Neither UTC nor Beijing: a date that is read in the machine's zone shows at once.
process.env['TZ'] = 'America/Los_Angeles';

/** Starts the database that every stack test copies its own from. */
const postgres = ['test/postgres.ts'];

/** Real processes and browsers on two shared cores now and then miss a wait; unattended they are asked once more, and the report says so. */
const retry = process.env['CI'] === 'true' ? 1 : 0;

export default defineConfig({
  test: {
    slowTestThreshold: 2_000,
    // A worker keeps its modules from one file to the next: on two cores importing them anew for each took longer than
    // the tests. What a test changes outside its own file (environment, module state) it puts back.
    isolate: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/domain/**/*.test.ts', 'test/forms/**/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'web',
          include: ['test/web/**/*.test.ts'],
          environment: 'happy-dom',
          // The contrast of the tokens is computed from their own file; other styles are not read.
          css: { include: [/tokens\.css/] },
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'stack',
          include: ['test/{db,server,jobs,start,journeys,faults}/**/*.test.ts', 'test/*.test.ts'],
          globalSetup: postgres,
          // A test starts processes and waits for them; two cores are shared with other files.
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // Vitest leaves one core free and would run one file at a time on two; these mostly wait for processes and timers.
          maxWorkers: 6,
          retry,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: postgres,
          // One Chromium at a time: two on two cores make each other's waits fail.
          fileParallelism: false,
          retry,
          testTimeout: 90_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          // What every page must have, page by page: in light and dark, in both languages, on paper, at every width.
          name: 'pages',
          include: ['test/pages/**/*.test.ts'],
          globalSetup: postgres,
          fileParallelism: false,
          retry,
          testTimeout: 90_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          // Workers, servers and databases killed in the middle, and days of the demonstration passed one by one.
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          globalSetup: postgres,
          fileParallelism: false,
          retry,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'soak',
          include: ['test/soak/**/*.test.ts'],
          globalSetup: postgres,
          fileParallelism: false,
          testTimeout: 3_600_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
