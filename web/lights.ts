/** Orders and groups of lights that several pages share. */
import type { Light } from '../domain/light.ts';

export { BEHIND, TROUBLE } from '../domain/light.ts';

export type ByLight = Record<Light, number>;

/** The order in which lights are listed (guide §2): ■ ◆ ▲ ● ○ – ?, with 超前 beside 正常 and 待触发 beside 未到期. */
export const LIGHT_ORDER: readonly Light[] = [
  'severe',
  'lagging',
  'attention',
  'normal',
  'ahead',
  'unreported',
  'not_due',
  'awaiting_event',
  'undeterminable',
];

/** The counters of an answer; the contract's schema of this record carries no static type. */
export function byLight(counts: { byLight: object }): ByLight {
  return counts.byLight as ByLight;
}

/** How many of `counts` are in one of `lights`. */
export function countOf(counts: { byLight: object }, lights: readonly Light[]): number {
  return lights.reduce((sum, light) => sum + byLight(counts)[light], 0);
}
