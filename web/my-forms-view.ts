/** The list of forms that wait for the reader's post: its sentence, and what is said in a row. Pure. */
import type { FormItem } from '../server/contract-review-shapes.ts';
import type { WaitingAnswer } from '../server/contract-reviews.ts';
import { shortDate } from './format.ts';
import { reviewWords } from './words/review.ts';
import type { Piece } from './words/words.ts';

type List = Pick<WaitingAnswer, 'today' | 'stage'> & {
  items: readonly Pick<FormItem, 'dueOn' | 'stageSince'>[];
};

const yearOf = (day: string): number => Number(day.slice(0, 4));
const first = (days: readonly string[]): string => days.reduce((a, b) => (b < a ? b : a));

/** 有 3 份监控表等您填写，最早 07-14 到期，其中 1 份已过期. */
export function listSentence({ today, stage, items }: List): Piece[] {
  const { list } = reviewWords;
  const fills = stage === 'draft';
  if (items.length === 0) return [fills ? list.noneFill : list.noneReview];
  const year = yearOf(today);
  if (!fills) {
    return [
      list.review(items.length),
      list.since(shortDate(first(items.map((item) => item.stageSince)), year)),
    ];
  }
  const late = items.filter(({ dueOn }) => dueOn < today).length;
  return [
    list.fill(items.length),
    list.due(shortDate(first(items.map((item) => item.dueOn)), year)),
    ...(late > 0 ? [{ text: list.late(late), tone: 'lagging' as const }] : []),
  ];
}

/** What keeps the form from going on: returned cells first, then what is empty or asked. */
export function missingText(item: Pick<FormItem, 'stage' | 'returned' | 'refusals' | 'unanswered'>): string {
  const { list } = reviewWords;
  const parts = [
    ...(item.returned > 0 ? [list.returned(item.returned)] : []),
    ...(item.refusals > 0 ? [list.empty(item.refusals)] : []),
    ...(item.unanswered > 0 ? [list.unanswered(item.unanswered)] : []),
  ];
  if (parts.length > 0) return parts.join(reviewWords.cell.listed);
  return item.stage === 'draft' ? list.ready : list.toReview;
}
