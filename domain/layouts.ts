/**
 * The layouts of declaration forms, as data: labels, columns, units. The reader (form.ts) knows none of them by
 * name. A new layout is a new object here (or anywhere): titles, field labels, blocks, funding labels, tree.
 * Labels are compared without blanks, with half-width brackets and without a trailing colon.
 */
import type { FundingParts, Scope } from './form-declaration.ts';

export type TextField =
  | 'projectName'
  | 'implementingUnit'
  | 'department'
  | 'attribute'
  | 'duration'
  | 'overview'
  | 'basis'
  | 'necessity'
  | 'measures'
  | 'plan';

export interface FieldLabel {
  field: TextField;
  labels: readonly string[];
  /** A paragraph that takes the rest of its row and may be wrapped over several lines. */
  paragraph?: true;
}

export interface Level2 {
  /** Canonical name, also the level that a printed variant stands for. */
  name: string;
  level1: string;
  /** Code printed before the name by systems that have one. */
  code: string;
  /** Further spellings: cut off, misread or of another year's template. */
  variants: readonly string[];
  /** Words in an indicator's name that speak for this level when its own label is missing from the form. */
  nameWords: readonly string[];
}

export interface Layout {
  name: string;
  /** A heading that ends with one of these opens a form. */
  titles: readonly string[];
  /** Unit of the amounts when the form prints none. */
  amountUnit: '元' | '万元';
  /** Blocks of columns beside each other, left to right. */
  blocks: readonly Scope[];
  fields: readonly FieldLabel[];
  goalLabels: readonly string[];
  /** Words that may stand above the goals' columns. */
  goalHeadings: readonly string[];
  fundingHeadings: readonly string[];
  funding: readonly { part: keyof FundingParts; label: RegExp }[];
  /** Headings of the indicator table. */
  indicatorHeadings: { level1: string; level2: string; name: string; target: string };
  /** Word in the first column beside all indicators. */
  sectionLabel: string;
  level1: readonly string[];
  tree: readonly Level2[];
  /** `canonical`: level 2 is given its name in the tree; `printed`: it keeps its own without code and note. */
  level2Name: 'canonical' | 'printed';
  /** Ends of labels that a narrow column or a page break puts into a cell of their own. */
  fragments: readonly string[];
  /** Labels that open a row of the foot; what `filledAt` labels is kept, persons and telephones are not. */
  foot: { filledAt: string; labels: readonly string[] };
  /** Rows that are no part of a form: watermarks, page numbers, rules of dashes. */
  noise: readonly RegExp[];
}

/** 财预〔2015〕88号: 成本 stands on level 2 under 产出. All three seeds use this tree. */
export const TREE_2015: readonly Level2[] = [
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
];

const NOISE: readonly RegExp[] = [
  /^[-—–_=|\s]+$/,
  /^第\s*\d{1,4}\s*页/,
  /^-\s*\d{1,4}\s*-$/,
  /^仅供.{0,6}审核$/,
];

const SHANXI = {
  titles: ['项目支出绩效目标申报表'],
  amountUnit: '元',
  blocks: ['period', 'annual'],
  fields: [
    { field: 'projectName', labels: ['项目名称'] },
    { field: 'department', labels: ['主管部门及代码', '主管部门代码', '主管部门'] },
    { field: 'implementingUnit', labels: ['实施单位', '项目实施单位'] },
    { field: 'attribute', labels: ['项目属性'] },
    { field: 'duration', labels: ['项目期', '项目日期', '项目期限'] },
    { field: 'overview', labels: ['项目概况'], paragraph: true },
    { field: 'basis', labels: ['立项依据'], paragraph: true },
    { field: 'necessity', labels: ['项目设立必要性'], paragraph: true },
    { field: 'measures', labels: ['保证项目实施的制度、措施', '保证项目实施的制度措施'], paragraph: true },
    { field: 'plan', labels: ['项目实施计划'], paragraph: true },
  ],
  goalLabels: ['总体目标', '绩效目标', '年度总体目标'],
  goalHeadings: ['实施期目标', '年度目标'],
  fundingHeadings: ['项目资金'],
  funding: [
    { part: 'total', label: /资金总额$/ },
    { part: 'central', label: /^中央/ },
    { part: 'provincial', label: /^省/ },
    { part: 'local', label: /^(市|县).{0,8}财政/ },
    { part: 'selfRaised', label: /^(单位)?自筹/ },
    { part: 'other', label: /^其他资金/ },
    { part: 'fiscal', label: /财政拨款/ },
  ],
  indicatorHeadings: { level1: '一级指标', level2: '二级指标', name: '三级指标', target: '指标值' },
  sectionLabel: '绩效指标',
  level1: ['产出指标', '效益指标', '满意度指标'],
  tree: TREE_2015,
  level2Name: 'canonical',
  fragments: ['金', '标', '标)', '指标', '目标', '项目资金'],
  foot: {
    filledAt: '填报日期',
    labels: [
      '填报日期',
      '负责人',
      '单位负责人',
      '项目负责人',
      '经办人',
      '填报人',
      '填表人',
      '制表人',
      '联系人',
      '联系电话',
      '电话',
    ],
  },
  noise: NOISE,
} satisfies Omit<Layout, 'name'>;

/** Shanxi counties' form (实施期 and 年度 beside each other, 元). Text in tabs and text in a flow share it. */
export const SHANXI_APPLICATION: Layout = { name: 'shanxi-application', ...SHANXI };

/** Ningxia counties' form (年度 only, 万元; level 2 with a code or with 必填). */
export const NINGXIA_BUDGET_TARGETS: Layout = {
  ...SHANXI,
  name: 'ningxia-budget-targets',
  titles: ['项目支出预算绩效目标表'],
  amountUnit: '万元',
  blocks: ['annual'],
  goalLabels: ['年度总体目标', '总体目标'],
  goalHeadings: [],
  level2Name: 'printed',
};

export const LAYOUTS: readonly Layout[] = [SHANXI_APPLICATION, NINGXIA_BUDGET_TARGETS];
