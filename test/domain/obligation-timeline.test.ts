/** Properties of the timeline of any duties under any facts: a day alone, days in a row and the next check agree. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type PlainDate } from '../../domain/calendar.ts';
import type { AnchorEvent, DutySource } from '../../domain/obligation.ts';
import type { RecordedPayment } from '../../domain/obligation-progress.ts';
import {
  obligationTimelines,
  type ObligationFacts,
  type ObligationTimeline,
} from '../../domain/obligation-state.ts';
import type { RecordedEntry } from '../../domain/timeline.ts';
import { anyDay2023, cumulative, target } from './cases.ts';
import { AFTER, duty, MARCH, MONTHLY, nothing } from './obligation-cases.ts';

const anyMoves = fc
  .array(
    fc.record({
      event: fc.constantFrom<RecordedPayment['event'][]>(
        'paid',
        'paid',
        'paid',
        'returned',
        'allotted',
        'issued',
      ),
      happenedOn: anyDay2023,
      recordedOn: anyDay2023,
      amount: fc.integer({ min: 1, max: 300 }),
      obligationId: fc.constantFrom(null, 'd once', 'd 2023-01', 'd 2023-02', 'x'),
      reverses: fc.option(fc.nat(6)),
    }),
    { maxLength: 7 },
  )
  .map((drawn) =>
    drawn.map(({ amount, reverses, ...rest }, index): RecordedPayment => {
      const original = reverses !== null && reverses < index ? reverses : null;
      return {
        ...rest,
        id: String(index),
        amount: `${original === null ? '' : '-'}${String(amount)}.00`,
        reverses: original === null ? null : String(original),
      };
    }),
  );
const anyEvents = fc
  .array(fc.record({ happenedOn: anyDay2023, recordedOn: anyDay2023 }), { maxLength: 3 })
  .map((drawn) =>
    drawn.map((event, index): AnchorEvent => ({
      ...event,
      id: String(index),
      anchor: 'quota_formed',
      supersedes: index === 0 ? null : String(index - 1),
    })),
  );
const anyDuty = fc
  .record({
    rule: fc.constantFrom(MONTHLY, MARCH, AFTER),
    kind: fc.constantFrom<DutySource['kind'][]>('payment', 'payment', 'allotment', 'work'),
    amounts: fc.constantFrom(null, { once: '200.00', '2023-01': '150.00' }),
    graceWorkingDays: fc.constantFrom(0, 0, 3),
    recordedOn: anyDay2023,
    withdrawnOn: fc.option(anyDay2023, { freq: 2 }),
  })
  .map(({ rule, ...more }) => duty(rule, more));
const anyEntries = fc
  .array(fc.record({ month: fc.integer({ min: 1, max: 12 }), value: fc.nat(12), recordedOn: anyDay2023 }), {
    maxLength: 4,
  })
  .map((drawn) =>
    drawn.map(({ month, value, recordedOn }, index): RecordedEntry => ({
      ...cumulative(month, String(value)),
      id: String(index),
      recordedOn,
      supersedes: null,
    })),
  );
const anyFacts = fc
  .record({
    one: anyDuty,
    rival: fc.option(anyDuty),
    payments: anyMoves,
    events: anyEvents,
    entries: anyEntries,
  })
  .map(({ one, rival, entries, ...rest }): ObligationFacts => ({
    ...nothing,
    ...rest,
    duties:
      rival === null
        ? [one]
        : [one, { id: 'e', versions: rival.versions.map((each) => ({ ...each, id: 'e' })) }],
    entries: { d: { target: target({ value: '12', unit: '月', curve: { type: 'monthly' } }), entries } },
  }));

/** What a reader sees of an obligation on a day. */
function seen(timelines: readonly ObligationTimeline[], id: string, day: PlainDate): string {
  const step = timelines
    .find((each) => each.id === id)
    ?.steps.find(({ fromDay, toDay }) => fromDay <= day && (toDay === null || day < toDay));
  if (step === undefined) return 'none';
  const { fromDay: _from, toDay: _to, nextCheckOn: _next, ...rest } = step;
  return JSON.stringify(rest);
}
const idsOf = (facts: ObligationFacts) =>
  obligationTimelines(facts, { from: '2022-12-01', to: '2024-03-01' }).map(({ id }) => id);

describe('the timeline', () => {
  it('says on any day what looking at that day alone says', () => {
    fc.assert(
      fc.property(anyFacts, anyDay2023, fc.integer({ min: 0, max: 120 }), (facts, from, length) => {
        const to = addDays(from, length);
        const whole = obligationTimelines(facts, { from, to });
        for (let day = from; day <= to; day = addDays(day, 1)) {
          const alone = obligationTimelines(facts, { from: day, to: day });
          for (const id of idsOf(facts))
            expect(seen(whole, id, day), `${id} ${day}`).toBe(seen(alone, id, day));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of [a, c] is that of [a, b] continued', () => {
    fc.assert(
      fc.property(anyFacts, anyDay2023, fc.nat(90), fc.nat(90), (facts, a, more, evenMore) => {
        const b = addDays(a, more);
        const c = addDays(b, evenMore + 1);
        const whole = obligationTimelines(facts, { from: a, to: c });
        const first = obligationTimelines(facts, { from: a, to: b });
        const second = obligationTimelines(facts, { from: addDays(b, 1), to: c });
        for (const id of idsOf(facts)) {
          for (let day = a; day <= c; day = addDays(day, 1)) {
            expect(seen(whole, id, day)).toBe(seen(day <= b ? first : second, id, day));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('stays as it is on every day before the next check, when nothing more is recorded', () => {
    fc.assert(
      fc.property(anyFacts, anyDay2023, (facts, today) => {
        const isKnown = ({ recordedOn }: { recordedOn: PlainDate }) => recordedOn <= today;
        const known: ObligationFacts = {
          ...facts,
          payments: facts.payments.filter(isKnown),
          events: facts.events.filter(isKnown),
          entries: { d: { ...facts.entries['d']!, entries: facts.entries['d']!.entries.filter(isKnown) } },
          duties: facts.duties.map(({ id, versions }) => ({
            id,
            versions: versions.filter(isKnown).map((each) => ({
              ...each,
              withdrawnOn: each.withdrawnOn !== null && each.withdrawnOn <= today ? each.withdrawnOn : null,
            })),
          })),
        };
        for (const { id, steps: found } of obligationTimelines(known, { from: today, to: today })) {
          const last = found.at(-1);
          const check = last?.nextCheckOn ?? null;
          const until = check ?? addDays(today, 150);
          if (check !== null) expect(check > today).toBe(true);
          for (let day = today; day < until; day = addDays(day, 7)) {
            const then = obligationTimelines(known, { from: day, to: day });
            expect(seen(then, id, day)).toBe(
              seen([{ dutyId: '', key: '', id, period: null, steps: found }], id, today),
            );
          }
          const eve = addDays(until, -1);
          expect(seen(obligationTimelines(known, { from: eve, to: eve }), id, eve)).toBe(
            seen(obligationTimelines(known, { from: today, to: today }), id, today),
          );
        }
      }),
      { numRuns: 120 },
    );
  });
});
