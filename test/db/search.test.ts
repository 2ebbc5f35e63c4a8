import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import { migrate } from '../../db/migrate.ts';
import { listProjects } from '../../db/project-list.ts';
import { rebuildAll } from '../../db/rebuild.ts';
import { search } from '../../db/search.ts';
import { addSearchNames } from '../../db/search-names.ts';
import { openReader, searchWords, soundPattern } from '../../db/search-sounds.ts';
import { createTestDatabase } from '../postgres.ts';
import { BESIDE, createWorld, declaration, declare } from './world.ts';

const TODAY = '2023-07-10';

const database = await createTestDatabase();
const world = await createWorld(database);
const { db } = world;
await declare(
  db,
  world.finance,
  [
    declaration({ name: '城乡居民养老保险', indicators: [['数量指标', '参保人数', '≥10人']] }),
    declaration({
      name: '2023年重点群体就业',
      unit: BESIDE,
      indicators: [['质量指标', '按时发放率', '≥90%']],
    }),
    declaration({
      name: '（中央）技术—提升行动',
      unit: BESIDE,
      indicators: [['数量指标', 'ＶＰＮ专线数', '≥1条']],
    }),
  ],
  fixedClock('2023-05-08'),
);

const find = (q: string, actor: Actor = world.finance, asOf?: string) =>
  search(db, actor.context, { q, limit: 6, today: TODAY, ...(asOf !== undefined && { asOf }) });
const projects = async (q: string, actor?: Actor) =>
  (await find(q, actor)).projects.items.map((row) => row.name);
const indicators = async (q: string, actor?: Actor) =>
  (await find(q, actor)).indicators.items.map((row) => row.name);
const units = async (q: string, actor?: Actor) => (await find(q, actor)).units.items.map((row) => row.name);

describe('a name', () => {
  it('is found as printed, by pinyin whole or begun, by initials and by a mixture', async () => {
    for (const q of [
      '养老',
      'yanglao',
      'YangLao',
      'yanglaobx',
      'ylbx',
      'yl',
      'yangl',
      '养lao',
      '居民养老',
      'cxjmylbx',
    ]) {
      expect(await projects(q), q).toEqual(['城乡居民养老保险']);
    }
    expect(await projects('laoyang')).toEqual([]);
    // Not from the middle of a reading.
    expect(await projects('anglao')).toEqual([]);
  });

  it('is found by each reading of a letter with several', async () => {
    for (const q of ['zhongdian', 'chongdian', 'zdqt', 'cdqt']) expect(await projects(q), q).toHaveLength(1);
    for (const q of ['xingdong', 'hangdong']) expect(await projects(q), q).toEqual(['（中央）技术—提升行动']);
    for (const q of ['fafanglv', 'fafanglu', 'ffl', 'fafangshuai']) {
      expect(await indicators(q), q).toEqual(['按时发放率']);
    }
  });

  it('is read over signs, and full-width letters are letters', async () => {
    expect(await projects('zyjsts')).toEqual(['（中央）技术—提升行动']);
    expect(await projects('技术提升')).toEqual(['（中央）技术—提升行动']);
    expect(await indicators('vpn')).toEqual(['ＶＰＮ专线数']);
    expect(await indicators('vpnzx')).toEqual(['ＶＰＮ专线数']);
  });

  it('is found by several words, each of which must be there', async () => {
    expect(await projects('2023 jiuye')).toEqual(['2023年重点群体就业']);
    expect(await projects('2023 yanglao')).toEqual([]);
    expect(await projects('2023nian')).toEqual(['2023年重点群体就业']);
    // One word of the unit's name, one of the project's.
    expect(await projects('就业服务 zdqt')).toEqual(['2023年重点群体就业']);
    expect(await indicators('zdqt fafang')).toEqual(['按时发放率']);
  });

  it('of signs or of a pattern of the database finds what is printed, and nothing else', async () => {
    expect(await projects('（')).toEqual(['（中央）技术—提升行动']);
    for (const q of ['%', '_', '\\', '.*', "'; drop table app.projects; --", '[', '(?:', '   ']) {
      expect((await find(q)).projects.total, q).toBe(0);
    }
  });
});

