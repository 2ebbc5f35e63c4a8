/** Of which projects a round is: chosen by what its forms will say, seen by each reader as far as their scope, told and sealed. 演示数据 */
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { loadRound } from '../../db/review-cockpit.ts';
import { loadForm } from '../../db/review-forms.ts';
import { listRounds, previewScope } from '../../db/rounds.ts';
import { createTestDatabase } from '../postgres.ts';
import { createOffice, pay, planned, ROUND } from './review-office.ts';
import { indicatorsOf, named } from './world.ts';

const office = await createOffice(await createTestDatabase());
const { world, people } = office;
const projectId = await planned(world, '岗位宣讲');
const { projectId: besideProjectId } = named(
  await indicatorsOf(world.db, world.beside.context),
  '岗位宣传场次',
);

describe('a rule about execution', () => {
  const scope = {
    type: 'rule' as const,
    budgetAtLeastYuan: '100000.00',
    executionRateBelow: 0.6,
    lights: null,
  };
  const preview = (change: { toMonth?: number; cutOffOn?: string }, today = '2023-08-10') =>
    previewScope(world.db, people.performance.actor.context, {
      fiscalYear: 2023,
      cutOffOn: '2023-07-07',
      scope,
      today,
      ...change,
    });
  const executed = async (change: Parameters<typeof preview>[0]) => {
    const { projects, chosen } = await preview(change);
    const own = projects.find(({ id }) => id === projectId);
    return [own?.executedYuan, chosen.includes(projectId)];
  };

  it('is asked of the window, as known at the cut-off: of the figures that the form prints', async () => {
    // Half by the end of June. In July, before the cut-off day is over, a payment of July …
    await pay(world, projectId, '2023-07-03', '30000.00', '2023-07-05');
    // … and after it one that happened in June.
    await pay(world, projectId, '2023-06-30', '1000.00', '2023-07-10');
    expect(await executed({ toMonth: 6 })).toEqual(['60000.00', true]);
    expect(await executed({ toMonth: 7 })).toEqual(['90000.00', false]);
    expect(await executed({ toMonth: 6, cutOffOn: '2023-07-10' })).toEqual(['61000.00', true]);
    const roundId = await office.open(
      { toMonth: 6, cutOffOn: '2023-07-07', scope },
      fixedClock('2023-08-10'),
    );
    const formId = (await office.formsOf(roundId)).get(projectId);
    const { prefilled } = await office.form(String(formId));
    expect(prefilled.money.rows.total).toMatchObject({ executedYuan: '60000.00', rate: 0.5 });
  });
});

describe('a list by hand', () => {
  it('is shown whole to the finance bureau, and to a unit as far as its own projects', async () => {
    const scope = { type: 'list' as const, projectIds: [besideProjectId, projectId] };
    const roundId = await office.open({ scope });
    const seenBy = async (who: typeof people.handler) => {
      const { context } = who.actor;
      const { items } = await listRounds(world.db, context, { year: 2023, limit: 200 });
      const listed = items.find(({ id }) => id === roundId);
      const shown = await loadRound(world.db, context, roundId);
      expect(shown?.round).toEqual(listed?.round);
      return listed?.round.scope;
    };
    expect(await seenBy(people.performance)).toEqual(scope);
    expect(await seenBy(people.leader)).toEqual(scope);
    expect(await seenBy(people.handler)).toEqual({ ...scope, projectIds: [projectId] });
    const formId = String((await office.formsOf(roundId)).get(projectId));
    const form = await loadForm(world.db, people.handler.actor.context, formId);
    expect(form?.round.scope).toEqual({ ...scope, projectIds: [projectId] });
    expect(JSON.stringify(form)).not.toContain(besideProjectId);
  });
});

describe('an opened round', () => {
  it('is told to each unit that has a form of it, and to no other', async () => {
    const roundId = await office.open({ scope: { type: 'list', projectIds: [projectId] } });
    const told = await world.owner
      .selectFrom('app.live_events')
      .select(['unit_id', 'topics', 'data'])
      .where('type', '=', 'round_opened')
      .execute();
    const own = told.filter(({ data }) => (data as { roundId?: string }).roundId === roundId);
    expect(own).toEqual([
      {
        unit_id: world.unitId,
        topics: ['reviews'],
        data: { roundId, at: '2023-07-10T09:00:00.000+08:00' },
      },
    ]);
  });

  it('is sealed in the audit: who, what, how many', async () => {
    const roundId = await office.open();
    const rows = await world.owner
      .selectFrom('ops.audit')
      .select(['account_id', 'region_id', 'detail'])
      .where('deed', '=', 'round_opened')
      .orderBy('seq', 'desc')
      .limit(1)
      .execute();
    expect(rows).toEqual([
      {
        account_id: people.performance.actor.accountId,
        region_id: world.regionId,
        detail: {
          roundId,
          purpose: 'monitoring',
          fiscalYear: 2023,
          kind: 'self',
          toMonth: 6,
          cutOffOn: ROUND.cutOffOn,
          scope: { type: 'all' },
          deadlines: [{ post: 'handler', dueOn: '2023-07-14' }],
          forms: 3,
        },
      },
    ]);
  });
});
