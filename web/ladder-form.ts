/** The ladder as its editor types it. Pure; what is wrong is said by domain/ladder-check.ts, here put beside its field. */
import { ladderDefects } from '../domain/ladder-check.ts';
import { POSTS, type Post } from '../domain/post.ts';
import type { LadderAnswer, LadderBody, LadderConflict } from '../server/contract-alerts.ts';
import { ApiError } from './api.ts';
import { commonWords } from './words/common.ts';
import { ladderWords } from './words/ladder.ts';
import { locale } from './words/words.ts';

export interface LadderRow {
  /** As typed: `-3`, `5`. */
  days: string;
  posts: Post[];
}
export interface LadderForm {
  rows: LadderRow[];
  /** As typed; empty: no repetition. */
  repeat: string;
}

export function formOf(ladder: LadderBody): LadderForm {
  return {
    rows: ladder.steps.map(({ workingDays, posts }) => ({ days: String(workingDays), posts: [...posts] })),
    repeat: ladder.repeatEveryWorkingDays === null ? '' : String(ladder.repeatEveryWorkingDays),
  };
}

/** `−3`, full-width digits and spaces as people type them; NaN when it is no whole number. */
export function typedDays(text: string): number {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/\s/gu, '')
    .replace(/^[−–—]/u, '-');
  return /^[-+]?\d{1,4}$/.test(plain) ? Number(plain) : Number.NaN;
}

export function bodyOf(form: LadderForm): LadderBody {
  return {
    steps: form.rows.map(({ days, posts }, level) => ({
      level,
      workingDays: typedDays(days),
      posts: POSTS.filter((post) => posts.includes(post)),
    })),
    repeatEveryWorkingDays: form.repeat.trim() === '' ? null : typedDays(form.repeat),
  };
}

export interface LadderDefects {
  /** By row. */
  rows: Record<number, { days: string | null; posts: string | null }>;
  repeat: string | null;
  /** Of the ladder as a whole. */
  whole: string | null;
  isNone: boolean;
}

/** What is wrong, at the field that it speaks of. Levels are counted from 1 for the reader, from 0 in the ladder. */
export function defectsOf(form: LadderForm): LadderDefects {
  const defects: LadderDefects = { rows: {}, repeat: null, whole: null, isNone: true };
  for (const { at, field, text } of ladderDefects(bodyOf(form), locale.value)) {
    defects.isNone = false;
    if (at === 'ladder') defects.whole ??= text;
    else if (at === 'repeat') defects.repeat ??= ladderWords.repeatSubject + text;
    else {
      const row = (defects.rows[at] ??= { days: null, posts: null });
      row[field ?? 'days'] ??= ladderWords.steps.level(at) + text;
    }
  }
  return defects;
}

/** `到期前 3 个工作日`, `逾期 5 个工作日`. */
export function meaningOf(days: string): string {
  const count = typedDays(days);
  const words = ladderWords.steps;
  if (Number.isNaN(count)) return words.unknown;
  if (count === 0) return words.on;
  return count < 0 ? words.before(-count) : words.after(count);
}

/** A row after the last: some days later, told to the last one's posts. */
export function withRow(form: LadderForm): LadderForm {
  const last = form.rows.at(-1);
  const days = typedDays(last?.days ?? '');
  return {
    ...form,
    rows: [
      ...form.rows,
      { days: String(Number.isNaN(days) ? 1 : Math.max(days, 0) + 5), posts: [...(last?.posts ?? [])] },
    ],
  };
}

export const withoutRow = (form: LadderForm, index: number): LadderForm => ({
  ...form,
  rows: form.rows.filter((_, each) => each !== index),
});

/** The ladder line by line, for two of them beside each other: `第 1 级：到期前 3 个工作日，经办人`. */
export function ladderLines(ladder: LadderBody): string[] {
  const { line, noRepeat } = ladderWords.conflict;
  const every = ladder.repeatEveryWorkingDays;
  return [
    ...ladder.steps.map(({ workingDays, posts }, level) =>
      line(
        ladderWords.steps.level(level),
        meaningOf(String(workingDays)),
        commonWords.list(posts.map((post) => commonWords.posts[post])),
      ),
    ),
    every === null ? noRepeat : `${ladderWords.repeatLabel} ${every} ${ladderWords.repeatUnit}`,
  ];
}

/** The version that came first, when that is why a save was refused. */
export function newerLadder(error: unknown): LadderAnswer | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  return (error.answer as Partial<LadderConflict> | null)?.newer ?? null;
}

export const isSameLadder = (a: LadderBody, b: LadderBody): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
