/** Why an act of a rectification is refused, in both languages. */
import type { RectificationRefusalCode } from './rectification.ts';
import type { Texts } from './sourced.ts';

export const RECTIFICATION_WORDS: Readonly<Record<RectificationRefusalCode, Texts>> = {
  stale: {
    'zh-CN': '别人刚刚处理过，请先看最新的情况',
    en: 'Somebody has just acted on it: look at it as it is now',
  },
  closed: { 'zh-CN': '整改已经办结', en: 'It is closed' },
  not_your_turn: { 'zh-CN': '现在不由您的岗位办理', en: 'It is not the turn of your post' },
  own_reply: {
    'zh-CN': '您自己回复或核实过的整改，要由别人核实',
    en: 'You replied or verified yourself: somebody else verifies it',
  },
  no_demands: { 'zh-CN': '整改通知至少要有一条要求', en: 'A notice has at least one demand' },
  demand_blank: {
    'zh-CN': '每条要求都要写明问题和要做到什么',
    en: 'Every demand says what is wrong and what is asked for',
  },
  bad_due_day: { 'zh-CN': '整改期限要晚于今天', en: 'The due day comes after today' },
  reply_incomplete: {
    'zh-CN': '每条要求都要写明整改措施并附佐证',
    en: 'Every demand needs measures in words and evidence',
  },
  no_words: { 'zh-CN': '请写明意见', en: 'Give your opinion in words' },
  condition_holds: {
    'zh-CN': '问题还在，不能办结；确需办结请签批例外',
    en: 'The problem is still there: it cannot be closed without a signed exception',
  },
  exception_unfit: {
    'zh-CN': '例外要对应一条要求，写明文号和理由',
    en: 'An exception names a demand, a document number and a reason',
  },
};