describe('what is found', () => {
  it('is grouped, counted and in the light of the day', async () => {
    const found = await find('jiuye');
    expect(found).toMatchObject({ asOf: TODAY, fiscalYear: 2023 });
    expect(found.units.items).toMatchObject([{ name: '就业服务中心', projects: 3 }]);
    expect(found.units.total).toBe(1);
    expect(found.projects.items[0]?.light).toBe(
      (await listProjects(db, world.finance.context, { today: TODAY, q: '2023年重点' })).items[0]?.light,
    );
  });

  it('begins with names that begin so, as printed before as they sound', async () => {
    await declare(
      db,
      world.elsewhere,
      ['yl系统维护', '新建yl平台', '养老服务', '城市医疗'].map((name) =>
        declaration({ name, indicators: [['数量指标', '次数', '≥1次']] }),
      ),
      fixedClock('2023-05-08'),
    );
    expect(await projects('yl', world.elsewhere)).toEqual([
      'yl系统维护',
      '新建yl平台',
      '养老服务',
      '城市医疗',
    ]);
  });

  it('is of the own scope alone', async () => {
    expect(await projects('yanglao', world.owns)).toEqual(['城乡居民养老保险']);
    expect(await projects('yanglao', world.beside)).toEqual([]);
    expect(await projects('yanglao', world.elsewhere)).toEqual(['养老服务']);
    expect(await indicators('参保', world.beside)).toEqual([]);
    expect(await units('fuwu', world.owns)).toEqual(['社会保险服务中心']);
    expect((await units('fuwu', world.leader)).sort()).toEqual(['就业服务中心', '社会保险服务中心']);
  });

  it('of a past day is what was declared by then', async () => {
    expect((await find('yanglao', world.finance, '2023-05-07')).projects.total).toBe(0);
    expect((await find('yanglao', world.finance, '2023-05-08')).projects.total).toBe(1);
  });
});

describe('the names', () => {
  const all = async () =>
    (
      await sql`select region_id, unit_id, kind, name, folded, sounds from app.search_names order by 1, 2, 3, 4`.execute(
        world.owner,
      )
    ).rows;

  it('are added once, again when they were lost, and the same by a rebuild', async () => {
    const before = await all();
    expect(before.length).toBeGreaterThan(20);
    expect(await addSearchNames(world.owner, null)).toBe(0);
    await sql`delete from app.search_names where kind <> 'unit'`.execute(world.owner);
    expect(await projects('yanglao')).toEqual([]);
    // As at the start of a version that did not have them yet.
    await migrate(database.urls.owner);
    expect(await all()).toEqual(before);
    await sql`update app.search_names set sounds = ''`.execute(world.owner);
    expect((await rebuildAll(world.worker, TODAY)).differing).toBe(0);
    expect(await all()).toEqual(before);
  });

  it('stand once for a name that a unit has many times', async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from app.search_names
      group by region_id, unit_id, kind, name having count(*) > 1`.execute(world.owner);
    expect(rows).toEqual([]);
  });
});

describe('the sound of a name', () => {
  it('is a slot for each letter, with its readings', async () => {
    const { soundsOf } = await openReader();
    expect(soundsOf('养老')).toBe(';,养,yang;,老,lao');
    expect(soundsOf('Ａ-1率')).toMatch(/^;,a;,1;,率,lv,/);
    expect(soundsOf('养'.repeat(5_000)).match(/;/g)).toHaveLength(200);
  });

  it('matches a long word of one letter in no time', async () => {
    const { soundsOf } = await openReader();
    const begun = performance.now();
    expect(new RegExp(String(soundPattern('a'.repeat(60)))).test(soundsOf('啊阿安澳'.repeat(40)))).toBe(true);
    expect(performance.now() - begun).toBeLessThan(500);
    expect(searchWords('  2023　yanglao yanglao ')).toEqual(['2023', 'yanglao']);
    expect(soundPattern('（）')).toBeNull();
  });
});
