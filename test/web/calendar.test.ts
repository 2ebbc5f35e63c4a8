/** The calendar's page: which day is what, and the way from a pasted notice to a confirmed year. */
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CalendarPreview } from '../../server/contract-calendar.ts';
import { ApiError, api } from '../../web/api.ts';
import { changeKind, closuresOf, countMarks, monthsOf } from '../../web/calendar-view.ts';
import CalendarImport from '../../web/components/calendar/CalendarImport.vue';
import MonthTable from '../../web/components/calendar/MonthTable.vue';

const off = (day: string, name: string) => ({ day, isWorkingDay: false, name });
const on = (day: string, name: string) => ({ day, isWorkingDay: true, name });
const DAYS = [
  off('2024-01-01', '元旦'),
  on('2024-04-28', '劳动节'),
  off('2024-05-01', '劳动节'),
  off('2024-05-02', '劳动节'),
  off('2024-04-30', '清明'),
];

afterEach(() => void vi.restoreAllMocks());

/** Numbers and units are kept on one line by hard spaces. */
const textOf = (shown: { text(): string }) => shown.text().replaceAll('\u00a0', ' ');

describe('the months of a year', () => {
  const months = monthsOf(2024, DAYS, true);

  it('hold each day once, in weeks from Monday to Sunday', () => {
    const days = months.flatMap(({ weeks }) => weeks.flat()).flatMap((cell) => (cell ? [cell.day] : []));
    expect(days).toHaveLength(366);
    expect(new Set(days).size).toBe(366);
    expect(months[0]?.weeks[0]?.map((cell) => cell?.number ?? null)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    // 1 September 2024 was a Sunday: six weeks.
    expect(months[8]?.weeks).toHaveLength(6);
    expect(months[8]?.weeks[0]).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
      expect.objectContaining({ number: 1 }),
    ]);
  });

  it('tell days off, weekend days that are worked, weekends and the others', () => {
    const kind = (day: string) =>
      months.flatMap(({ weeks }) => weeks.flat()).find((cell) => cell?.day === day)?.kind;
    expect(['2024-01-01', '2024-04-28', '2024-04-27', '2024-04-26'].map(kind)).toEqual([
      'off',
      'on',
      'weekend',
      'working',
    ]);
  });

  it('count working days only when the year is confirmed', () => {
    // January 2024 has 23 days from Monday to Friday; April 22, one of them off, one Sunday worked.
    expect(months[0]?.workingDays).toBe(22);
    expect(months[3]?.workingDays).toBe(22);
    expect(monthsOf(2024, [], false).map(({ workingDays }) => workingDays)).toEqual(Array(12).fill(null));
  });

  it('name closures where they begin, by name', () => {
    expect(closuresOf(DAYS).map(({ first, last, days, name }) => [first, last, days, name])).toEqual([
      ['2024-01-01', '2024-01-01', 1, '元旦'],
      ['2024-04-30', '2024-04-30', 1, '清明'],
      ['2024-05-01', '2024-05-02', 2, '劳动节'],
    ]);
    expect(countMarks(DAYS)).toEqual({ off: 4, madeUp: 1 });
  });

  it('say of a day what it is in words, not by colour alone', () => {
    const view = months[3];
    if (!view) throw new Error('no April');
    const month = mount(MonthTable, { props: { view, today: '2024-04-28' } });
    const cell = month.findAll('td').find((td) => td.text().startsWith('28'));
    expect(cell?.text()).toContain('班');
    expect(cell?.text()).toContain('04-28 周末上班 今天 劳动节');
    expect(month.text()).toContain('上班 04-28');
  });
});

describe('a change', () => {
  it('adds, removes or changes a day', () => {
    expect(changeKind({ before: null, after: {} })).toBe('added');
    expect(changeKind({ before: {}, after: null })).toBe('removed');
    expect(changeKind({ before: {}, after: {} })).toBe('changed');
  });
});

