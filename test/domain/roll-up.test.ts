import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/calendar.ts';
import { LIGHTS, worstLight, type Light } from '../../domain/light.ts';
import { rollUpLights, type LightInterval } from '../../domain/roll-up.ts';

const steps = (...parts: [string, Light][]): LightInterval[] =>
  parts.map(([fromDay, light]) => ({ fromDay, light }));

describe('a project takes the worst light of its subjects', () => {
  it('on each day of the span, as steps', () => {
    expect(
      rollUpLights(
        [
          steps(['2023-01-01', 'normal'], ['2023-03-01', 'lagging'], ['2023-05-01', 'normal']),
          steps(['2023-01-01', 'not_due'], ['2023-04-01', 'severe'], ['2023-04-15', 'normal']),
        ],
        '2023-01-01',
      ),
    ).toEqual(
      steps(
        ['2023-01-01', 'not_due'],
        ['2023-03-01', 'lagging'],
        ['2023-04-01', 'severe'],
        ['2023-04-15', 'lagging'],
        ['2023-05-01', 'normal'],
      ),
    );
  });

  it('in the order of the contract, where 超前 is worse than 正常 and 未报 worse than 滞后', () => {
    const onOneDay = (...lights: Light[]) =>
      rollUpLights(
        lights.map((light) => steps(['2023-01-01', light])),
        '2023-01-01',
      );
    expect(onOneDay('normal', 'ahead')).toEqual(steps(['2023-01-01', 'ahead']));
    expect(onOneDay('unreported', 'lagging')).toEqual(steps(['2023-01-01', 'unreported']));
    expect(onOneDay('unreported', 'severe')).toEqual(steps(['2023-01-01', 'severe']));
  });

  it('无法判定 hides nothing and is the answer only when nothing else is there', () => {
    const one = steps(['2023-01-01', 'undeterminable']);
    expect(rollUpLights([one, steps(['2023-01-01', 'normal'])], '2023-01-01')).toEqual(
      steps(['2023-01-01', 'normal']),
    );
    expect(rollUpLights([one, one], '2023-01-01')).toEqual(one);
    expect(rollUpLights([], '2023-01-01')).toEqual(one);
  });

  it('a subject counts from its first step on', () => {
    expect(
      rollUpLights([steps(['2023-01-01', 'normal']), steps(['2023-02-01', 'severe'])], '2023-01-01'),
    ).toEqual(steps(['2023-01-01', 'normal'], ['2023-02-01', 'severe']));
  });

  it('a span that begins later starts with the light of that day', () => {
    expect(rollUpLights([steps(['2023-01-01', 'normal'], ['2023-02-01', 'severe'])], '2023-06-01')).toEqual(
      steps(['2023-06-01', 'severe']),
    );
  });

  it('a subject that changes under a worse one makes no step', () => {
    expect(
      rollUpLights(
        [
          steps(['2023-01-01', 'severe']),
          steps(['2023-01-01', 'normal'], ['2023-02-01', 'attention'], ['2023-03-01', 'normal']),
        ],
        '2023-01-01',
      ),
    ).toEqual(steps(['2023-01-01', 'severe']));
  });

  it('equals asking every subject on every day', () => {
    const subject = fc
      .uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 })
      .chain((days) =>
        fc
          .array(fc.constantFrom(...LIGHTS), { minLength: days.length, maxLength: days.length })
          .map((lights) =>
            days
              .sort((a, b) => a - b)
              .map((day, n) => ({ fromDay: addDays('2023-01-01', day), light: lights[n] as Light })),
          ),
      );
    fc.assert(
      fc.property(
        fc.array(subject, { maxLength: 5 }),
        fc.integer({ min: 0, max: 30 }),
        (subjects, offset) => {
          const from = addDays('2023-01-01', offset);
          const result = rollUpLights(subjects, from);
          expect(result[0]?.fromDay).toBe(from);
          result.forEach((step, n) => {
            if (n === 0) return;
            expect(step.fromDay > String(result[n - 1]?.fromDay)).toBe(true);
            expect(step.light).not.toBe(result[n - 1]?.light);
          });
          for (let day = from; day <= '2023-02-20'; day = addDays(day, 1)) {
            const asked = worstLight(
              subjects.flatMap((own) => own.findLast((step) => step.fromDay <= day)?.light ?? []),
            );
            expect(result.findLast((step) => step.fromDay <= day)?.light).toBe(asked);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
