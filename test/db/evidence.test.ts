/** Files that show what a unit says: kept once by content, at cells of a form and at demands, seen by their unit alone. */
import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../db/actor.ts';
import { fixedClock } from '../../db/clock.ts';
import {
  EVIDENCE_FILES_AT_MOST,
  linkEvidence,
  listFormEvidence,
  listProjectEvidence,
  loadEvidence,
  storeEvidence,
} from '../../db/evidence.ts';
import { saveCells } from '../../db/review-forms.ts';
import { openRound } from '../../db/rounds.ts';
import type { EvidenceItem } from '../../server/contract-evidence.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, indicatorsOf, keyOf, named, type World } from './world.ts';

const database = await createTestDatabase();
const today = fixedClock('2023-07-20');
let world: World;
let projectId: string;
let indicatorId: string;

beforeAll(async () => {
  world = await createWorld(database);
  const set = (actor: Actor, role: string) =>
    world.owner.updateTable('ops.accounts').set({ role }).where('id', '=', String(actor.accountId)).execute();
  await set(world.finance, 'finance_performance');
  ({ projectId, id: indicatorId } = named(await indicatorsOf(world.db, world.owns.context), '培训人次'));
});

const hand = (
  bytes: Buffer,
  { actor = world.owns, filename = '培训名册.pdf', project = projectId, key = randomUUID() as string } = {},
) =>
  storeEvidence(
    world.db,
    actor,
    {
      projectId: project,
      filename,
      mediaType: 'application/pdf',
      bytes,
      idempotency: keyOf(actor, filename, key),
    },
    today,
  );
async function handed(...given: Parameters<typeof hand>): Promise<EvidenceItem> {
  const recorded = await hand(...given);
  if (recorded === null || !('answer' in recorded)) throw new Error(JSON.stringify(recorded));
  return recorded.answer;
}
const contents = async () =>
  (await world.owner.selectFrom('app.evidence_contents').select('sha256').execute()).length;

describe('a file', () => {
  it('handed in twice is stored once; under another name it is another file over the same bytes', async () => {
    const bytes = randomBytes(500);
    const first = await handed(bytes);
    const before = await contents();
    expect((await handed(bytes)).id).toBe(first.id);
    const renamed = await handed(bytes, { filename: '名册（第二次）.pdf' });
    expect(renamed.id).not.toBe(first.id);
    expect(renamed.sha256).toBe(first.sha256);
    expect(await contents()).toBe(before);
    const loaded = await loadEvidence(world.db, world.owns.context, first.id);
    expect(loaded?.bytes.equals(bytes)).toBe(true);
  });

  it('is sent again with the same key for the same answer', async () => {
    const bytes = randomBytes(100);
    const key = randomUUID();
    const first = await handed(bytes, { filename: '一.pdf', key });
    expect(await hand(bytes, { filename: '一.pdf', key })).toMatchObject({
      replayed: { answer: { id: first.id } },
    });
    expect(await hand(bytes, { filename: '二.pdf', key })).toEqual({ keyReused: true });
  });

  it('is nobody’s to see or add to but its unit’s, its department’s and its region’s finance bureau’s', async () => {
    const { id } = await handed(randomBytes(100));
    for (const actor of [world.owns, world.leader, world.finance]) {
      expect(await loadEvidence(world.db, actor.context, id)).not.toBeNull();
    }
    for (const actor of [world.beside, world.elsewhere]) {
      expect(await loadEvidence(world.db, actor.context, id)).toBeNull();
      expect(await listProjectEvidence(world.db, actor.context, projectId)).toBeNull();
      expect(await hand(randomBytes(10), { actor })).toBeNull();
    }
  });
});

