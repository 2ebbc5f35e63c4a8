import { describe, expect, it } from 'vitest';
import { INDICATOR_GROUPS, indicatorGroup, type IndicatorGroup } from '../../domain/indicator-group.ts';
import { readSeed, type County } from '../forms/seeds.ts';

describe('the column of the lights matrix', () => {
  it.each<[string, string, IndicatorGroup]>([
    // The tree of 2015: cost stands under outputs.
    ['产出指标', '数量指标', 'quantity'],
    ['产出指标', '质量指标', 'quality'],
    ['产出指标', '时效指标', 'timeliness'],
    ['产出指标', '成本指标', 'cost'],
    ['效益指标', '经济效益指标', 'benefit'],
    ['效益指标', '社会效益指标', 'benefit'],
    ['效益指标', '生态效益指标', 'benefit'],
    ['效益指标', '可持续影响指标', 'benefit'],
    ['满意度指标', '服务对象满意度指标', 'satisfaction'],
    // The tree of 2021: cost is a level 1 of its own.
    ['成本指标', '经济成本指标', 'cost'],
    ['成本指标', '社会成本指标', 'cost'],
    ['成本指标', '生态环境成本指标', 'cost'],
    // As the three documents print them.
    ['产出指标', '数量指标(必填硬性指标)', 'quantity'],
    ['产出指标', '11数量指标', 'quantity'],
    ['效益指标', '24可持续影响', 'benefit'],
    ['效益指标', '服务对象满意度', 'satisfaction'],
    ['满意度', '', 'satisfaction'],
  ])('of %s › %s is %s', (level1, level2, group) => {
    expect(indicatorGroup(level1, level2)).toBe(group);
  });

  it('of what neither level names is benefit, the open-ended part of both trees', () => {
    expect(indicatorGroup('', '')).toBe('benefit');
    expect(indicatorGroup('其他', '地方特色')).toBe('benefit');
  });

  it.each<County>(['liulin', 'pingluo', 'lishi'])(
    'every level 2 of %s falls where its word says',
    (county) => {
      const rows = readSeed(county).forms.flatMap((form) => form.indicators);
      expect(rows.length).toBeGreaterThan(20);
      for (const { level1, level2 } of rows) {
        const group = indicatorGroup(level1, level2);
        expect(INDICATOR_GROUPS).toContain(group);
        if (level2.includes('数量')) expect(group).toBe('quantity');
        if (level2.includes('质量')) expect(group).toBe('quality');
        if (level2.includes('时效')) expect(group).toBe('timeliness');
        if (level2.includes('成本')) expect(group).toBe('cost');
        if (level2.includes('效益') || level2.includes('影响')) expect(group).toBe('benefit');
        if (level2.includes('满意')) expect(group).toBe('satisfaction');
      }
    },
  );
});
