import { describe, expect, it } from 'vitest';
import { holidaySpans, placeMarks, rulerCells, rulerMarks, rulerWeeks } from '../../web/workday-ruler.ts';
import { alertItem, overdueDetail, ruler, step } from './sample-alerts.ts';

const cellOf = (day: string, detail = overdueDetail()) => {
  const cell = rulerCells(detail).find((each) => each.day === day);
  if (!cell) throw new Error(`the ruler has no ${day}`);
  return cell;
};

describe('a day of the ruler', () => {
  it('is run-up before the due day, solid on it, late after it, and nothing of these on a day off', () => {
    expect(cellOf('2023-07-20')).toMatchObject({ isRunUp: true, isDue: false, isLate: false });
    expect(cellOf('2023-07-21')).toMatchObject({ isRunUp: false, isDue: true, isLate: false });
    expect(cellOf('2023-07-22')).toMatchObject({ isOff: true, isRunUp: false, isLate: false });
    expect(cellOf('2023-07-24')).toMatchObject({ isLate: true });
    // Today is late as well; tomorrow is not yet.
    expect(cellOf('2023-07-31')).toMatchObject({ isLate: true, isToday: true });
    expect(cellOf('2023-08-01')).toMatchObject({ isLate: false, isToday: false });
    expect(cellOf('2023-08-04')).toMatchObject({ isNext: true });
    expect(rulerCells(overdueDetail()).filter(({ isLate }) => isLate)).toHaveLength(6);
  });

  it('says its month where one begins, and everything to who hears it', () => {
    expect(['2023-07-07', '2023-07-10', '2023-08-01'].map((day) => cellOf(day).text)).toEqual([
      '7/7',
      '10',
      '8/1',
    ]);
    expect(cellOf('2023-07-21').label).toBe('2023-07-21，应办日');
    expect(cellOf('2023-07-31').label).toBe('2023-07-31，逾期的工作日，今天');
    expect(cellOf('2023-07-21').weekday).toBe('五');
  });

  it('is no longer late once it was settled, and never of a reminder', () => {
    const settled = overdueDetail({ alert: alertItem({ resolvedOn: '2023-07-26', state: 'resolved' }) });
    expect(cellOf('2023-07-26', settled).isLate).toBe(true);
    expect(cellOf('2023-07-27', settled).isLate).toBe(false);
    const reminder = overdueDetail({ alert: alertItem({ kind: 'due_soon' }) });
    expect(rulerCells(reminder).some(({ isLate }) => isLate)).toBe(false);
  });

  it('of a weekend on which the county works is marked', () => {
    const days = ruler('2023-10-02', '2023-10-08').map((each) =>
      each.day >= '2023-10-07' ? { ...each, isWorkingDay: true } : each,
    );
    expect(cellOf('2023-10-07', overdueDetail({ ruler: days }))).toMatchObject({
      isMakeUp: true,
      isOff: false,
    });
  });
});

it('names holidays, one span for days beside each other', () => {
  const days = ruler('2023-09-28', '2023-10-08', {
    '2023-09-29': '中秋节',
    '2023-09-30': '中秋节',
    '2023-10-02': '国庆节',
    '2023-10-03': '国庆节',
  });
  expect(holidaySpans(days)).toEqual([
    { name: '中秋节', from: 1, length: 2 },
    { name: '国庆节', from: 4, length: 2 },
  ]);
});

describe('the marks below', () => {
  it('say what happened on which day and who is told next', () => {
    expect(rulerMarks(overdueDetail(), false).map(({ text, tone }) => [text, tone])).toEqual([
      ['指标形成', 'plain'],
      ['提醒', 'plain'],
      ['应拨付日', 'due'],
      ['报负责人', 'late'],
      ['报主管部门', 'late'],
      ['今天', 'today'],
      ['报财政绩效股', 'next'],
    ]);
  });

  it('call a level that was told before a repetition', () => {
    const told = (on: string) => step({ on, level: 3, posts: ['finance_performance'] });
    const detail = overdueDetail({
      timeline: [told('2023-07-19'), told('2023-07-26'), step({ ...told('2023-08-02'), what: 'step' })],
    });
    expect(rulerMarks(detail, false).map(({ text }) => text)).toEqual(['报财政绩效股', '复催', '复催']);
  });

  it('keep the due day when it lies before the ruler, and drop the rest of what does', () => {
    const detail = overdueDetail({ ruler: ruler('2023-07-22', '2023-08-04') });
    expect(rulerMarks(detail, false).slice(0, 2)).toMatchObject([
      { text: '‹ 07-21 应拨付日', cell: -1 },
      { text: '报负责人' },
    ]);
  });

  it('of one day give way to the more important one', () => {
    const detail = overdueDetail({
      timeline: [
        step({ on: '2023-07-31', level: 2, posts: ['leader'] }),
        step({ on: '2023-07-31', what: 'today' }),
      ],
    });
    expect(rulerMarks(detail, true).map(({ text }) => text)).toEqual(['回看日']);
  });

  it('never touch each other and stay within the ruler', () => {
    const width = 720;
    const placed = placeMarks(rulerMarks(overdueDetail(), false), 29, width);
    const boxes = placed.map(({ text, at, anchor, row }) => {
      const size = [...text].length * 12;
      const left = at * width - (anchor === 'middle' ? size / 2 : anchor === 'end' ? size : 0);
      return { left, right: left + size, row };
    });
    for (const [index, box] of boxes.entries()) {
      expect(box.left).toBeGreaterThanOrEqual(-0.5);
      expect(box.right).toBeLessThanOrEqual(width + 0.5);
      for (const other of boxes.slice(index + 1)) {
        const isApart = other.row !== box.row || other.left >= box.right || box.left >= other.right;
        expect(isApart, JSON.stringify([box, other])).toBe(true);
      }
    }
    // Crowded ones go into a second row.
    const crowded = placeMarks(
      [
        { text: '报主管部门', tone: 'late', cell: 3 },
        { text: '报财政绩效股', tone: 'next', cell: 4 },
      ],
      29,
      width,
    );
    expect(crowded.map(({ row }) => row)).toEqual([0, 1]);
  });
});

it('is weeks from Monday to Sunday on the phone', () => {
  const weeks = rulerWeeks(rulerCells(overdueDetail()));
  expect(weeks).toHaveLength(4);
  expect(weeks.every((week) => week.length === 7)).toBe(true);
  expect(weeks[0]?.[0]?.day).toBe('2023-07-10');
  expect(weeks[3]?.map((cell) => cell?.text ?? '')).toEqual(['31', '8/1', '2', '3', '4', '', '']);
});
