import { describe, expect, it } from 'vitest';
import type { Light } from '../../domain/light.ts';
import type { ProjectIndicator } from '../../server/contract.ts';
import { byGravity, chosenIndicator, countByLight, reasonBesideActual } from '../../web/project-view.ts';
import { row } from './entry-sheet-fixture.ts';

function indicator(
  id: string,
  light: Light,
  change: { measure?: ProjectIndicator['judged']['measure']; actual?: string | null; why?: string } = {},
): ProjectIndicator {
  const { judged, name } = row(id, change.measure ?? 'cumulative');
  return {
    id,
    level1: '产出指标',
    level2: '数量指标',
    group: 'quantity',
    name,
    rawTarget: '≥76台',
    periodRawTarget: null,
    target: {
      raw: '≥76台',
      kind: 'count',
      comparator: '>=',
      value: 76,
      unit: '台',
      confidence: 1,
      notes: [],
      assumed: [],
    },
    judged,
    judgement: {
      light,
      actual: change.actual === undefined ? '27' : change.actual,
      actualThrough: null,
      expected: null,
      ratio: null,
      why: change.why ?? '',
      hint: null,
      since: null,
    },
    months: [],
    entries: [],
  };
}

describe('the indicators of a project', () => {
  const all = [
    indicator('fine', 'normal'),
    indicator('unread', 'undeterminable', { measure: 'none', actual: null }),
    indicator('late', 'severe', { measure: 'date', actual: null }),
    indicator('slow', 'lagging'),
    indicator('silent', 'unreported', { actual: null }),
  ];
  it('stand worst first, what cannot be judged before what is well', () => {
    expect(byGravity(all).map(({ id }) => id)).toEqual(['late', 'silent', 'slow', 'unread', 'fine']);
    expect(countByLight(all).map(({ light }) => light)).toEqual([
      'severe',
      'unreported',
      'lagging',
      'undeterminable',
      'normal',
    ]);
  });
  it('give the chart the worst that has numbers to draw, unless the URL names one', () => {
    expect(chosenIndicator(all, undefined)?.id).toBe('slow');
    expect(chosenIndicator(all, 'fine')?.id).toBe('fine');
    expect(chosenIndicator([all[4]!, all[2]!], undefined)?.id).toBe('silent');
    expect(chosenIndicator([], undefined)).toBeNull();
  });
  it('do not repeat in the reason what the row shows already', () => {
    const slow = indicator('slow', 'lagging', { why: '购置办公设备 27 台，7 月末应达 44 台，完成比 61%' });
    expect(reasonBesideActual(slow)).toBe('7 月末应达 44 台，完成比 61%');
    const late = indicator('late', 'severe', {
      measure: 'date',
      actual: null,
      why: '购置办公设备数量：期限 6 月 30 日',
    });
    expect(reasonBesideActual(late)).toBe('期限 6 月 30 日');
  });
});
