/** Adjustments at random: targets, indicators that come and go, amounts, from days before and after the one of recording. */
import type { Actor } from '../../db/actor.ts';
import { loadTargets, recordAdjustment } from '../../db/adjustments.ts';
import type { Clock } from '../../db/clock.ts';
import type { Db } from '../../db/database.ts';
import { noChanges, type AskedChanges, type StandingProject } from '../../domain/adjustment.ts';
import { addDays, monthOf, yearOf } from '../../domain/calendar.ts';

/** A number in [0, 1). */
type Chance = () => number;

/** Posts that may adjust, as the product calls them. */
export const LEADER_POST = '主管部门领导';
export const FINANCE_POST = '财政局绩效股';

/** An actor of the same scope at a post that may adjust. */
export const atPost = (actor: Actor, post: string = LEADER_POST): Actor => ({ ...actor, post });

/**
 * Asks for some adjustment of the project; what the rules refuse (a figure of another kind, the last indicator ended) is
 * refused and changes nothing.
 * @returns what was recorded, null: it was refused
 */
export async function adjustAtRandom(
  db: Db,
  actor: Actor,
  { projectId, chance }: { projectId: string; chance: Chance },
  clock: Clock,
): Promise<{ validFrom: string; asked: AskedChanges } | null> {
  const today = clock.today();
  const found = await loadTargets(db, actor.context, { projectId, today, mayAdjust: true });
  if (!found) throw new Error('the project is not in scope');
  const { standing } = found;
  const year = standing.fiscalYear;
  // Before, on or after the day, within the year.
  const wished = addDays(today, Math.floor((chance() - 0.35) * 100));
  const validFrom =
    yearOf(wished) === year ? wished : wished < `${year}-01-01` ? `${year}-01-01` : `${year}-12-31`;
  const asked = askAtRandom(standing, chance);
  const recorded = await recordAdjustment(
    db,
    atPost(actor),
    {
      projectId,
      revision: standing.revision,
      reason: '模拟调整：任务变化',
      documentNumber: `模拟〔${year}〕${Math.floor(chance() * 1000)}号`,
      documentOn: addDays(today, -Math.floor(chance() * 30)),
      validFrom,
      reachesBack: true,
      changes: asked,
      importId: null,
      idempotency: null,
    },
    clock,
  );
  if (!recorded || !('answer' in recorded)) {
    if (recorded && 'refused' in recorded) return null;
    throw new Error(`an adjustment that nobody else was at came to ${JSON.stringify(recorded)}`);
  }
  return { validFrom, asked };
}

function askAtRandom(standing: StandingProject, chance: Chance): AskedChanges {
  const asked = noChanges();
  const kind = chance();
  const own = standing.indicators[Math.floor(chance() * standing.indicators.length)];
  if (own && kind < 0.55) {
    asked.targets.push({ indicatorId: own.id, rawTarget: otherTarget(own, standing, chance) });
  }
  if (own && kind > 0.5 && kind < 0.65) asked.ended.push(own.id);
  if (kind > 0.6 && kind < 0.85) {
    asked.added.push({
      level1: '产出指标',
      level2: chance() < 0.3 ? '时效指标' : '数量指标',
      name: `新增任务${Math.floor(chance() * 100_000)}`,
      rawTarget: chance() < 0.3 ? '2023年11月底前' : `≥${Math.ceil(chance() * 600)}人次`,
    });
  }
  if (kind > 0.8) {
    const [first = { source: null, amount: '0.00' }] = standing.budget;
    const amount = (Number(first.amount) * (0.5 + chance()) + 1).toFixed(2);
    asked.amounts.push({ source: first.source, amount });
  }
  return asked;
}

/** Another value of the same kind, so that what was reported can be kept; what cannot be judged gets a number. */
function otherTarget(
  { judged, rawTarget }: StandingProject['indicators'][number],
  { fiscalYear }: StandingProject,
  chance: Chance,
): string {
  const sign = { at_least: '≥', at_most: '≤', equal: '=' }[judged.direction];
  switch (judged.measure) {
    case 'none':
      return '≥200人次';
    case 'grade':
      return rawTarget === '显著提升' ? '有效提升' : '显著提升';
    case 'date': {
      const month = 1 + Math.floor(chance() * 12);
      return `${monthOf(`${fiscalYear}-${String(month).padStart(2, '0')}-01`).replace('-', '年')}月底前`;
    }
    case 'level':
    case 'cumulative': {
      const factor = judged.unit === '%' ? 0.8 + chance() * 0.15 : 0.4 + chance();
      const value = Math.max(1, Math.round(Number(judged.value) * factor));
      return `${sign}${value}${judged.unit ?? ''}`;
    }
  }
}
