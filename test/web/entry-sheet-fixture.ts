/** A small entry sheet as the server sends it, for the tests of the entry page's functions. */
import { DEFAULT_RULE_SET } from '../../domain/light.ts';
import type { Measure } from '../../domain/target.ts';
import type { Entry, EntrySheet } from '../../server/contract.ts';
import type { SheetRow } from '../../web/entry-field.ts';

export const PERIOD = '2023-07';
const DUE_DAY = '2023-10-31';

export function entry(change: Partial<Entry> & { id: string; period: string }): Entry {
  return {
    indicatorId: 'row',
    basis: 'cumulative',
    value: null,
    grade: null,
    note: null,
    supersedes: null,
    recordedOn: '2023-07-31',
    recordedAt: '2023-07-31T14:32:08+08:00',
    recordedBy: '经办人',
    invented: false,
    ...change,
  };
}

/** A row to fill: 76 台 in the year, or a rate of 95 %, a day, a grade. `entries` are in force. */
export function row(id: string, measure: Measure = 'cumulative', entries: readonly Entry[] = []): SheetRow {
  const value = { cumulative: '76', level: '95', date: DUE_DAY, grade: null, none: null }[measure];
  const unit = { cumulative: '台', level: '%', date: null, grade: null, none: null }[measure];
  const isDate = measure === 'date';
  return {
    indicatorId: id,
    level2: '数量指标',
    group: 'quantity',
    name: measure === 'level' ? '满意度' : '购置办公设备数量',
    rawTarget: '≥76台(套)',
    judged: {
      measure,
      direction: isDate ? 'at_most' : 'at_least',
      value,
      unit,
      curve: isDate ? { type: 'date', on: DUE_DAY } : { type: 'even' },
      reportEvery: 'month',
      reason: null,
      assumed: [],
    },
    entries: entries.map((known) => ({
      period: known.period,
      basis: known.basis,
      value: isDate ? null : known.value,
      date: isDate ? known.value : null,
      grade: known.grade,
    })),
    current: entries.find(({ period }) => period === PERIOD) ?? null,
    previous: entries.filter(({ period }) => period < PERIOD).at(-1) ?? null,
    demanded: true,
    light: 'not_due',
  };
}

export function sheet(rows: readonly SheetRow[]): EntrySheet {
  return {
    period: PERIOD,
    unitName: '创业就业服务中心',
    dueOn: '2023-08-07',
    workingDaysLeft: 5,
    invented: false,
    judging: {
      today: '2023-07-31',
      fiscalYear: 2023,
      rules: DEFAULT_RULE_SET,
      calendar: { days: [], confirmedYears: [2023] },
    },
    projects: [{ id: 'project', name: '办公用品', budget: '309700.00', rows: [...rows] }],
  };
}

/** A store of the browser's kind; `isFull` refuses to write as a full one does. */
export function memoryStore(isFull = false): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key) => void kept.delete(key),
  };
}
