/** A project's light from the lights of its indicators and its money, day by day. */
import { worstLight, type Light } from './light.ts';
import type { PlainDate } from './calendar.ts';

export interface LightInterval {
  fromDay: PlainDate;
  light: Light;
}

/** As `LightInterval`; null: from this day on the subject is there no longer. */
export interface SubjectLight {
  fromDay: PlainDate;
  light: Light | null;
}

/**
 * The roll-up on each day of [from, to]: the worst of the subjects' lights (`worstLight`).
 * @param subjects each subject's lights as steps, ascending; a subject counts from its first step on, until one without a light.
 * @returns steps, ascending, first at `from`; consecutive equal lights are one step.
 */
export function rollUpLights(
  subjects: readonly (readonly SubjectLight[])[],
  from: PlainDate,
): LightInterval[] {
  const days = new Set<PlainDate>([from]);
  for (const steps of subjects) for (const step of steps) if (step.fromDay > from) days.add(step.fromDay);
  const result: LightInterval[] = [];
  for (const day of [...days].sort()) {
    const lights: Light[] = [];
    for (const steps of subjects) {
      const step = steps.findLast((candidate) => candidate.fromDay <= day);
      if (step?.light) lights.push(step.light);
    }
    const light = worstLight(lights);
    if (result.at(-1)?.light !== light) result.push({ fromDay: day, light });
  }
  return result;
}
