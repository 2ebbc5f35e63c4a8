/** The column of the lights matrix an indicator stands in, from the tree it was declared under. */
export const INDICATOR_GROUPS = [
  'quantity',
  'quality',
  'timeliness',
  'cost',
  'benefit',
  'satisfaction',
] as const;
export type IndicatorGroup = (typeof INDICATOR_GROUPS)[number];

/**
 * Level 2 decides under the 2015 tree (财预〔2015〕88号: 成本 stands under 产出); under the 2021 tree
 * (财预〔2021〕101号) 成本 is level 1, so level 1 is looked at first for it. What neither names is a benefit:
 * 可持续影响, 社会效益 and local names of effects are the open-ended part of both trees.
 */
export function indicatorGroup(level1: string, level2: string): IndicatorGroup {
  if (level1.includes('成本') || level2.includes('成本')) return 'cost';
  if (level1.includes('满意') || level2.includes('满意')) return 'satisfaction';
  if (level2.includes('数量')) return 'quantity';
  if (level2.includes('质量')) return 'quality';
  if (level2.includes('时效')) return 'timeliness';
  return 'benefit';
}