describe('the import', () => {
  const preview: CalendarPreview = {
    year: 2024,
    basedOn: 3,
    days: DAYS,
    findings: [
      { severity: 'confirm', line: null, text: '', message: '没有看到端午：请核对是否贴全' },
      { severity: 'note', line: 1, text: '附注', message: '没有日期，没有算进来' },
    ],
    changes: [
      { day: '2024-01-01', before: null, after: { isWorkingDay: false, name: '元旦' } },
      { day: '2024-02-09', before: { isWorkingDay: false, name: '春节' }, after: null },
    ],
    workingDays: { before: 250, after: 251 },
    canConfirm: true,
    recompute: { projects: 69, on: '2023-12-05' },
  };
  const compared = async (answer: CalendarPreview) => {
    vi.spyOn(api, 'previewCalendar').mockResolvedValue(answer);
    const form = mount(CalendarImport, { props: { year: 2024 }, attachTo: document.body });
    await form.find('textarea').setValue('一、元旦');
    await form.find('form').trigger('submit');
    await flushPromises();
    return form;
  };

  it('asks for a text first', async () => {
    const asked = vi.spyOn(api, 'previewCalendar');
    const form = mount(CalendarImport, { props: { year: 2024 } });
    await form.find('form').trigger('submit');
    expect(asked).not.toHaveBeenCalled();
    expect(form.text()).toContain('请先粘贴');
  });

  it('shows what would change and what a confirmation does, before it is confirmed', async () => {
    const form = await compared(preview);
    expect(textOf(form)).toContain('增 1 天，去 1 天，改 0 天');
    expect(textOf(form)).toContain('250 → 251');
    expect(form.text()).toContain('没有看到端午');
    expect(form.text()).not.toContain('没有日期');
    expect(form.find('.consequence').text()).toContain('69');
    expect(form.emitted('compared')).toEqual([[preview]]);
    form.unmount();
  });

  it('takes the comparison back when the text changes', async () => {
    const form = await compared(preview);
    await form.find('textarea').setValue('二、春节');
    expect(form.find('.confirm').exists()).toBe(false);
    expect(form.emitted('compared')?.at(-1)).toEqual([null]);
    form.unmount();
  });

  it('cannot be confirmed while something is not understood, nor when nothing changes', async () => {
    const wrong = { severity: 'must_fix' as const, line: 1, text: 'x', message: '没有读懂' };
    const blocked = await compared({ ...preview, findings: [wrong], canConfirm: false });
    expect(blocked.find('form.confirm').exists()).toBe(false);
    expect(textOf(blocked)).toContain('有 1 处没有读懂');
    blocked.unmount();
    const same = await compared({ ...preview, changes: [] });
    expect(same.find('form.confirm').exists()).toBe(false);
    expect(same.text()).toContain('完全一样');
    same.unmount();
  });

  it('confirms exactly what was compared, with its source', async () => {
    const form = await compared(preview);
    const confirm = vi.spyOn(api, 'confirmCalendar').mockResolvedValue({
      projects: 69,
      year: {
        year: 2024,
        confirmed: true,
        version: 4,
        source: '号',
        knownFrom: '2023-12-05',
        confirmedAt: null,
        isNeeded: true,
        workingDays: 251,
        days: DAYS,
      },
    });
    await form.find('form.confirm').trigger('submit');
    expect(confirm).not.toHaveBeenCalled();
    expect(form.text()).toContain('请写明依据');
    await form.find('form.confirm input').setValue(' 国办发明电〔2023〕7号 ');
    await form.find('form.confirm').trigger('submit');
    await flushPromises();
    expect(confirm).toHaveBeenCalledWith(
      2024,
      { basedOn: 3, source: '国办发明电〔2023〕7号', days: DAYS },
      expect.any(String),
    );
    expect(form.emitted('confirmed')).toHaveLength(1);
    form.unmount();
  });

  it('says why it was refused', async () => {
    const form = await compared(preview);
    vi.spyOn(api, 'confirmCalendar').mockRejectedValue(
      new ApiError(409, { code: 'calendar_changed', message: '刚被另一次确认改动' }),
    );
    await form.find('form.confirm input').setValue('国办');
    await form.find('form.confirm').trigger('submit');
    await flushPromises();
    expect(form.find('[role="alert"]').text()).toBe('刚被另一次确认改动');
    form.unmount();
  });
});
