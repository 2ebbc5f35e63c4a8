/** The refusal of one more paper, in words: a person never meets it, a script in a loop does (db/paper-limits.ts). */
import type { Actor } from '../../db/actor.ts';
import type { Db } from '../../db/database.ts';
import {
  findPaperLimit,
  mayUploadTemplate,
  PAPER_LIMITS,
  TEMPLATES_IN_AN_HOUR,
  type PaperLimit,
} from '../../db/paper-limits.ts';
import type { PaperKind } from '../contract-review-shapes.ts';
import { Refusal } from '../errors.ts';

const HOUR_SECONDS = 3_600;

const WORDS: Readonly<Record<PaperLimit, string>> = {
  hour: `一小时内已导出 ${PAPER_LIMITS.inAnHour} 份公文，请过一小时再导出。要整轮的，请用“全部监控表”或“全部自评表”一次导出。`,
  archives: `一小时内已导出 ${PAPER_LIMITS.archivesInAnHour} 次整轮的表，请过一小时再导出；生成好的都在清单里，可以直接下载。`,
  round: `这一轮任务您已导出 ${PAPER_LIMITS.ofARound} 份公文，不能再多。导出过的都在清单里，可以随时再取。`,
  bytes: `这一轮任务您导出的公文已超过 ${PAPER_LIMITS.bytesOfARound / 1_000_000} MB，不能再多。导出过的都在清单里，可以随时再取。`,
};

/**
 * Asked before a paper is made.
 * @throws Refusal 429 for too many within an hour, 422 for a round that is full
 */
export async function refuseTooManyPapers(
  db: Db,
  actor: Actor,
  of: { roundId: string | null; kind: PaperKind; nowMs: number },
): Promise<void> {
  const limit = await findPaperLimit(db, actor, of);
  if (limit === null) return;
  if (limit === 'hour' || limit === 'archives') {
    throw new Refusal(429, 'too_many_papers', WORDS[limit], { retryAfterSeconds: HOUR_SECONDS });
  }
  throw new Refusal(422, 'round_full_of_papers', WORDS[limit]);
}

/** @throws Refusal 429 for too many uploads within an hour */
export async function refuseTooManyTemplates(db: Db, actor: Actor, nowMs: number): Promise<void> {
  if (await mayUploadTemplate(db, actor, nowMs)) return;
  throw new Refusal(
    429,
    'too_many_papers',
    `一小时内已上传或撤下 ${TEMPLATES_IN_AN_HOUR} 次模板，请过一小时再上传。`,
    { retryAfterSeconds: HOUR_SECONDS },
  );
}
