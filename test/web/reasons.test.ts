/** The words of a change that arrives live are those that the page shows when it is read again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainIndicator } from '../../domain/explain.ts';
import { judgeIndicator } from '../../domain/judge.ts';
import { isSameSubject, withSubject } from '../../web/reasons.ts';
import { anyDay2023, anyEntry, anyTarget, calendar, fiscalYear, rules } from '../domain/cases.ts';

const NAMES = [
  '取证人数',
  '补贴人数（人）',
  '发放次数',
  '培训合格率',
  '生育率指数',
  '人数',
  '2023年新增就业数',
];

describe('a reason that comes without its name', () => {
  it('says with its name what the server says with it', () => {
    const anyCase = fc.record({
      target: anyTarget,
      entries: fc.array(anyEntry, { maxLength: 6 }),
      today: anyDay2023,
      name: fc.constantFrom(...NAMES),
    });
    fc.assert(
      fc.property(anyCase, ({ target, entries, today, name }) => {
        const judgement = judgeIndicator({ target, fiscalYear, entries, today, calendar, rules });
        // What cannot be judged is no reason of a project's light.
        fc.pre(judgement.light !== 'undeterminable');
        const options = { today, fiscalYear, rules, calendar };
        const live = explainIndicator(judgement, target, options);
        const fresh = explainIndicator(judgement, target, { ...options, name });
        expect(withSubject(live, name)).toBe(fresh);
        expect(isSameSubject(fresh, live, name)).toBe(true);
        // Named already, it stays.
        expect(withSubject(fresh, name)).toBe(fresh);
      }),
      { numRuns: 500 },
    );
  });

  it('of money has no name and is the same subject by its opening alone', () => {
    const why = '已执行 33.00 万元，应达 40.00 万元';
    expect(withSubject(why, '')).toBe(why);
    expect(isSameSubject(why, '已执行 34.00 万元，应达 40.00 万元', '')).toBe(true);
    expect(isSameSubject('取证 302 人', why, '')).toBe(false);
    expect(isSameSubject('培训 302 人', '实际 303 人', '取证人数')).toBe(false);
  });
});
