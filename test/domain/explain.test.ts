import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeHint, changeHintMoney } from '../../domain/change-hint.ts';
import { explainIndicator, explainMoney } from '../../domain/explain.ts';
import { judgeIndicator, judgeMoney, type Reported } from '../../domain/judge.ts';
import type { JudgedTarget } from '../../domain/target.ts';
import {
  anyDay2023,
  anyEntry,
  anyTarget,
  calendar,
  cumulative,
  doneOn,
  fiscalYear,
  graded,
  level,
  rules,
  target,
} from './cases.ts';

function say(what: JudgedTarget, today: string, entries: readonly Reported[], name?: string) {
  const judgement = judgeIndicator({ target: what, fiscalYear, entries, today, calendar, rules });
  const options = { today, fiscalYear, rules, calendar, ...(name === undefined ? {} : { name }) };
  return {
    light: judgement.light,
    why: explainIndicator(judgement, what, options),
    hint: changeHint(judgement, what, options),
  };
}

const certificates = target();
const devices = target({ value: '76', unit: '台(套)' });
const rate = target({ measure: 'level', value: '90', unit: '%' });
const training = target({ value: '550000', unit: '元' });
const ceiling = target({ direction: 'at_most', value: '135000', unit: '元' });
const complaints = target({ direction: 'at_most', value: '0', unit: '起' });
const jobless = target({ measure: 'level', direction: 'at_most', value: '4', unit: '%' });
const pension = target({ value: '12', unit: '月', curve: { type: 'monthly' } });
const october = target({ value: '76', unit: '台', curve: { type: 'date', on: '2023-10-31' } });
const words = target({ measure: 'grade', value: null, unit: null, reportEvery: 'half_year' });
const due = target({
  measure: 'date',
  direction: 'at_most',
  value: '2023-10-31',
  unit: null,
  reportEvery: 'year',
});

