/** The changed forms of an import that shall adjust their projects, within its commit. */
import type { Actor } from './actor.ts';
import { adjustProject } from './adjustments.ts';
import type { Tx } from './database.ts';
import type { FormEffect } from './import-effect.ts';
import type { Judging } from './judging.ts';
import type { Refused } from './record-fact.ts';
import { lockProjects } from './subjects.ts';
import { changesOfForm } from '../domain/changed-declaration.ts';
import type { Declaration } from '../domain/form.ts';
import type { ImportAdjustment } from '../server/contract-adjustments.ts';

const refusal = (message: string, fields: Record<string, string>): { refused: Refused } => ({
  refused: { message, fields },
});

/** One adjustment is refused: what was recorded before it in the transaction is taken back. */
export class RefusedCommit extends Error {
  readonly refused: Refused;
  constructor(refused: Refused) {
    super(refused.message);
    this.name = 'RefusedCommit';
    this.refused = refused;
  }
}

/** Adjusts the projects of changed forms, in the order of their ids as everybody locks them. */
export async function adjustAll(
  tx: Tx,
  judging: Judging,
  actor: Actor,
  {
    importId,
    adjustments,
    forms,
    effects,
  }: {
    importId: string;
    adjustments: readonly ImportAdjustment[];
    forms: readonly Declaration[];
    effects: readonly FormEffect[];
  },
  at: { today: string; now: string },
): Promise<{ refused: Refused } | { done: number }> {
  const inOrder = [...adjustments].sort((a, b) => (a.projectId < b.projectId ? -1 : 1));
  // All before the first writes into the audit log, which everybody does last.
  await lockProjects(
    tx,
    actor.context.regionId,
    inOrder.map(({ projectId }) => projectId),
  );
  for (const { form: index, projectId, revision, reachesBack, ...document } of inOrder) {
    const form = forms[index];
    const place = `/${index}/adjustment`;
    const beside = effects[index]?.standing;
    if (!form || beside?.id !== projectId || beside.revision !== revision) {
      return refusal('有一张表已不是“与已批复的不同”，请刷新后重新比较。', { [place]: '请刷新后重新比较' });
    }
    const outcome = await adjustProject(
      tx,
      judging,
      actor,
      {
        projectId,
        revision,
        ...document,
        reachesBack: reachesBack ?? false,
        changes: () => changesOfForm(beside, form),
        importId,
      },
      at,
    );
    if (outcome && 'answer' in outcome) continue;
    if (outcome && 'refused' in outcome) {
      const fields = Object.entries(outcome.refused.fields).map(([field, message]) => [
        `${place}/${field}`,
        message,
      ]);
      return refusal(`“${form.projectName}”：${outcome.refused.message}`, Object.fromEntries(fields));
    }
    return refusal(`“${form.projectName}”刚被另一次调整改过，请刷新后重新比较。`, {
      [`${place}/revision`]: '请刷新后重新比较',
    });
  }
  return { done: inOrder.length };
}
