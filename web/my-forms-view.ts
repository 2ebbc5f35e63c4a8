/** The list of forms that wait for the reader's post: its sentence, and what is said in a row. Pure. */
import type { FormItem, WaitingItem } from '../server/contract-review-shapes.ts';
import type { WaitingAnswer } from '../server/contract-reviews.ts';
import { shortDate } from './format.ts';
import { reviewWords } from './words/review.ts';
import type { Piece } from './words/words.ts';

type List = Pick<WaitingAnswer, 'today' | 'stage'> & {
  items: readonly Pick<WaitingItem, 'stageSince' | 'turn'>[];
};

const yearOf = (day: string): number => Number(day.slice(0, 4));
const first = (days: readonly string[]): string => days.reduce((a, b) => (b < a ? b : a));

/** 有 3 份监控表等您填写，最早 07-14 到期，其中 1 份已过期. */
export function listSentence({ today, stage, items }: List): Piece[] {
  const { list } = reviewWords;
  const fills = stage === 'draft';
  if (items.length === 0) return [fills ? list.noneFill : list.noneReview];
  const year = yearOf(today);
  const days = items.flatMap(({ turn }) => turn.dueOn ?? []);
  const late = items.filter(({ turn }) => turn.isLate).length;
  const tail = late > 0 ? [{ text: list.late(late), tone: 'lagging' as const }] : [];
  if (!fills) {
    const since = list.since(shortDate(first(items.map((item) => item.stageSince)), year));
    return [list.review(items.length), since, ...tail];
  }
  return [
    list.fill(items.length),
    ...(days.length > 0 ? [list.due(shortDate(first(days), year))] : []),
    ...tail,
  ];
}

/** Two weeks: of what is due later the day alone says enough. */
const SOON_WORKING_DAYS = 10;

/** Why the form stands where it does in the list: 退回待改, 逾期 3 个工作日, 今天到期; null: nothing is to be said. */
export function turnText({ turn }: Pick<WaitingItem, 'turn'>, today: string): string | null {
  const { turn: said } = reviewWords.list;
  const { why, workingDays, isLate } = turn;
  const late = isLate ? said.late(workingDays) : null;
  switch (why) {
    case 'returned':
      return late === null ? said.returned : said.both(said.returned, late);
    case 'overdue':
      return late;
    case 'due':
      if (turn.dueOn === today) return said.today;
      // Due on a day off: nobody works again before it.
      if (workingDays === 0) return said.lastDay;
      return workingDays <= SOON_WORKING_DAYS ? said.left(workingDays) : null;
    case 'no_day':
      return null;
  }
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
