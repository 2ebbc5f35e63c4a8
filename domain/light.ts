/**
 * The light of a judged subject. Enum, order and default cuts: shared contract, "Enums".
 * Order is best to worst; a project takes the worst, `undeterminable` is counted apart.
 */
export const LIGHTS = [
  'normal',
  'ahead',
  'not_due',
  'awaiting_event',
  'attention',
  'lagging',
  'unreported',
  'severe',
  'undeterminable',
] as const;

export type Light = (typeof LIGHTS)[number];

/** 滞后 in a sentence: lagging and severe together. */
export const BEHIND: readonly Light[] = ['lagging', 'severe'];

/** Lights that ask for attention, mildest first; 正常, 超前, 未到期 and 待触发 don't, 无法判定 is counted apart. */
export const TROUBLE: readonly Light[] = ['attention', 'lagging', 'unreported', 'severe'];

/** Cuts of actual ÷ expected. A versioned rule set; these are the default (practice of county systems, domain.md 1.3). */
export interface RuleSet {
  version: number;
  /** Below this: severe. */
  severeBelow: number;
  /** Below this: lagging. */
  laggingBelow: number;
  /** Below this: attention; at or above: normal. */
  attentionBelow: number;
  /** At or above this: ahead (is the target too low?). */
  aheadFrom: number;
  /** Month M is to be reported by this working day of month M+1. */
  reportByWorkingDay: number;
}

export const DEFAULT_RULE_SET: RuleSet = {
  version: 1,
  severeBelow: 0.6,
  laggingBelow: 0.8,
  attentionBelow: 0.9,
  aheadFrom: 1.2,
  reportByWorkingDay: 5,
};

/**
 * The project's light: the worst of its subjects' lights. `undeterminable` never hides another;
 * it is the answer only when nothing else is there.
 */
export function worstLight(lights: readonly Light[]): Light {
  let worst = -1;
  for (const light of lights) {
    if (light === 'undeterminable') continue;
    worst = Math.max(worst, LIGHTS.indexOf(light));
  }
  return LIGHTS[worst] ?? 'undeterminable';
}
