/** What is wrong with a ladder, for its editor and for the server that stores it. */
import { POSTS } from './post.ts';

/** The table of notices has levels 0 to 9; more than eight steps nobody overlooks. */
export const MOST_LADDER_STEPS = 8;
export const EARLIEST_WORKING_DAYS = -20;
export const LATEST_WORKING_DAYS = 60;
export const MOST_REPEAT_WORKING_DAYS = 30;

const LADDER_FIELDS = ['steps', 'repeatEveryWorkingDays'];
const STEP_FIELDS = ['level', 'workingDays', 'posts'];

/** Defects as Chinese sentences, in the order of the ladder; none: it may be used. Takes anything, never throws. */
export function checkLadder(ladder: unknown): string[] {
  if (!isRecord(ladder) || !Array.isArray(ladder['steps'])) return ['上报阶梯没有内容'];
  const steps: unknown[] = ladder['steps'];
  const defects = unknownFields(ladder, LADDER_FIELDS, '上报阶梯');
  if (steps.length < 2) defects.push('至少要有两级：到期前提醒，逾期后上报');
  if (steps.length > MOST_LADDER_STEPS) defects.push(`最多 ${String(MOST_LADDER_STEPS)} 级`);
  let before: number | null = null;
  for (const [index, step] of steps.slice(0, MOST_LADDER_STEPS).entries()) {
    const name = `第 ${String(index)} 级`;
    if (!isRecord(step)) {
      defects.push(`${name}没有内容`);
      continue;
    }
    defects.push(...unknownFields(step, STEP_FIELDS, name));
    if (step['level'] !== index) defects.push(`${name}的级次应为 ${String(index)}，从 0 起逐级加 1`);
    defects.push(...checkDays(step['workingDays'], index, before, name));
    before = isWhole(step['workingDays']) ? step['workingDays'] : before;
    defects.push(...checkPosts(step['posts'], name));
  }
  const every = ladder['repeatEveryWorkingDays'];
  if (every !== null && !(isWhole(every) && every >= 1 && every <= MOST_REPEAT_WORKING_DAYS)) {
    defects.push(`复催间隔应为 1 到 ${String(MOST_REPEAT_WORKING_DAYS)} 个工作日，不复催就留空`);
  }
  return defects;
}

function checkDays(days: unknown, level: number, before: number | null, name: string): string[] {
  if (!isWhole(days)) return [`${name}的工作日数应为整数`];
  if (days < EARLIEST_WORKING_DAYS || days > LATEST_WORKING_DAYS) {
    return [
      `${name}的工作日数应在 −${String(-EARLIEST_WORKING_DAYS)} 到 ${String(LATEST_WORKING_DAYS)} 之间`,
    ];
  }
  if (level === 0 && days > 0) return [`${name}是到期前的提醒，不能在到期日以后`];
  // An overdue payment has no earlier day than the first one after it was due.
  if (level > 0 && days < 1) return [`${name}是逾期后的上报，至少在到期后 1 个工作日`];
  return before !== null && days <= before ? [`${name}应晚于上一级`] : [];
}

function checkPosts(posts: unknown, name: string): string[] {
  if (!Array.isArray(posts) || posts.length === 0) return [`${name}没有选岗位`];
  const known: readonly unknown[] = POSTS;
  if (!posts.every((post) => known.includes(post))) return [`${name}有不能接收提醒的岗位`];
  return new Set(posts).size < posts.length ? [`${name}有重复的岗位`] : [];
}

function unknownFields(record: Record<string, unknown>, known: readonly string[], name: string): string[] {
  const unknown = Object.keys(record).filter((field) => !known.includes(field));
  return unknown.length === 0 ? [] : [`${name}有不认识的内容：${unknown.join('、')}`];
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