describe('evidence of a form', () => {
  let formId: string;
  let cell: string;
  beforeAll(async () => {
    const opened = await openRound(
      world.db,
      world.finance,
      {
        purpose: 'monitoring',
        round: {
          title: '2023 年年中绩效监控',
          fiscalYear: 2023,
          kind: 'self',
          toMonth: 6,
          cutOffOn: '2023-06-30',
          scope: { type: 'all' },
          formName: '项目支出绩效目标执行监控表',
          deadlines: [{ post: 'handler', dueOn: '2023-07-28', origin: 'entered', isGuess: false }],
          variantId: null,
          origins: {},
        },
        scheme: null,
        idempotency: null,
      },
      today,
    );
    if (opened === null || !('answer' in opened)) throw new Error(JSON.stringify(opened));
    ({ id: formId } = await world.owner
      .selectFrom('app.review_forms')
      .select('id')
      .where('project_id', '=', projectId)
      .executeTakeFirstOrThrow());
    cell = `indicator.${indicatorId}.remark`;
  });

  const link = (evidenceId: string, more: { isWithdrawn?: boolean; cell?: string; actor?: Actor } = {}) =>
    linkEvidence(
      world.db,
      more.actor ?? world.owns,
      {
        formId,
        evidenceId,
        cell: more.cell ?? cell,
        isWithdrawn: more.isWithdrawn ?? false,
        idempotency: null,
      },
      today,
    );
  const standing = async () =>
    ((await listFormEvidence(world.db, world.owns.context, formId)) ?? []).map(({ id }) => id);

  it('stands at its cell, stays when the value changes, and is taken away by a later row', async () => {
    const { id } = await handed(randomBytes(100), { filename: '现场照片.pdf' });
    expect(await link(id)).toHaveProperty('answer.links', [{ formId, rectificationId: null, cell }]);
    await link(id);
    const saved = await saveCells(
      world.db,
      world.owns,
      { formId, changes: [{ cell, value: '名册附后', supersedes: null }], idempotency: null },
      today,
    );
    expect(saved).toHaveProperty('answer');
    expect(await standing()).toEqual([id]);
    await link(id, { isWithdrawn: true });
    expect(await standing()).toEqual([]);
    const rows = await world.owner
      .selectFrom('app.evidence_links')
      .select('is_withdrawn')
      .where('evidence_id', '=', id)
      .orderBy('seq')
      .execute();
    expect(rows.map(({ is_withdrawn }) => is_withdrawn)).toEqual([false, true]);
    await link(id);
    expect(await standing()).toEqual([id]);
  });

  it('is refused at a cell that is not there, of another project, and by somebody beside', async () => {
    const { id } = await handed(randomBytes(100));
    expect(await link(id, { cell: 'indicator.nothing.remark' })).toHaveProperty('refused.fields.cell');
    expect(await link(randomUUID())).toHaveProperty('refused.fields.evidenceId');
    expect(await link(id, { actor: world.beside })).toBeNull();
  });

  it('cannot be changed while the form is under review', async () => {
    const { id } = await handed(randomBytes(100));
    await world.owner
      .updateTable('app.review_states')
      .set(({ fn, val }) => ({
        stage: 'unit_head',
        state: fn('jsonb_set', ['state', val('{stage}'), val('"unit_head"')]),
      }))
      .where('form_id', '=', formId)
      .execute();
    expect(await link(id)).toHaveProperty('refused.fields.cell');
  });
});

it(`a project keeps ${EVIDENCE_FILES_AT_MOST} files and refuses the next in words`, async () => {
  const { projectId: other } = named(await indicatorsOf(world.db, world.beside.context), '岗位宣传场次');
  const one = await handed(randomBytes(20), { actor: world.beside, project: other, filename: '0.pdf' });
  await world.owner
    .insertInto('app.evidence')
    .values(
      Array.from({ length: EVIDENCE_FILES_AT_MOST - 1 }, (_, at) => ({
        region_id: world.regionId,
        id: randomUUID(),
        project_id: other,
        unit_id: world.besideId,
        sha256: one.sha256,
        filename: `${at + 1}.pdf`,
        size_bytes: 20,
        invented: false,
        recorded_post: '经办人',
        recorded_on: '2023-07-20',
        recorded_at: '2023-07-20T09:00:00+08:00',
        recorded_by: String(world.beside.accountId),
      })),
    )
    .execute();
  const refused = await hand(randomBytes(20), { actor: world.beside, project: other, filename: 'x.pdf' });
  expect(refused).toHaveProperty('refused.fields.file');
});
