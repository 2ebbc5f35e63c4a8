/** Reading a year's days off: the five notices as they were published, and what people make of them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { addDays, weekday } from '../../domain/calendar.ts';
import {
  checkYear,
  compareYears,
  readCalendarText,
  workingDaysOfYear,
  type CalendarDay,
} from '../../domain/calendar-import.ts';
import { NOTICES } from './notices.ts';

const seeded = JSON.parse(readFileSync(new URL('../../db/data/workdays.json', import.meta.url), 'utf8')) as {
  years: { year: number; source: string }[];
  days: CalendarDay[];
};
const years = seeded.years.map((entry) => entry.year);
const seededIn = (year: number) => seeded.days.filter(({ day }) => day.startsWith(`${year}-`));
const require = createRequire(import.meta.url);
const chineseDays = (year: number) =>
  readFileSync(require.resolve('chinese-days').replace(/index\..*$/, `years/${year}.json`), 'utf8');

describe('the years that the product brings', () => {
  it('are 2022 to 2026, each with its notice', () => {
    expect(years).toEqual([2022, 2023, 2024, 2025, 2026]);
    for (const { source } of seeded.years) expect(source).toMatch(/国办发明电〔20\d\d〕\d+号/);
    expect(seeded.days.every(({ day }) => years.includes(Number(day.slice(0, 4))))).toBe(true);
  });

  it('agree with chinese-days on each of their 1826 days', async () => {
    // It reads dates in the process's zone; the tests run in Los Angeles.
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Asia/Shanghai';
    try {
      const { isWorkday } = await import('chinese-days');
      const known = new Map(seeded.days.map((entry) => [entry.day, entry.isWorkingDay]));
      const differing: string[] = [];
      let count = 0;
      for (let day = '2022-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
        count += 1;
        if (isWorkday(day) !== (known.get(day) ?? weekday(day) <= 5)) differing.push(day);
      }
      expect(count).toBe(1826);
      expect(differing).toEqual([]);
    } finally {
      process.env['TZ'] = zone;
    }
  });

  it.each(years)('%i is what its notice says, day by day', (year) => {
    const { days, findings } = readCalendarText(NOTICES[year] ?? '', year);
    // 元旦 of 2023 began on the last day of 2022, which only the later notice says.
    if (year === 2022) days.push({ day: '2022-12-31', isWorkingDay: false, name: '元旦' });
    expect(findings.filter(({ severity }) => severity === 'must_fix')).toEqual([]);
    const stand = (list: readonly CalendarDay[]) =>
      list.map(({ day, isWorkingDay }) => `${day} ${isWorkingDay ? '班' : '休'}`);
    expect(stand(days)).toEqual(stand(seededIn(year)));
    expect(checkYear(year, days)).toEqual([]);
  });

  it.each(years)('%i has nothing that speaks against it', (year) => {
    expect(checkYear(year, seededIn(year))).toEqual([]);
  });
});

describe('reading', () => {
  it('takes lines, with names, ranges and commas', () => {
    const { days, findings } = readCalendarText(
      '日期,类型,名称\n2027-01-01 休 元旦\n2027/2/6 班\n2027年2月5日至2027年2月7日，放假，春节\n2027-10-01,国庆节,休',
      2027,
    );
    expect(days).toEqual([
      { day: '2027-01-01', isWorkingDay: false, name: '元旦' },
      { day: '2027-02-05', isWorkingDay: false, name: '春节' },
      { day: '2027-02-06', isWorkingDay: false, name: '春节' },
      { day: '2027-02-07', isWorkingDay: false, name: '春节' },
      { day: '2027-10-01', isWorkingDay: false, name: '国庆节' },
    ]);
    // Line 3 said 班 of the same day.
    expect(findings).toEqual([
      expect.objectContaining({
        severity: 'must_fix',
        line: 4,
        message: '2027-02-06 前面写的是班，这里是休',
      }),
    ]);
  });

  it.each([
    ['2027-01-01', '请写明'],
    ['2027-01-01 调休', '请写明'],
    ['2027-02-30 休', '没有 2027-02-30 这一天'],
    ['2027-01-01 休 班', '请写明'],
    ['2027-01-01至 休', '结束的日期'],
    ['2027-01-01至2027-12-31 休', '365 天'],
    ['一、元旦：1月1日（周四）放假1天。', '是周五，写着周四'],
    ['一、元旦：1月1日（周五）至3日（周日）放假，共4天。', '写着 4 天'],
    ['一、元旦：13月1日放假。', '没有 13月1日 这一天'],
    ['二、春节：放假安排另行通知。', '没有读懂'],
    ['国务院办公厅关于2026年部分节假日安排的通知', '这是 2026 年的通知'],
    ['{"holidays": {}}', 'workdays'],
    ['{"holidays": {"2027-13-01": "x,元旦,1"}, "workdays": {}}', '没有读懂这一项'],
    ['{"holidays"', '不是完整的 JSON'],
    ['BEGIN:VCALENDAR', '.ics'],
    ['', '没有读到'],
  ])('tells that %s is not understood', (text, said) => {
    const { findings } = readCalendarText(text, 2027);
    const mustFix = findings.filter(({ severity }) => severity === 'must_fix');
    expect(mustFix.map(({ message }) => message).join()).toContain(said);
  });

  it('accounts for every line: each gives days or is told', () => {
    const lines = (NOTICES[2026] ?? '').split('\n');
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const { days, findings } = readCalendarText(line, 2026);
      expect([index, days.length > 0 || findings.length > 0]).toEqual([index, true]);
    }
  });

  it('does not take the advice to rest on New Year’s Eve for a day off', () => {
    const { days, findings } = readCalendarText(NOTICES[2024] ?? '', 2024);
    expect(days.some(({ day }) => day === '2024-02-09')).toBe(false);
    expect(findings.some(({ severity, message }) => severity === 'note' && message.includes('提倡'))).toBe(
      true,
    );
  });

  it('says which days of a notice belong to the year before', () => {
    const { days, findings } = readCalendarText(NOTICES[2023] ?? '', 2023);
    expect(days[0]?.day).toBe('2023-01-01');
    expect(findings.map(({ message }) => message).join()).toContain('2022-12-31 不属于 2023 年');
  });

  it('takes one year out of the JSON of chinese-days and names the others', () => {
    const all = { holidays: {}, workdays: {} };
    for (const year of [2025, 2026]) {
      const file = JSON.parse(chineseDays(year)) as typeof all;
      Object.assign(all.holidays, file.holidays);
      Object.assign(all.workdays, file.workdays);
    }
    const { days, findings } = readCalendarText(JSON.stringify(all), 2026);
    expect(days).toEqual(seededIn(2026));
    expect(findings).toEqual([expect.objectContaining({ severity: 'note', line: null })]);
    expect(findings[0]?.message).toContain('2025');
  });
});

describe('a year as a whole', () => {
  const full = seededIn(2026);
  it.each([
    ['without 国庆 1', full.filter(({ day }) => day !== '2026-10-01'), 'must_fix', '2026-10-01'],
    ['without 端午', full.filter(({ name }) => name !== '端午'), 'confirm', '端午'],
    ['without a make-up day', full.filter(({ day }) => day !== '2026-02-28'), 'confirm', '相差 14 天'],
    [
      'with work on a Monday',
      [...full, { day: '2026-03-02', isWorkingDay: true, name: '' }],
      'confirm',
      '周一',
    ],
  ])('%s is told', (_, days, severity, said) => {
    const findings = checkYear(2026, days).filter((finding) => finding.severity === severity);
    expect(findings.map(({ message }) => message).join()).toContain(said);
  });

  it('has the working days that the notice leaves', () => {
    expect(workingDaysOfYear(2026, full)).toBe(248);
    expect(workingDaysOfYear(2027, [])).toBe(261);
  });

  it('is compared day by day', () => {
    const after = [
      ...full.filter(({ day }) => day !== '2026-10-10' && day !== '2026-10-07'),
      { day: '2026-10-07', isWorkingDay: true, name: '国庆节' },
      { day: '2026-10-11', isWorkingDay: true, name: '国庆节' },
    ];
    expect(compareYears(full, after)).toEqual([
      {
        day: '2026-10-07',
        before: { isWorkingDay: false, name: '国庆节' },
        after: { isWorkingDay: true, name: '国庆节' },
      },
      { day: '2026-10-10', before: { isWorkingDay: true, name: '国庆节' }, after: null },
      { day: '2026-10-11', before: null, after: { isWorkingDay: true, name: '国庆节' } },
    ]);
    expect(compareYears(full, full)).toEqual([]);
  });
});
