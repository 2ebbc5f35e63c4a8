/**
 * The trees of indicators that the ministry's rules name, as data with the year from which each is printed. Which one a
 * form prints its labels say; a county's own tree is one more object in its layout.
 */

export interface Level2 {
  /** Canonical name, also the level that a printed variant stands for. */
  name: string;
  level1: string;
  /** Code printed before the name by systems that have one; '' where none is known. */
  code: string;
  /** Further spellings: cut off, misread or of another year's template. */
  variants: readonly string[];
  /** Words in an indicator's name that speak for this level when its own label is missing from the form. */
  nameWords: readonly string[];
}

export interface IndicatorTree {
  /** The rule that names it. */
  rule: string;
  /** First fiscal year of forms that print it. */
  fromYear: number;
  /** In the order of print. */
  levels: readonly Level2[];
}

/** 成本 stands on level 2 under 产出. All three seeds use this tree. */
export const TREE_2015: IndicatorTree = {
  rule: '财预〔2015〕88号',
  fromYear: 2015,
  levels: [
    {
      name: '数量指标',
      level1: '产出指标',
      code: '11',
      variants: ['数量指', '产出数量指标'],
      nameWords: ['数量', '人数', '次数'],
    },
    {
      name: '质量指标',
      level1: '产出指标',
      code: '12',
      variants: ['质量指', '产出质量指标'],
      nameWords: ['质量', '合格率', '准确率'],
    },
    {
      name: '时效指标',
      level1: '产出指标',
      code: '13',
      variants: ['时效指', '产出时效指标'],
      nameWords: ['及时', '时限', '时间', '时效'],
    },
    {
      name: '成本指标',
      level1: '产出指标',
      code: '14',
      variants: ['成本指', '产出成本指标'],
      nameWords: ['成本', '费用'],
    },
    {
      name: '经济效益指标',
      level1: '效益指标',
      code: '21',
      variants: ['经济效益指', '经济效率指标'],
      nameWords: ['经济效益'],
    },
    {
      name: '社会效益指标',
      level1: '效益指标',
      code: '22',
      variants: ['社会效益指', '社会效率指标'],
      nameWords: ['社会效益'],
    },
    {
      name: '生态效益指标',
      level1: '效益指标',
      code: '23',
      variants: ['生态效益指', '生态效率指标'],
      nameWords: ['生态效益'],
    },
    {
      name: '可持续影响指标',
      level1: '效益指标',
      code: '24',
      variants: ['可持续影响指', '可持续发展指标', '可持续性指标', '可持续性影响指标', '可持续效益指标'],
      nameWords: ['可持续'],
    },
    {
      name: '服务对象满意度指标',
      level1: '满意度指标',
      code: '31',
      variants: ['服务对象满意度指', '服务对象满意度', '社会公众或服务对象满意度指标'],
      nameWords: ['满意度'],
    },
  ],
};

/** Levels that both rules name alike. */
const kept = (name: string): Level2[] => TREE_2015.levels.filter((level) => level.name === name);

/**
 * 成本 stands on level 1. The rule does not name 可持续影响 any more; forms of later years still print it, and a reader
 * must know it.
 */
export const TREE_2021: IndicatorTree = {
  rule: '财预〔2021〕101号',
  fromYear: 2022,
  levels: [
    {
      name: '经济成本指标',
      level1: '成本指标',
      code: '',
      variants: ['经济成本指'],
      nameWords: ['经济成本'],
    },
    {
      name: '社会成本指标',
      level1: '成本指标',
      code: '',
      variants: ['社会成本指'],
      nameWords: ['社会成本'],
    },
    {
      name: '生态环境成本指标',
      level1: '成本指标',
      code: '',
      variants: ['生态环境成本指', '生态成本指标'],
      nameWords: ['生态环境成本', '生态成本'],
    },
    ...kept('数量指标'),
    ...kept('质量指标'),
    ...kept('时效指标'),
    ...kept('经济效益指标'),
    ...kept('社会效益指标'),
    ...kept('生态效益指标'),
    ...kept('可持续影响指标'),
    ...kept('服务对象满意度指标'),
  ],
};
