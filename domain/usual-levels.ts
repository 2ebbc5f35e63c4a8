/** The usual places of an indicator, as the forms of the counties print them (domain.md 0: hierarchy of 2015). */
export const USUAL_LEVELS: readonly { level1: string; level2: string }[] = [
  { level1: '产出指标', level2: '数量指标' },
  { level1: '产出指标', level2: '质量指标' },
  { level1: '产出指标', level2: '时效指标' },
  { level1: '产出指标', level2: '成本指标' },
  { level1: '效益指标', level2: '经济效益' },
  { level1: '效益指标', level2: '社会效益' },
  { level1: '效益指标', level2: '生态效益' },
  { level1: '效益指标', level2: '可持续影响' },
  { level1: '满意度指标', level2: '服务对象满意度' },
];
