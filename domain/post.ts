/**
 * The posts along which an alert climbs. Duties belong to posts, not to persons; the three administrators see no business
 * data (domain.md 5) and stand on no ladder. Words as in the contract's enum of roles.
 */
import type { Language } from './language.ts';

export const POSTS = ['handler', 'unit_head', 'leader', 'finance_business', 'finance_performance'] as const;

export type Post = (typeof POSTS)[number];

export const POST_NAMES: Readonly<Record<Post, string>> = {
  handler: '经办人',
  unit_head: '单位负责人',
  leader: '主管部门领导',
  finance_business: '财政局业务股',
  finance_performance: '财政局绩效股',
};

const ENGLISH_NAMES: Readonly<Record<Post, string>> = {
  handler: 'handler',
  unit_head: 'unit head',
  leader: 'department leader',
  finance_business: 'finance business section',
  finance_performance: 'finance performance section',
};

/** The post's name within a sentence of a language. */
export function postName(post: Post, language: Language): string {
  return language === 'en' ? ENGLISH_NAMES[post] : POST_NAMES[post];
}

/** A post as a fact was recorded with it, in the language of who reads; a name that is none of ours as it stands. */
export function recordedPost(name: string, language: Language): string {
  const post = POSTS.find((each) => POST_NAMES[each] === name);
  return post === undefined ? name : postName(post, language);
}

/** Whether the post belongs to the unit that does the work, and not to those above it. */
export function isOfUnit(post: Post): boolean {
  return post === 'handler' || post === 'unit_head';
}

/** Who is told when nobody holds the post; null at the top of the line. */
export function postAbove(post: Post): Post | null {
  switch (post) {
    case 'handler':
      return 'unit_head';
    case 'unit_head':
      return 'leader';
    case 'leader':
    case 'finance_business':
      return 'finance_performance';
    case 'finance_performance':
      return null;
  }
}
