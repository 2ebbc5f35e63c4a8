/** The scheme that a round of self-evaluation is opened with: where the sources conflict the bureau chooses a reading. Pure. */
import {
  DEFAULT_SCORE_SCHEME,
  GRADES_OF_PRACTICE,
  SCORE_GROUP_NAMES,
  SCORE_GROUPS,
  WEIGHTS_WITHOUT_SATISFACTION_QINGSHEN,
  type GradeBands,
  type ScoreScheme,
  type Weights,
} from '../domain/score-scheme.ts';
import type { Language } from '../domain/language.ts';
import type { Sourced } from '../domain/sourced.ts';
import { commonWords } from './words/common.ts';

/** Readings of the points without satisfaction, the default first. */
export const WEIGHT_CHOICES: readonly Sourced<Weights>[] = [
  ...DEFAULT_SCORE_SCHEME.weights.filter(({ value }) => value.cost === '0' && value.satisfaction === '0'),
  WEIGHTS_WITHOUT_SATISFACTION_QINGSHEN,
];
/** Readings of the grades' bounds, the default first. */
export const GRADE_CHOICES: readonly Sourced<GradeBands>[] = [
  DEFAULT_SCORE_SCHEME.grades,
  GRADES_OF_PRACTICE,
];
/** Of projects with output, benefit and satisfaction. */
export const USUAL_WEIGHTS: Sourced<Weights> | null = DEFAULT_SCORE_SCHEME.weights[0] ?? null;

/** 预算执行率 10、产出指标 50、效益指标 40. */
export function weightsText(weights: Weights, language: Language): string {
  return commonWords.list(
    SCORE_GROUPS.filter((group) => weights[group] !== '0').map(
      (group) => `${SCORE_GROUP_NAMES[language][group]} ${weights[group]}`,
    ),
  );
}

/** The default with the readings that were chosen; what is the default's own stays as it is. */
export function schemeWith(weights: number, grades: number): ScoreScheme {
  const chosen = WEIGHT_CHOICES[weights];
  const usual = WEIGHT_CHOICES[0];
  return {
    ...DEFAULT_SCORE_SCHEME,
    weights:
      chosen === undefined
        ? DEFAULT_SCORE_SCHEME.weights
        : DEFAULT_SCORE_SCHEME.weights.map((each) => (each === usual ? chosen : each)),
    grades: GRADE_CHOICES[grades] ?? DEFAULT_SCORE_SCHEME.grades,
  };
}
