import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/calendar.ts';
import { judgeIndicator, judgeMoney } from '../../domain/judge.ts';
import {
  entriesInForce,
  indicatorTimeline,
  moneyKnown,
  moneyTimeline,
  type Interval,
  type RecordedEntry,
  type RecordedMoney,
} from '../../domain/timeline.ts';
import {
  anyCurve,
  anyDay2023,
  anyEntry,
  anyTarget,
  calendar,
  cumulative,
  fiscalYear,
  rules,
  target,
} from './cases.ts';

function recorded(
  entry: ReturnType<typeof cumulative>,
  id: string,
  recordedOn: string,
  supersedes: string | null = null,
): RecordedEntry {
  return { ...entry, id, recordedOn, supersedes };
}

const steps = (intervals: readonly Interval[]) =>
  intervals.map(({ fromDay, toDay, judgement }) => [fromDay, toDay, judgement.light, judgement.actual]);

describe('the timeline of an indicator', () => {
  it('changes when a fact is recorded and when a month is not reported in time', () => {
    const entries = [
      recorded(cumulative(1, '80'), 'a', '2023-02-03'),
      recorded(cumulative(2, '120'), 'b', '2023-03-10'), // a day after it was due
      recorded(cumulative(2, '150'), 'c', '2023-03-15', 'b'),
    ];
    const intervals = indicatorTimeline({
      target: target({ value: '1200' }),
      fiscalYear,
      entries,
      calendar,
      rules,
      from: '2023-01-10',
      to: '2023-04-30',
    });
    expect(steps(intervals)).toEqual([
      ['2023-01-10', '2023-02-03', 'not_due', null],
      ['2023-02-03', '2023-03-08', 'attention', '80'],
      ['2023-03-08', '2023-03-10', 'unreported', '80'],
      ['2023-03-10', '2023-03-15', 'lagging', '120'],
      ['2023-03-15', '2023-04-11', 'lagging', '150'],
      ['2023-04-11', null, 'unreported', '150'],
    ]);
  });

  it('is one interval while nothing that a reader sees changes', () => {
    const entries = [
      recorded(cumulative(3, '250'), 'a', '2023-04-03'),
      recorded(cumulative(3, '250'), 'b', '2023-04-04', 'a'),
    ];
    const intervals = indicatorTimeline({
      target: target(),
      fiscalYear,
      entries,
      calendar,
      rules,
      from: '2023-04-03',
      to: '2023-04-20',
    });
    expect(steps(intervals)).toEqual([['2023-04-03', null, 'normal', '250']]);
  });

  it('reaches a change on the last day of the span', () => {
    const nothing = { target: target(), fiscalYear, entries: [], calendar, rules };
    expect(steps(indicatorTimeline({ ...nothing, from: '2023-02-01', to: '2023-02-08' }))).toEqual([
      ['2023-02-01', '2023-02-08', 'not_due', null],
      ['2023-02-08', null, 'unreported', null],
    ]);
  });

  it('is empty when the span is', () => {
    const nothing = { target: target(), fiscalYear, entries: [], calendar, rules };
    expect(indicatorTimeline({ ...nothing, from: '2023-02-02', to: '2023-02-01' })).toEqual([]);
  });

  it('knows a corrected entry until the day its correction is recorded', () => {
    const entries = [
      recorded(cumulative(1, '80'), 'a', '2023-02-03'),
      recorded(cumulative(1, '90'), 'b', '2023-02-10', 'a'),
      recorded(cumulative(1, '95'), 'c', '2023-02-20', 'b'),
    ];
    const inForce = (day: string) => entriesInForce(entries, day).map(({ id }) => id);
    expect(inForce('2023-02-02')).toEqual([]);
    expect(inForce('2023-02-09')).toEqual(['a']);
    expect(inForce('2023-02-10')).toEqual(['b']);
    expect(inForce('2023-12-31')).toEqual(['c']);
  });

  const anyFacts = fc
    .array(fc.record({ entry: anyEntry, recordedOn: anyDay2023, corrects: fc.option(fc.nat(5)) }), {
      maxLength: 6,
    })
    .map((drawn) =>
      drawn
        .sort((a, b) => (a.recordedOn < b.recordedOn ? -1 : a.recordedOn > b.recordedOn ? 1 : 0))
        .map(({ entry, recordedOn, corrects }, index): RecordedEntry => {
          const supersedes = corrects !== null && corrects < index ? String(corrects) : null;
          return { ...entry, id: String(index), recordedOn, supersedes };
        }),
    );

  it('says on any day what judging directly on that day with the facts known then says', () => {
    fc.assert(
      fc.property(
        anyTarget,
        anyFacts,
        anyDay2023,
        fc.integer({ min: 0, max: 200 }),
        (what, entries, from, length) => {
          const to = addDays(from, length);
          const intervals = indicatorTimeline({
            target: what,
            fiscalYear,
            entries,
            calendar,
            rules,
            from,
            to,
          });
          expect(intervals[0]?.fromDay).toBe(from);
          let at = 0;
          for (let day = from; day <= to; day = addDays(day, 1)) {
            if (intervals[at]?.toDay === day) at += 1;
            const directly = judgeIndicator({
              target: what,
              fiscalYear,
              entries: entriesInForce(entries, day),
              today: day,
              calendar,
              rules,
            });
            const { nextCheckOn, ...seen } = directly;
            const stored = intervals[at]?.judgement;
            const { nextCheckOn: storedCheck, ...storedSeen } = stored ?? directly;
            if (JSON.stringify(storedSeen) !== JSON.stringify(seen)) expect(stored, day).toEqual(directly);
            if (day === to) expect(storedCheck).toBe(nextCheckOn);
          }
          expect(at).toBe(intervals.length - 1);
          expect(intervals.at(-1)?.toDay).toBeNull();
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the timeline of money', () => {
  const budget = (recordedOn: string, amount: string): RecordedMoney => ({
    recordedOn,
    happenedOn: recordedOn,
    budgetChange: amount,
    executedChange: null,
  });
  const paid = (happenedOn: string, recordedOn: string, amount: string): RecordedMoney => ({
    recordedOn,
    happenedOn,
    budgetChange: null,
    executedChange: amount,
  });

  it('follows budget, payments and returns from the days they were recorded', () => {
    const facts = [
      budget('2023-01-15', '1200.00'),
      paid('2023-03-31', '2023-04-03', '250.00'),
      paid('2023-04-20', '2023-04-20', '-100.00'),
      budget('2023-05-08', '-600.00'),
      paid('2023-06-30', '2023-06-30', '0'),
    ];
    const intervals = moneyTimeline({
      facts,
      curve: { type: 'even' },
      fiscalYear,
      rules,
      from: '2023-01-01',
      to: '2023-07-31',
    });
    expect(intervals.map(({ fromDay, judgement }) => [fromDay, judgement.light, judgement.expected])).toEqual(
      [
        ['2023-01-01', 'undeterminable', null],
        ['2023-01-15', 'not_due', null],
        ['2023-02-01', 'severe', null],
        ['2023-04-03', 'attention', '300.00'],
        ['2023-04-20', 'severe', '366.67'], // 150 of 3⅔ hundred
        ['2023-05-08', 'attention', '183.33'], // the budget halved
        ['2023-06-30', 'severe', '300.00'], // an import that found nothing new
      ],
    );
  });

  it('begins anew when only the expectation changes with the budget', () => {
    const facts = [
      budget('2023-01-15', '1200.00'),
      paid('2023-03-31', '2023-04-03', '300.00'),
      budget('2023-05-08', '20.00'),
    ];
    const span = { from: '2023-04-03', to: '2023-07-31' };
    const intervals = moneyTimeline({ facts, curve: { type: 'even' }, fiscalYear, rules, ...span });
    expect(intervals.map(({ fromDay, judgement }) => [fromDay, judgement.light, judgement.expected])).toEqual(
      [
        ['2023-04-03', 'normal', '300.00'],
        ['2023-05-08', 'normal', '305.00'],
      ],
    );
  });

  it('adds up exactly what is known', () => {
    const facts = [
      budget('2023-01-01', '0.10'),
      budget('2023-01-02', '0.20'),
      paid('2023-02-01', '2023-01-20', '0.30'),
    ];
    expect(moneyKnown(facts, '2023-01-31')).toEqual({ budget: '0.30', executed: '0.00', lastLedgerOn: null });
    expect(moneyKnown(facts, '2023-02-01')).toEqual({
      budget: '0.30',
      executed: '0.30',
      lastLedgerOn: '2023-02-01',
    });
    expect(moneyKnown([], '2023-02-01')).toEqual({ budget: null, executed: '0.00', lastLedgerOn: null });
  });

  it('says on any day what judging directly on that day says', () => {
    const anyAmount = fc.option(fc.integer({ min: -200, max: 900 }).map(String));
    const anyMoney = fc.array(
      fc.record({
        recordedOn: anyDay2023,
        happenedOn: anyDay2023,
        budgetChange: anyAmount,
        executedChange: anyAmount,
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(anyCurve, anyMoney, anyDay2023, (curve, facts, from) => {
        const to = addDays(from, 120);
        const intervals = moneyTimeline({ facts, curve, fiscalYear, rules, from, to });
        let at = 0;
        for (let day = from; day <= to; day = addDays(day, 1)) {
          if (intervals[at]?.toDay === day) at += 1;
          const directly = judgeMoney({ ...moneyKnown(facts, day), curve, fiscalYear, today: day, rules });
          const stored = { ...intervals[at]?.judgement, nextCheckOn: null };
          if (JSON.stringify(stored) !== JSON.stringify({ ...directly, nextCheckOn: null })) {
            expect(stored, day).toEqual(directly);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
