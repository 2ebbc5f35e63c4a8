/** What is wrong with a ladder, for its editor and for the server that stores it. */
import { OFFICE_LANGUAGE, type Language } from './language.ts';
import { POSTS } from './post.ts';

/** The table of notices has levels 0 to 9; more than eight steps nobody overlooks. */
export const MOST_LADDER_STEPS = 8;
const EARLIEST_WORKING_DAYS = -20;
const LATEST_WORKING_DAYS = 60;
const MOST_REPEAT_WORKING_DAYS = 30;

const LADDER_FIELDS = ['steps', 'repeatEveryWorkingDays'];
const STEP_FIELDS = ['level', 'workingDays', 'posts'];

/** What is wrong, and where; `text` goes on after the name of its place. */
export interface LadderDefect {
  /** A level counted from 0; `repeat`: the interval after the last one; `ladder`: the whole. */
  at: number | 'ladder' | 'repeat';
  field: 'days' | 'posts' | null;
  text: string;
}

/** Defects as sentences, in the order of the ladder; none: it may be used. Takes anything, never throws. */
export function checkLadder(ladder: unknown, language: Language = OFFICE_LANGUAGE): string[] {
  const w = WORDS[language];
  return ladderDefects(ladder, language).map(({ at, text }) =>
    at === 'ladder' ? text : (at === 'repeat' ? w.repeat : w.level(at)) + text,
  );
}

/** As `checkLadder`, for a form that says each defect beside its field. */
export function ladderDefects(ladder: unknown, language: Language = OFFICE_LANGUAGE): LadderDefect[] {
  const w = WORDS[language];
  const whole = (text: string): LadderDefect => ({ at: 'ladder', field: null, text });
  if (!isRecord(ladder) || !Array.isArray(ladder['steps'])) return [whole(w.ladder + w.empty)];
  const steps: unknown[] = ladder['steps'];
  const defects = unknownFields(ladder, LADDER_FIELDS, w).map((text) => whole(w.ladder + text));
  if (steps.length < 2) defects.push(whole(w.tooFew));
  if (steps.length > MOST_LADDER_STEPS) defects.push(whole(w.tooMany));
  let before: number | null = null;
  for (const [index, step] of steps.slice(0, MOST_LADDER_STEPS).entries()) {
    const add = (field: LadderDefect['field'], texts: readonly string[]): void => {
      defects.push(...texts.map((text) => ({ at: index, field, text })));
    };
    if (!isRecord(step)) {
      add(null, [w.empty]);
      continue;
    }
    add(null, unknownFields(step, STEP_FIELDS, w));
    if (step['level'] !== index) add(null, [w.wrongLevel(index)]);
    add('days', checkDays(step['workingDays'], index, before, w));
    before = isWhole(step['workingDays']) ? step['workingDays'] : before;
    add('posts', checkPosts(step['posts'], w));
  }
  const every = ladder['repeatEveryWorkingDays'];
  if (every !== null && !(isWhole(every) && every >= 1 && every <= MOST_REPEAT_WORKING_DAYS)) {
    defects.push({ at: 'repeat', field: null, text: w.wrongRepeat });
  }
  return defects;
}

interface LadderWords {
  ladder: string;
  level: (index: number) => string;
  repeat: string;
  empty: string;
  tooFew: string;
  tooMany: string;
  wrongLevel: (index: number) => string;
  wrongRepeat: string;
  daysWhole: string;
  daysRange: string;
  afterDue: string;
  beforeDue: string;
  notLater: string;
  noPosts: string;
  wrongPosts: string;
  doublePosts: string;
  unknown: (fields: string) => string;
}

const RANGE = [`−${String(-EARLIEST_WORKING_DAYS)}`, String(LATEST_WORKING_DAYS)] as const;
const MOST_REPEAT = String(MOST_REPEAT_WORKING_DAYS);

const WORDS: Readonly<Record<Language, LadderWords>> = {
  'zh-CN': {
    ladder: '上报阶梯',
    level: (index) => `第 ${String(index)} 级`,
    repeat: '复催间隔',
    empty: '没有内容',
    tooFew: '至少要有两级：到期前提醒，逾期后上报',
    tooMany: `最多 ${String(MOST_LADDER_STEPS)} 级`,
    wrongLevel: (index) => `的级次应为 ${String(index)}，从 0 起逐级加 1`,
    wrongRepeat: `应为 1 到 ${MOST_REPEAT} 个工作日，不复催就留空`,
    daysWhole: '的工作日数应为整数',
    daysRange: `的工作日数应在 ${RANGE[0]} 到 ${RANGE[1]} 之间`,
    afterDue: '是到期前的提醒，不能在到期日以后',
    beforeDue: '是逾期后的上报，至少在到期后 1 个工作日',
    notLater: '应晚于上一级',
    noPosts: '没有选岗位',
    wrongPosts: '有不能接收提醒的岗位',
    doublePosts: '有重复的岗位',
    unknown: (fields) => `有不认识的内容：${fields}`,
  },
  en: {
    ladder: 'The ladder',
    level: (index) => `Level ${String(index)}`,
    repeat: 'The interval',
    empty: ' is empty',
    tooFew: 'At least two levels: a reminder before the due date, an escalation after it',
    tooMany: `At most ${String(MOST_LADDER_STEPS)} levels`,
    wrongLevel: (index) => ` must be numbered ${String(index)}, counting up from 0`,
    wrongRepeat: ` is 1 to ${MOST_REPEAT} working days; leave it empty for none`,
    daysWhole: ' needs a whole number of working days',
    daysRange: ` needs working days between ${RANGE[0]} and ${RANGE[1]}`,
    afterDue: ' is the reminder before the due date and cannot come after it',
    beforeDue: ' is an escalation after the due date, at least 1 working day after it',
    notLater: ' must come later than the level before it',
    noPosts: ' tells no post',
    wrongPosts: ' tells a post that cannot be told',
    doublePosts: ' tells a post twice',
    unknown: (fields) => ` holds what is not known: ${fields}`,
  },
};

function checkDays(days: unknown, level: number, before: number | null, w: LadderWords): string[] {
  if (!isWhole(days)) return [w.daysWhole];
  if (days < EARLIEST_WORKING_DAYS || days > LATEST_WORKING_DAYS) return [w.daysRange];
  if (level === 0 && days > 0) return [w.afterDue];
  // An overdue payment has no earlier day than the first one after it was due.
  if (level > 0 && days < 1) return [w.beforeDue];
  return before !== null && days <= before ? [w.notLater] : [];
}

function checkPosts(posts: unknown, w: LadderWords): string[] {
  if (!Array.isArray(posts) || posts.length === 0) return [w.noPosts];
  const known: readonly unknown[] = POSTS;
  if (!posts.every((post) => known.includes(post))) return [w.wrongPosts];
  return new Set(posts).size < posts.length ? [w.doublePosts] : [];
}

function unknownFields(record: Record<string, unknown>, known: readonly string[], w: LadderWords): string[] {
  const unknown = Object.keys(record).filter((field) => !known.includes(field));
  return unknown.length === 0 ? [] : [w.unknown(unknown.join(w === WORDS.en ? ', ' : '、'))];
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