describe('why an indicator has its light, and what would change it', () => {
  it.each([
    [
      certificates,
      '2023-08-01',
      [cumulative(7, '302')],
      '取证人数',
      '取证 302 人，7 月末应达 583 人，完成比 52%，低于 60%',
      '再有 48 人即回到滞后',
    ],
    [
      devices,
      '2023-08-01',
      [cumulative(7, '27')],
      '购置办公设备数量',
      '购置办公设备 27 台（套），7 月末应达 44 台（套），完成比 61%，低于 80%',
      '再有 9 台（套）即回到关注',
    ],
    [
      certificates,
      '2023-08-01',
      [cumulative(7, '500')],
      undefined,
      '实际 500 人，7 月末应达 583 人，完成比 86%，低于 90%',
      '再有 25 人即回到正常',
    ],
    [
      certificates,
      '2023-07-03',
      [cumulative(6, '500')],
      undefined,
      '实际 500 人，6 月末应达 500 人，完成比 100%，不低于 90%',
      '到 7 月末仍是 500 人即转为关注',
    ],
    [
      certificates,
      '2023-07-03',
      [cumulative(6, '599')],
      undefined,
      '实际 599 人，6 月末应达 500 人，完成比 119.8%，不低于 90%',
      '到 8 月末仍是 599 人即转为关注',
    ],
    [
      certificates,
      '2023-07-03',
      [cumulative(6, '600')],
      undefined,
      '实际 600 人，6 月末应达 500 人，完成比 120%，达到 120%，请看目标是否偏低',
      null,
    ],
    [
      certificates,
      '2024-01-03',
      [cumulative(12, '1000')],
      undefined,
      '实际 1,000 人，已达全年目标 1,000 人',
      null,
    ],
    [
      certificates,
      '2023-07-08',
      [cumulative(5, '417')],
      undefined,
      '6 月的数到 7 月 7 日该报，未报；上次报到 5 月末',
      '报上 6 月的数即可判定',
    ],
    [
      certificates,
      '2023-02-08',
      [],
      '取证人数',
      '取证人数：1 月的数到 2 月 7 日该报，未报；还没有报过',
      '报上 1 月的数即可判定',
    ],
    [
      certificates,
      '2023-01-05',
      [],
      undefined,
      '1 月的数 2 月 7 日前报，还没到期',
      '过了 2 月 7 日仍未报即转为未报',
    ],
    [
      certificates,
      '2024-01-09',
      [cumulative(11, '917')],
      undefined,
      '12 月的数到 2024 年 1 月 8 日该报，未报；上次报到 11 月末',
      '报上 12 月的数即可判定',
    ],
    [
      target({ value: '1', unit: '台' }),
      '2023-04-03',
      [cumulative(3, '0')],
      undefined,
      '实际 0 台，3 月末按进度还不满 1 台，没有也不算滞后',
      null,
    ],
    [
      target({ value: '0', unit: '台' }),
      '2023-04-03',
      [cumulative(3, '2')],
      undefined,
      '实际 2 台，目标是 0 台，有就算达到',
      null,
    ],
    [
      target({ value: '3', unit: null }),
      '2023-07-03',
      [cumulative(6, '1')],
      '招聘会场次',
      '招聘会场次 1，6 月末应达 1.5，相差不到 1，不算滞后',
      '到 8 月末仍是 1 即转为严重滞后',
    ],
    [
      training,
      '2023-07-03',
      [cumulative(6, '165000')],
      '培训支出',
      '培训支出 16.50 万元，6 月末应达 27.50 万元，完成比 60%，低于 80%',
      '再有 5.50 万元即回到关注',
    ],
    [
      training,
      '2023-07-03',
      [cumulative(6, '164999.99')],
      undefined,
      '实际 16.50 万元，6 月末应达 27.50 万元，完成比 59.9999%，低于 60%',
      '再有 0.01 元即回到滞后',
    ],
    [
      pension,
      '2023-06-05',
      [cumulative(5, '3')],
      '按月发放养老金',
      '按月发放养老金 3 个月，5 月末应达 5 个月，完成比 60%，低于 80%',
      '再有 1 个月即回到关注',
    ],
    [
      pension,
      '2023-06-05',
      [cumulative(5, '5')],
      undefined,
      '实际 5 个月，5 月末应达 5 个月，完成比 100%，不低于 90%',
      '到 6 月末仍是 5 个月即转为关注',
    ],
    [
      october,
      '2023-07-03',
      [cumulative(6, '20')],
      undefined,
      '实际 20 台，10 月 31 日到期，应达 76 台，还没到',
      null,
    ],
    [october, '2023-07-03', [cumulative(6, '76')], undefined, '实际 76 台，已达全年目标 76 台', null],
    [
      october,
      '2023-11-03',
      [cumulative(10, '50')],
      undefined,
      '实际 50 台，10 月 31 日应达 76 台，完成比 66%，低于 80%',
      '再有 11 台即回到关注',
    ],
    [
      rate,
      '2023-01-31',
      [level(1, '93.4')],
      '培训合格率',
      '培训合格率 93.4%，比目标 90% 高 3.4 个百分点',
      null,
    ],
    [
      target({ measure: 'level', value: '4560', unit: '人' }),
      '2023-01-31',
      [level(1, '4570')],
      undefined,
      '实际 4,570 人，比目标 4,560 人高 10 人',
      null,
    ],
    [rate, '2023-01-31', [level(1, '90')], undefined, '实际 90%，等于目标 90%', null],
    [
      rate,
      '2023-01-31',
      [level(1, '87')],
      undefined,
      '实际 87%，目标 90%，差 3 个百分点，完成比 97%，不低于 90%',
      null,
    ],
    [
      rate,
      '2023-01-31',
      [level(1, '69.75')],
      undefined,
      '实际 69.75%，目标 90%，差 20.25 个百分点，完成比 78%，低于 80%',
      '再高 2.3 个百分点即回到关注',
    ],
    [
      target({ measure: 'level', unit: '人' }),
      '2023-01-31',
      [level(1, '1300')],
      '参保人数',
      '参保 1,300 人，目标 1,000 人，完成比 130%，达到 120%，请看目标是否偏低',
      null,
    ],
    [
      ceiling,
      '2023-07-03',
      [cumulative(6, '120000')],
      '单位运行费用',
      '单位运行费用 12.00 万元，没有超过上限 13.50 万元',
      '离上限还有 1.50 万元，超过即转为关注',
    ],
    [
      ceiling,
      '2023-07-03',
      [cumulative(6, '140000')],
      undefined,
      '实际 14.00 万元，超过上限 13.50 万元，多 5,000 元；超过上限即为关注',
      null,
    ],
    [
      ceiling,
      '2023-07-03',
      [cumulative(6, '180000')],
      undefined,
      '实际 18.00 万元，超过上限 13.50 万元，多 4.50 万元；上限是实际的 75%，低于 80%',
      null,
    ],
    [
      complaints,
      '2023-07-03',
      [cumulative(6, '1')],
      undefined,
      '实际 1 起，超过上限 0 起，多 1 起；上限是 0，出现即为严重滞后',
      null,
    ],
    [complaints, '2023-07-03', [cumulative(6, '0')], undefined, '实际 0 起，没有超过上限 0 起', null],
    [
      jobless,
      '2023-01-31',
      [level(1, '5')],
      undefined,
      '实际 5%，超过上限 4%，多 1 个百分点；上限是实际的 80%，低于 90%',
      '降到 4% 以内即回到正常',
    ],
    [words, '2023-07-03', [graded(6, 'achieved')], undefined, '6 月末评为“达成年度指标”', null],
    [
      words,
      '2023-07-03',
      [graded(6, 'partly')],
      undefined,
      '6 月末评为“部分达成年度指标并具有一定效果”，在 60%–80% 档，为滞后',
      '评为“达成年度指标”即回到正常',
    ],
    [
      words,
      '2023-07-03',
      [graded(6, 'not_achieved')],
      undefined,
      '6 月末评为“未达成年度指标且效果较差”，在 60% 以下档，为严重滞后',
      '评为“达成年度指标”即回到正常',
    ],
    [
      words,
      '2023-07-08',
      [],
      '民众法律意识',
      '民众法律意识：6 月的评定到 7 月 7 日该报，未报；还没有报过',
      '报上 6 月的评定即可判定',
    ],
    [due, '2023-10-31', [], undefined, '期限 10 月 31 日，还没到', '过了 10 月 31 日仍未完成即转为严重滞后'],
    [
      due,
      '2023-11-03',
      [],
      '投入使用',
      '投入使用：期限 10 月 31 日，已过 3 天，还没有完成日期',
      '报上完成日期后转为滞后',
    ],
    [due, '2023-10-20', [doneOn('2023-10-15')], undefined, '10 月 15 日完成，期限 10 月 31 日', null],
    [due, '2023-12-01', [doneOn('2023-11-05')], undefined, '11 月 5 日完成，期限 10 月 31 日，晚 5 天', null],
    [
      target({ measure: 'none', value: null, reason: '“定性”看不出要做到多少，请补上数值' }),
      '2023-07-03',
      [],
      '保增收',
      '“定性”看不出要做到多少，请补上数值',
      null,
    ],
  ])('%# %j', (what, today, entries, name, why, hint) => {
    expect(say(what, today, entries, name)).toMatchObject({ why, hint });
  });

  it('promises in a hint no more than the judgement then gives', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 20, max: 3000 })),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(1000),
        (whole, month, permille) => {
          const what = target({ value: String(whole), reportEvery: 'year' });
          const actual = Math.floor((whole * permille) / 1000);
          const { hint, light } = say(what, '2023-12-31', [cumulative(month, String(actual))]);
          const [, more, then] = /^再有 ([\d,]+) 人即回到(.+)$/.exec(hint ?? '') ?? [];
          if (more === undefined) {
            expect(['normal', 'ahead', 'not_due']).toContain(light);
            return;
          }
          const needed = Number(more.replace(',', ''));
          const words = { 滞后: 'lagging', 关注: 'attention', 正常: 'normal' }[then ?? ''];
          expect(say(what, '2023-12-31', [cumulative(month, String(actual + needed))]).light).toBe(words);
          expect(say(what, '2023-12-31', [cumulative(month, String(actual + needed - 1))]).light).toBe(light);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is one sentence without a hole, whatever the target and the facts', () => {
    fc.assert(
      fc.property(anyTarget, fc.array(anyEntry, { maxLength: 4 }), anyDay2023, (what, entries, today) => {
        const { why, hint } = say(what, today, entries);
        for (const sentence of [why, hint ?? '好']) {
          expect(sentence).not.toMatch(/undefined|null|NaN|Infinity|[a-z]{3}|，，|。|--/);
          expect(sentence.trim()).toBe(sentence);
          expect(sentence.length).toBeGreaterThan(0);
          expect(sentence.length).toBeLessThan(90);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('why money has its light', () => {
  const money = (executed: string, lastLedgerOn: string | null, budget: string | null = '550000.00') => {
    const judgement = judgeMoney({
      budget,
      executed,
      lastLedgerOn,
      curve: { type: 'even' },
      fiscalYear,
      today: '2023-07-31',
      rules,
    });
    return {
      why: explainMoney(judgement, { budget, executed }, { fiscalYear, rules }),
      hint: changeHintMoney(judgement, rules),
    };
  };

  it.each([
    [
      '330000.00',
      '2023-07-31',
      '已执行 33.00 万元，7 月 31 日应达 32.08 万元，完成比 103%，不低于 90%',
      null,
    ],
    [
      '165000.00',
      '2023-06-30',
      '已执行 16.50 万元，6 月 30 日应达 27.50 万元，完成比 60%，低于 80%',
      '再执行 5.50 万元即回到关注',
    ],
    [
      '600000.00',
      '2023-07-31',
      '已执行 60.00 万元，超预算 5.00 万元（预算 55.00 万元），7 月 31 日应达 32.08 万元，完成比 187%，达到 120%，请看目标是否偏低',
      null,
    ],
    ['0.00', null, '全年预算 55.00 万元，还没有支付记录，低于 60%', null],
  ])('%s executed by %s', (executed, on, why, hint) => {
    expect(money(executed, on)).toEqual({ why, hint });
  });

  it('says so when there is no budget', () => {
    expect(money('0.00', null, null).why).toBe('没有预算数，请录入年度预算');
  });
});

describe('targets whose year is not even', () => {
  const heating = target({ value: '5000', unit: '户', curve: { type: 'seasonal', months: [1, 2, 11, 12] } });
  const lumpSum = target({ value: '76', unit: '台', curve: { type: 'year_end' } });
  const planned = target({
    value: '1000',
    curve: { type: 'plan', percent: [0, 0, 0, 10, 20, 30, 50, 60, 70, 80, 90, 100] },
  });

  it.each([
    [lumpSum, '2023-12-20', cumulative(11, '10'), '实际 10 台，12 月 31 日到期，应达 76 台，还没到'],
    [lumpSum, '2024-01-05', cumulative(12, '38'), '实际 38 台，12 月 31 日应达 76 台，完成比 50%，低于 60%'],
    [
      heating,
      '2023-03-03',
      cumulative(2, '2300'),
      '实际 2,300 户，2 月末应达 2,500 户，完成比 92%，不低于 90%',
    ],
    [planned, '2023-05-04', cumulative(4, '50'), '实际 50 人，4 月末应达 100 人，完成比 50%，低于 60%'],
    [planned, '2023-05-04', cumulative(3, '0'), '实际 0 人，3 月末还没有应达数'],
  ] as const)('%#', (what, today, entry, why) => {
    expect(say(what, today, [entry]).why).toBe(why);
  });

  it('are asked for only in the months of a season, and only once the plan expects something', () => {
    const nothing = (what: JudgedTarget, today: string) => say(what, today, []).light;
    expect(nothing(heating, '2023-02-08')).toBe('unreported');
    expect(say(heating, '2023-10-20', [cumulative(2, '2500')]).light).toBe('normal');
    expect(say(heating, '2023-12-20', [cumulative(2, '2500')]).light).toBe('unreported');
    expect(nothing(planned, '2023-04-20')).toBe('not_due');
    expect(nothing(planned, '2023-05-20')).toBe('unreported');
    expect(nothing(lumpSum, '2023-12-31')).toBe('not_due');
  });
});
