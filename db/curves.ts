/** The curve a project's money or an indicator is compared with, set by hand: it holds from the day it is recorded on. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Actor, Idempotency } from './actor.ts';
import type { Clock } from './clock.ts';
import { judgementAnswer } from './explanation.ts';
import { recordedEvent } from './judge-project.ts';
import { loadJudging, spokenTo } from './judging.ts';
import type { Db, Tx } from './database.ts';
import { reassessProject } from './reassess.ts';
import { recordAct, refusedFact, signatureOf } from './record-act.ts';
import type { Recorded } from './record-fact.ts';
import { lockProjects, moneySubjectId } from './subjects.ts';
import { announce } from './watch.ts';
import type { Judgement } from '../domain/judge.ts';
import type { Light } from '../domain/light.ts';
import { curveFault, type Curve } from '../domain/pace.ts';
import type { JudgedTarget } from '../domain/target.ts';
import type { CurveAnswer, CurveBody } from '../server/contract-curves.ts';

interface Request {
  body: CurveBody;
  idempotency: Idempotency | null;
}

const sameCurve = (a: Curve, b: Curve): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Sets the curve of a project's money, judges it and announces what changed, at least the curve. */
export function recordMoneyCurve(
  db: Db,
  actor: Actor,
  request: Request & { projectId: string },
  clock: Clock,
): Promise<Recorded<CurveAnswer>> {
  const { regionId } = actor.context;
  const { projectId, body } = request;
  return recordAct<CurveAnswer>(db, actor, request.idempotency, clock, {
    lock: (tx) => lockProjects(tx, regionId, [projectId]),
    record: async (tx, at) => {
      const { rows } = await sql<{ unit_id: string; curve: Curve }>`
        select p.unit_id, coalesce((select c.curve from app.money_curves c where c.region_id = p.region_id
          and c.project_id = p.id order by c.seq desc limit 1), p.money_curve) as curve
        from app.projects p where p.region_id = ${regionId} and p.id = ${projectId}`.execute(tx);
      const [project] = rows;
      if (!project) return null;
      const wrong =
        curveFault(body.curve, actor.context.language) ??
        (sameCurve(project.curve, body.curve) ? '曲线没有变化' : null);
      if (wrong !== null) return refusedFact({ curve: wrong });
      await tx
        .insertInto('app.money_curves')
        .values({
          region_id: regionId,
          id: uuidv7(),
          project_id: projectId,
          unit_id: project.unit_id,
          curve: JSON.stringify(body.curve),
          valid_from: at.today,
          note: body.note?.trim() || null,
          ...signatureOf(actor, at),
        })
        .execute();
      return {
        answer: await judgeAgain(db, tx, actor, { projectId, subjectId: moneySubjectId(projectId) }, at),
      };
    },
  });
}

