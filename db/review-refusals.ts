/** What the database itself refuses about one form (migrations 0018 and 0023), said to whoever wished it. */
import pg from 'pg';
import type { Texts } from '../domain/sourced.ts';

const MOVED_ON: Texts = {
  'zh-CN': '别人刚刚处理过这份监控表，请刷新后看最新的情况。',
  en: 'Somebody has just acted on this form: reload and look at it as it is now.',
};
const BY_CODE: Readonly<Record<string, Texts>> = {
  MB010: {
    'zh-CN': '您的岗位刚刚变了，请重新登录后再办。',
    en: 'Your post has just changed: sign in again.',
  },
  MB012: { 'zh-CN': '这份监控表已经办结。', en: 'This form is closed.' },
  MB015: { 'zh-CN': '这份监控表现在不由您的岗位办理。', en: 'It is not the turn of your post.' },
  MB017: {
    'zh-CN': '您自己送出的监控表，要由别人审核。',
    en: 'You sent this form yourself: somebody else reviews it.',
  },
};
const BUSY: Texts = {
  'zh-CN': '这份监控表正忙，请稍后单独再办。',
  en: 'This form is busy: please try it again by itself.',
};

/**
 * The sentence for a refusal by the database; null: the error is none (the connection, a fault of ours), and is thrown on.
 * Raised by triggers: MB010 to MB019. 23505: another act of the same revision. Class 40: rolled back for another transaction.
 */
export function refusedByDatabase(error: unknown): Texts | null {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return null;
  if (error.code.startsWith('40')) return BUSY;
  const isMovedOn = /^MB01\d$/.test(error.code) || (error.code === '23505' && error.table === 'review_acts');
  return BY_CODE[error.code] ?? (isMovedOn ? MOVED_ON : null);
}
