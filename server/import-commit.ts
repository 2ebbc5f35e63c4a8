/** `npm run import -- … --commit`: the command line's way into the database, by the same commit as the page's. */
import type { Actor } from '../db/actor.ts';
import { openClock } from '../db/clock.ts';
import { openStore, readStoreEnvironment } from '../db/connection.ts';
import { openDatabase, type Db } from '../db/database.ts';
import { requireExistingData } from '../db/existing-data.ts';
import { commitImport, saveImport, type ReadDocumentResult } from '../db/imports.ts';
import { StartupError } from '../db/startup-error.ts';

/**
 * Commits documents into a region.
 * @param region slug; null: the only region there is.
 * @returns one sentence
 * @throws StartupError when the region is not plain or a document is refused; nothing of that document is stored then
 */
export async function commitDocuments(
  documents: readonly (ReadDocumentResult & { filename: string; bytes: Uint8Array })[],
  region: string | null,
): Promise<string> {
  const environment = readStoreEnvironment(process.env);
  requireExistingData(environment);
  const store = await openStore(environment);
  const db = openDatabase(store.urls.owner, { max: 2, name: 'mubiao import' });
  try {
    const { id, name, invented } = await chosenRegion(db, region);
    const clock = await openClock(db);
    const actor: Actor = {
      accountId: null,
      post: '命令行导入',
      invented,
      context: { regionId: id, units: '*' },
    };
    const sentences: string[] = [];
    for (const document of documents) {
      const { filename, bytes } = document;
      const saved = await saveImport(
        db,
        actor,
        { unitId: null, filename, bytes: Buffer.from(bytes), document },
        clock,
      );
      const done = await commitImport(db, actor, { importId: saved.id, edits: [], idempotency: null }, clock);
      if (!done || !('answer' in done)) {
        const fields = done && 'refused' in done ? done.refused : { message: '没有导入', fields: {} };
        const where = Object.entries(fields.fields).map(([path, message]) => `\n  ${path}：${message}`);
        throw new StartupError(`${filename}：${fields.message}${where.join('')}`, 'The import was refused.');
      }
      const { projects, indicators, unchanged, changed } = done.answer;
      sentences.push(
        `${filename} → ${name}：新增 ${projects} 个项目、${indicators} 个指标，${unchanged} 个未变` +
          (changed.length > 0 ? `，${changed.length} 个与库中不同、未改动（须走目标调整）` : ''),
      );
    }
    return sentences.join('\n');
  } finally {
    await db.destroy();
    await store.stop();
  }
}

async function chosenRegion(db: Db, slug: string | null) {
  const regions = await db.selectFrom('shared.regions').selectAll().orderBy('slug').execute();
  const slugs = regions.map((region) => `${region.slug}（${region.name}）`).join('、');
  const found =
    slug === null && regions.length === 1 ? regions[0] : regions.find((region) => region.slug === slug);
  if (found) return found;
  throw new StartupError(
    regions.length === 0
      ? '库中还没有地区，请先建立地区再导入。'
      : `请用 --region 指明导入到哪个地区：${slugs}。`,
    'Say which region with --region.',
  );
}
