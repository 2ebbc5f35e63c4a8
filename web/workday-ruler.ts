/** The working-day ruler of an alert: what each day is, what is written below it, and the same days as weeks. Pure. */
import { weekday } from '../domain/calendar.ts';
import type { AlertDetail, TimelineEntry } from '../server/contract-alerts.ts';
import { alertsWords as words } from './words/alerts.ts';
import { commonWords } from './words/common.ts';

export interface RulerCell {
  day: string;
  /** Day of the month; the first of a month and the first cell say the month as well: `8/1`. */
  text: string;
  weekday: string;
  isOff: boolean;
  /** A Saturday or Sunday on which the county works. */
  isMakeUp: boolean;
  isDue: boolean;
  /** A working day after the due day, up to today. */
  isLate: boolean;
  /** A working day before the due day. */
  isRunUp: boolean;
  isToday: boolean;
  isNext: boolean;
  /** For a reader who hears it. */
  label: string;
}

export type RulerInput = Pick<AlertDetail, 'ruler' | 'asOf' | 'timeline'> & {
  alert: Pick<AlertDetail['alert'], 'dueOn' | 'openedOn' | 'kind' | 'resolvedOn'>;
};

/** The step that comes next; null when none does. */
export function nextOf(timeline: readonly TimelineEntry[]): TimelineEntry | null {
  return timeline.find(({ what }) => what === 'step') ?? null;
}

export function rulerCells({ ruler, asOf, timeline, alert }: RulerInput): RulerCell[] {
  const next = nextOf(timeline)?.on ?? null;
  const since = alert.dueOn ?? alert.openedOn;
  const end = alert.resolvedOn ?? asOf;
  return ruler.map(({ day, isWorkingDay, name }, index) => {
    const [, month = '', date = ''] = day.split('-').map(Number).map(String);
    const isWeekend = weekday(day) > 5;
    const isDue = day === alert.dueOn;
    const isLate = isWorkingDay && day > since && day <= end && alert.kind !== 'due_soon';
    const isToday = day === asOf;
    const isNext = day === next;
    const marks = [
      name ?? '',
      isDue ? words.ruler.due : '',
      isLate ? words.ruler.late : '',
      isWorkingDay ? '' : words.ruler.off,
      isToday ? words.ruler.today : '',
      isNext ? words.ruler.next : '',
    ];
    return {
      day,
      text: index > 0 && date !== '1' ? date : `${month}/${date}`,
      weekday: words.ruler.weekdays[weekday(day) - 1] ?? '',
      isOff: !isWorkingDay,
      isMakeUp: isWorkingDay && isWeekend,
      isDue,
      isLate,
      isRunUp: isWorkingDay && alert.dueOn !== null && day < alert.dueOn,
      isToday,
      isNext,
      label: words.ruler.day(day, commonWords.clauses(marks)),
    };
  });
}

export interface HolidaySpan {
  name: string;
  /** Cells, from 0. */
  from: number;
  length: number;
}

/** Holidays that have a name, one span for days beside each other; weekends have none. */
export function holidaySpans(ruler: AlertDetail['ruler']): HolidaySpan[] {
  const spans: HolidaySpan[] = [];
  ruler.forEach(({ name, isWorkingDay }, index) => {
    if (name === null || name === '' || isWorkingDay) return;
    const last = spans.at(-1);
    if (last?.name === name && last.from + last.length === index) last.length += 1;
    else spans.push({ name, from: index, length: 1 });
  });
  return spans;
}

export interface RulerMark {
  text: string;
  tone: 'plain' | 'due' | 'late' | 'today' | 'next';
  /** Index of its cell; −1: the day lies before the ruler. */
  cell: number;
}

const TONE_ORDER = ['today', 'due', 'next', 'late', 'plain'];

