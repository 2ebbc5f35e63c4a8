import { describe, expect, it } from 'vitest';
import type { LadderBody } from '../../server/contract-alerts.ts';
import { ApiError } from '../../web/api.ts';
import {
  bodyOf,
  defectsOf,
  formOf,
  isSameLadder,
  ladderLines,
  meaningOf,
  newerLadder,
  typedDays,
  withRow,
  withoutRow,
} from '../../web/ladder-form.ts';

const DEFAULT_LADDER: LadderBody = {
  steps: [
    { level: 0, workingDays: -3, posts: ['handler'] },
    { level: 1, workingDays: 1, posts: ['handler', 'unit_head'] },
    { level: 2, workingDays: 5, posts: ['leader'] },
    { level: 3, workingDays: 10, posts: ['finance_performance'] },
  ],
  repeatEveryWorkingDays: 5,
};
const standard = () => formOf(DEFAULT_LADDER);

describe('the ladder as typed', () => {
  it('goes into the form and back unchanged', () => {
    expect(isSameLadder(bodyOf(standard()), DEFAULT_LADDER)).toBe(true);
    expect(defectsOf(standard())).toEqual({ rows: {}, repeat: null, whole: null, isNone: true });
  });

  it('reads numbers as people type them', () => {
    expect(['-3', '−3', '－３', ' 5 ', '+5'].map(typedDays)).toEqual([-3, -3, -3, 5, 5]);
    for (const text of ['', '三', '1.5', '1 天']) expect(typedDays(text), text).toBeNaN();
  });

  it('says a number of days in words', () => {
    expect(['-3', '0', '5', 'x'].map(meaningOf)).toEqual([
      '到期前 3 个工作日',
      '到期当天',
      '逾期 5 个工作日',
      '请填整数',
    ]);
  });

  it('says each defect at its field, levels counted from one as the page shows them', () => {
    const form = standard();
    const wrong = {
      rows: form.rows.map((row, index) =>
        index === 1 ? { ...row, days: '0' } : index === 2 ? { ...row, posts: [] } : row,
      ),
      repeat: '31',
    };
    const defects = defectsOf(wrong);
    expect(defects.isNone).toBe(false);
    expect(defects.rows[1]?.days).toBe('第 2 级是逾期后的上报，至少在到期后 1 个工作日');
    expect(defects.rows[2]?.posts).toBe('第 3 级没有选岗位');
    expect(defects.rows[0]).toBeUndefined();
    expect(defects.repeat).toContain('1 到 30');
    expect(defectsOf({ ...form, rows: form.rows.slice(0, 1) }).whole).toContain('至少要有两级');
    expect(defectsOf({ ...form, repeat: '' }).isNone).toBe(true);
  });

  it('gets a row that is later than the last, and loses one', () => {
    const more = withRow(standard());
    expect(more.rows.at(-1)).toEqual({ days: '15', posts: ['finance_performance'] });
    expect(defectsOf(more).isNone).toBe(true);
    expect(
      bodyOf(withoutRow(standard(), 2)).steps.map(({ level, workingDays }) => [level, workingDays]),
    ).toEqual([
      [0, -3],
      [1, 1],
      [2, 10],
    ]);
  });
});

describe('two ladders beside each other', () => {
  it('differ in the lines that differ', () => {
    const other = { ...DEFAULT_LADDER, repeatEveryWorkingDays: null };
    const [theirs, mine] = [ladderLines(DEFAULT_LADDER), ladderLines(other)];
    expect(theirs[0]).toBe('第 1 级：到期前 3 个工作日，经办人');
    expect(theirs.filter((line) => !mine.includes(line))).toEqual(['最后一级以后，每 5 个工作日复催一次']);
    expect(mine.at(-1)).toBe('不复催');
  });

  it('are told by the refusal that carries the newer one, and by no other', () => {
    const newer = { ladder: DEFAULT_LADDER, version: 2 };
    const refusal = { code: 'ladder_changed', message: '' };
    expect(newerLadder(new ApiError(409, refusal, { ...refusal, newer }))).toEqual(newer);
    expect(newerLadder(new ApiError(409, { code: 'busy', message: '' }, { code: 'busy' }))).toBeNull();
    expect(newerLadder(new Error('no answer'))).toBeNull();
  });
});
