/**
 * `npm run bench [NAME…]`: every figure of the product beside its floor in the same run, on one embedded cluster with
 * the product's own settings. Figures are told, not enforced: the exit code is 1 only when a benchmark breaks.
 */
import { cpus } from 'node:os';
import { startCluster, type Cluster } from './cluster.ts';
import { table, type Figure, type Told } from './figures.ts';
import { benchDueRows } from './due-rows.ts';
import { benchEntry } from './entry.ts';
import { benchJudging } from './judging.ts';
import { benchMonthEnd } from './month-end.ts';
import { benchLive } from './live.ts';
import { benchOverview } from './overview.ts';
import { benchPages } from './pages.ts';
import { benchPapers } from './papers.ts';
import { benchParse } from './parse.ts';
import { benchForms } from './forms.ts';
import { benchReviews } from './reviews.ts';

const BENCHMARKS: Record<string, (cluster: Cluster) => Promise<Told>> = {
  entry: benchEntry,
  judging: benchJudging,
  overview: benchOverview,
  live: benchLive,
  parse: benchParse,
  forms: benchForms,
  'due-rows': benchDueRows,
  'month-end': benchMonthEnd,
  pages: benchPages,
  reviews: benchReviews,
  papers: benchPapers,
};

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in BENCHMARKS));
  if (unknown.length > 0) {
    console.error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
    process.exitCode = 1;
    return;
  }
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`);
  const cluster = await startCluster();
  const figures: Figure[] = [];
  try {
    for (const [name, bench] of Object.entries(BENCHMARKS)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const started = performance.now();
      const told = await bench(cluster);
      console.log(
        `\n${name} (${((performance.now() - started) / 1000).toFixed(0)} s)\n${table(told.figures)}`,
      );
      for (const note of told.notes) console.log(`  ${note}`);
      figures.push(...told.figures);
    }
  } finally {
    await cluster.stop();
  }
  const missed = figures.filter((figure) => figure.met === false);
  console.log(`\nall figures\n${table(figures)}`);
  console.log(
    missed.length === 0 ? '\nall met' : `\nNOT MET: ${missed.map((figure) => figure.name).join('; ')}`,
  );
}

main().catch((fault: unknown) => {
  console.error(fault);
  process.exit(1);
});
