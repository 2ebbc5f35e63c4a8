import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alertState,
  pausesOf,
  silenceProblem,
  SILENCE_AT_MOST_DAYS,
  type AlertAct,
  type AlertActName,
} from '../../domain/alert-state.ts';
import { addDays } from '../../domain/calendar.ts';

const july = (day: number) => `2023-07-${String(day).padStart(2, '0')}`;
const open = { resolvedOn: null, suppressedBy: null };
const act = (name: AlertActName, recordedOn: number, until: number | null = null): AlertAct => ({
  act: name,
  recordedOn: july(recordedOn),
  until: until === null ? null : july(until),
});
const stateOn = (day: number, ...acts: AlertAct[]) => alertState(open, acts, july(day)).state;

describe('how an alert stands', () => {
  it('is open until somebody acts, and a reply changes nothing', () => {
    expect(stateOn(10)).toBe('open');
    expect(stateOn(10, act('replied', 9))).toBe('open');
  });

  it('comes back when the day of the acknowledgement has passed', () => {
    const acts = [act('acknowledged', 10, 14)];
    expect([9, 10, 14, 15].map((day) => stateOn(day, ...acts))).toEqual([
      'open',
      'acknowledged',
      'acknowledged',
      'open',
    ]);
    expect(stateOn(31, act('acknowledged', 10))).toBe('acknowledged');
  });

  it('is silenced before it is acknowledged, suppressed before that, and resolved before all', () => {
    const acts = [act('silenced', 10, 20), act('acknowledged', 11)];
    expect(stateOn(12, ...acts)).toBe('silenced');
    expect(stateOn(21, ...acts)).toBe('acknowledged');
    expect(alertState({ ...open, suppressedBy: 'cause' }, acts, july(12))).toEqual({
      state: 'suppressed',
      act: null,
    });
    const over = { resolvedOn: july(12), suppressedBy: 'cause' };
    expect(alertState(over, acts, july(12)).state).toBe('resolved');
    // Looking back to the day before, it was not resolved yet.
    expect(alertState({ ...over, suppressedBy: null }, acts, july(11)).state).toBe('silenced');
  });

  it('goes by the last act of a kind, and a reopening ends both kinds', () => {
    expect(stateOn(16, act('silenced', 10, 20), act('silenced', 12, 15))).toBe('open');
    const reopened = [act('silenced', 10, 20), act('acknowledged', 11), act('reopened', 12)];
    expect(stateOn(11, ...reopened)).toBe('silenced');
    expect(stateOn(12, ...reopened)).toBe('open');
    expect(stateOn(13, ...reopened, act('acknowledged', 13))).toBe('acknowledged');
  });

  it('says by which act', () => {
    const silence = act('silenced', 10, 20);
    expect(alertState(open, [act('acknowledged', 9), silence], july(12)).act).toBe(silence);
  });
});

describe('the silences in which a ladder waits', () => {
  it('are cut by a later silence and ended by a reopening', () => {
    expect(pausesOf([act('acknowledged', 3, 9), act('silenced', 10, 20), act('silenced', 15, 17)])).toEqual([
      { from: july(10), until: july(14) },
      { from: july(15), until: july(17) },
    ]);
    expect(pausesOf([act('silenced', 10, 20), act('reopened', 12)])).toEqual([
      { from: july(10), until: july(11) },
    ]);
    expect(pausesOf([act('silenced', 10, 20), act('reopened', 10)])).toEqual([]);
    expect(pausesOf([act('silenced', 10, 12), act('reopened', 20)])).toEqual([
      { from: july(10), until: july(12) },
    ]);
  });

  it('are the days on which the alert stood silenced, as known at the end of the acts', () => {
    const anyActs = fc
      .array(
        fc.record({
          gap: fc.integer({ min: 0, max: 6 }),
          name: fc.constantFrom<AlertActName>('silenced', 'reopened', 'acknowledged', 'replied'),
          length: fc.integer({ min: 0, max: 12 }),
        }),
        { maxLength: 12 },
      )
      .map((raw) => {
        let day = july(1);
        return raw.map(({ gap, name, length }): AlertAct => {
          day = addDays(day, gap);
          return { act: name, recordedOn: day, until: name === 'silenced' ? addDays(day, length) : null };
        });
      });
    fc.assert(
      fc.property(anyActs, (acts) => {
        const pauses = pausesOf(acts);
        for (let n = 0; n < 90; n += 1) {
          const day = addDays(july(1), n);
          const isPaused = pauses.some(({ from, until }) => from <= day && day <= until);
          expect(isPaused).toBe(alertState(open, acts, day).state === 'silenced');
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('how long an alert may be silenced', () => {
  it.each([
    [july(1), null],
    [july(31), null],
    ['2023-08-01', `静默最长 ${String(SILENCE_AT_MOST_DAYS)} 天，最晚到 2023-07-31`],
    ['2023-06-30', '静默的最后一天不能早于今天'],
    ['2023-07-32', '请选择静默到哪一天'],
    ['', '请选择静默到哪一天'],
  ])('from 1 July to "%s": %s', (until, problem) => {
    expect(silenceProblem(until, july(1))).toBe(problem);
  });
});