/** Sets the curve of an indicator's target: a new version of the target that differs in the curve alone. */
export function recordIndicatorCurve(
  db: Db,
  actor: Actor,
  request: Request & { indicatorId: string },
  clock: Clock,
): Promise<Recorded<CurveAnswer>> {
  const { regionId } = actor.context;
  const { indicatorId, body } = request;
  return recordAct<CurveAnswer>(db, actor, request.idempotency, clock, {
    lock: async (tx) => {
      const { rows } = await sql<{ project_id: string }>`select project_id from app.indicators
        where region_id = ${regionId} and id = ${indicatorId}`.execute(tx);
      if (rows[0]) await lockProjects(tx, regionId, [rows[0].project_id]);
    },
    record: async (tx, at) => {
      const { rows } = await sql<TargetRow>`
        select t.id, t.version, t.raw_target, t.parsed, t.judged, t.unit_id, i.project_id, t.ended, t.valid_from
        from app.indicators i
        join app.target_versions t on t.region_id = i.region_id and t.indicator_id = i.id
        where i.region_id = ${regionId} and i.id = ${indicatorId} and i.is_subject
        order by t.version desc limit 1`.execute(tx);
      const [target] = rows;
      if (!target) return null;
      const wrong =
        target.ended || (target.version > 1 && target.valid_from > at.today)
          ? `这个指标的目标调整${target.ended ? '已取消它' : `自 ${target.valid_from} 起生效，请到那天再设曲线`}`
          : target.judged.measure !== 'cumulative'
            ? '只有按年累计的指标按曲线判定，比率、时点和定性指标与全年目标直接比较'
            : (curveFault(body.curve, actor.context.language) ??
              (sameCurve(target.judged.curve, body.curve) ? '曲线没有变化' : null));
      if (wrong !== null) return refusedFact({ curve: wrong });
      const judged: JudgedTarget = {
        ...target.judged,
        curve: body.curve,
        assumed: [...target.judged.assumed.filter((rule) => rule !== 'curve-by-hand'), 'curve-by-hand'],
      };
      await tx
        .insertInto('app.target_versions')
        .values({
          region_id: regionId,
          id: uuidv7(),
          indicator_id: indicatorId,
          unit_id: target.unit_id,
          version: target.version + 1,
          raw_target: target.raw_target,
          parsed: JSON.stringify(target.parsed),
          judged: JSON.stringify(judged),
          valid_from: at.today,
          supersedes: target.id,
          adjustment_id: null,
          recorded_on: at.today,
          recorded_at: at.now,
          recorded_by: actor.accountId,
        })
        .execute();
      return {
        answer: await judgeAgain(db, tx, actor, { projectId: target.project_id, subjectId: indicatorId }, at),
      };
    },
  });
}

interface TargetRow {
  id: string;
  version: number;
  raw_target: string | null;
  parsed: object;
  judged: JudgedTarget;
  unit_id: string;
  project_id: string;
  ended: boolean;
  valid_from: string;
}

async function judgeAgain(
  db: Db,
  tx: Tx,
  actor: Actor,
  { projectId, subjectId }: { projectId: string; subjectId: string },
  at: { today: string; now: string },
): Promise<CurveAnswer> {
  const { regionId } = actor.context;
  const judging = await loadJudging(db);
  const { changed } = await reassessProject(tx, judging, {
    regionId,
    projectId,
    subjectIds: [subjectId],
    cause: { by: actor.post, at: at.now },
    today: at.today,
  });
  const { rows } = await sql<{
    kind: 'indicator' | 'money';
    light: Light;
    light_since: string;
    inputs: Judgement;
    budget: string | null;
    executed: string | null;
    name: string | null;
    judged: JudgedTarget | null;
    unit_id: string;
    fiscal_year: number;
  }>`
    select s.unit_id, s.kind, s.light, s.light_since, s.inputs, s.budget, s.executed, s.fiscal_year, i.name,
      (select t.judged from app.target_versions t where t.region_id = s.region_id and t.indicator_id = s.id
         and (t.version = 1 or t.valid_from <= ${at.today})
       order by t.version desc limit 1) as judged
    from app.subjects s
    left join app.indicators i on i.region_id = s.region_id and i.id = s.id
    where s.region_id = ${regionId} and s.id = ${subjectId}`.execute(tx);
  const [subject] = rows;
  if (!subject) throw new Error(`the subject ${subjectId} was not judged`);
  // A curve is drawn whether or not a light turns with it.
  if (changed === 0) {
    const project = { id: projectId, unit_id: subject.unit_id, fiscal_year: subject.fiscal_year };
    await announce(tx, [recordedEvent(project, regionId, { at: at.now, by: actor.post })]);
  }
  return {
    judgement: judgementAnswer(
      { ...subject, name: subject.name ?? '' },
      {
        today: at.today,
        fiscalYear: subject.fiscal_year,
        judging: spokenTo(judging, actor.context),
        since: subject.light_since,
      },
    ),
  };
}
