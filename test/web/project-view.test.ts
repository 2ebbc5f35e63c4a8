import { describe, expect, it } from 'vitest';
import type { Light } from '../../domain/light.ts';
import { DEFAULT_RULE_SET } from '../../domain/light.ts';
import type { ProjectDetail, ProjectIndicator } from '../../server/contract.ts';
import {
  aheadOf,
  byGravity,
  causeOf,
  chosenIndicator,
  countByLight,
  inOrder,
  reasonBesideActual,
} from '../../web/project-view.ts';
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
    sameTarget: null,
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
  it('keep their places between two sweeps, whatever their lights do; who is new comes after them', () => {
    const order = ['fine', 'late', 'slow'];
    expect(inOrder(all, order).map(({ id }) => id)).toEqual(['fine', 'late', 'slow', 'silent', 'unread']);
    expect(inOrder(all, [])).toEqual(byGravity(all));
    expect(chosenIndicator(all, undefined, order)?.id).toBe('fine');
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

/** What the story's last words look at: the pace of money, and of indicators that add up. */
function project(
  paid: { light: Light; ratio: number | null },
  done: readonly { light: Light; ratio: number | null }[],
  light: Light,
): ProjectDetail {
  return {
    light,
    judging: { rules: DEFAULT_RULE_SET },
    money: { judgement: paid },
    indicators: done.map((each, index) => {
      const made = indicator(`i${index}`, each.light);
      return { ...made, judgement: { ...made.judgement, ratio: each.ratio } };
    }),
  } as unknown as ProjectDetail;
}

describe('which of money and work is ahead', () => {
  it.each<['money' | 'work' | null, number | null, (number | null)[], string]>([
    ['money', 1.03, [0.52, 1], 'money in pace, one indicator far behind'],
    ['work', 0.6, [0.95, 1.1], 'every indicator in pace, money behind'],
    [null, 0.85, [0.5], 'both behind'],
    [null, 0.9, [0.8], 'the cuts themselves'],
    [null, null, [0.5], 'no money to compare'],
    [null, 1, [null], 'no indicator to compare'],
  ])('%s: money %s, work %j (%s)', (ahead, paid, done) => {
    const shown = project(
      { light: 'normal', ratio: paid },
      done.map((ratio) => ({ light: 'normal', ratio })),
      'normal',
    );
    expect(aheadOf(shown)).toBe(ahead);
  });
});

describe('what gives the project its light', () => {
  const severe = { light: 'severe', ratio: 0.5 } as const;
  const normal = { light: 'normal', ratio: 1 } as const;
  it('is the indicator that has it, else the money', () => {
    expect(causeOf(project(severe, [normal, severe], 'severe'))).toMatchObject({ id: 'i1' });
    expect(causeOf(project(severe, [normal], 'severe'))).toBe('money');
  });
  it('is nothing to name where the light is good', () => {
    expect(causeOf(project(normal, [normal], 'normal'))).toBeNull();
  });
});