/** What is written below the days: the event, each step that was taken, the due day, today, the next step. */
export function rulerMarks(input: RulerInput, isLookingBack: boolean): RulerMark[] {
  const { ruler, timeline, alert } = input;
  const cellOf = (day: string) => ruler.findIndex((each) => each.day === day);
  const marks: RulerMark[] = [];
  let hasNext = false;
  const told = new Set<number | null>();
  const stepWords = ({ level, posts }: TimelineEntry) => {
    if (told.has(level)) return words.marks.again;
    return level === 0 ? words.marks.remind : words.marks.report(words.posts[posts.at(-1) ?? 'handler']);
  };
  for (const entry of timeline) {
    const cell = cellOf(entry.on);
    switch (entry.what) {
      case 'event':
        marks.push({ text: entry.title, tone: 'plain', cell });
        break;
      case 'due':
        marks.push({
          text: cell < 0 ? words.ruler.before(`${entry.on.slice(5)} ${entry.title}`) : entry.title,
          tone: 'due',
          cell,
        });
        break;
      case 'told':
        marks.push({
          text: stepWords(entry),
          tone: alert.dueOn !== null && entry.on > alert.dueOn ? 'late' : 'plain',
          cell,
        });
        told.add(entry.level);
        break;
      case 'today':
        marks.push({ text: isLookingBack ? words.ruler.asOf : words.ruler.today, tone: 'today', cell });
        break;
      case 'step':
        if (!hasNext) {
          marks.push({
            text: stepWords(entry),
            tone: 'next',
            cell,
          });
        }
        hasNext = true;
        break;
      case 'resolved':
        if (entry.posts.length === 0) marks.push({ text: words.marks.resolved, tone: 'today', cell });
        break;
      case 'opened':
      case 'act':
      case 'withdrawn':
    }
  }
  // Of what lies before the ruler only the due day still says something.
  const shown = marks.filter(({ cell, tone }) => cell >= 0 || tone === 'due');
  // Two on one day: the more important one.
  return shown.filter(
    (mark) =>
      !shown.some(
        (other) =>
          other !== mark &&
          other.cell === mark.cell &&
          (TONE_ORDER.indexOf(other.tone) < TONE_ORDER.indexOf(mark.tone) ||
            (other.tone === mark.tone && shown.indexOf(other) > shown.indexOf(mark))),
      ),
  );
}

export interface PlacedMark extends RulerMark {
  /** Share of the ruler's width, 0 to 1, at which its text is anchored. */
  at: number;
  anchor: 'start' | 'middle' | 'end';
  row: number;
}

/** Width of one character of a mark, in pixels (12 px type; digits are narrower). */
const CHARACTER = 12;
const GAP = 8;

/** Puts the marks into as few rows as keep them apart. `width`: of the ruler, in pixels. */
export function placeMarks(marks: readonly RulerMark[], cells: number, width: number): PlacedMark[] {
  const ends: number[] = [];
  return [...marks]
    .sort((a, b) => a.cell - b.cell)
    .map((mark) => {
      const size = [...mark.text].reduce((sum, each) => sum + (each.charCodeAt(0) < 256 ? 7 : CHARACTER), 0);
      const middle = ((Math.max(mark.cell, 0) + 0.5) / Math.max(cells, 1)) * width;
      const anchor =
        mark.cell < 0 || middle - size / 2 < 0 ? 'start' : middle + size / 2 > width ? 'end' : 'middle';
      const left = anchor === 'start' ? 0 : anchor === 'end' ? width - size : middle - size / 2;
      let row = ends.findIndex((end) => left >= end + GAP);
      if (row < 0) row = ends.length;
      ends[row] = left + size;
      return { ...mark, anchor, row, at: anchor === 'start' ? 0 : anchor === 'end' ? 1 : middle / width };
    });
}

/** The days as rows of Monday to Sunday for the phone: the last `most` weeks; null where the ruler has no day. */
export function rulerWeeks(cells: readonly RulerCell[], most = 4): (RulerCell | null)[][] {
  const weeks: (RulerCell | null)[][] = [];
  for (const cell of cells) {
    const column = words.ruler.weekdays.indexOf(cell.weekday);
    let week = weeks.at(-1);
    if (!week || column === 0) weeks.push((week = Array.from({ length: 7 }, () => null)));
    week[column] = cell;
  }
  return weeks.slice(-most);
}
