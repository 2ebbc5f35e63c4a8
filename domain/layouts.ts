/**
 * The layouts of declaration forms, as data: labels, columns, units. The reader (form.ts) knows none of them by
 * name. A new layout is a new object here, or a file in the data folder (server/forms/layout-files.ts): titles, field
 * labels, blocks, funding labels, columns, trees.
 * Labels are compared without blanks, with half-width brackets and without a trailing colon.
 */
import type { FundingParts, Scope } from './form-declaration.ts';
import { TREE_2015, TREE_2021, type IndicatorTree } from './indicator-trees.ts';
import { generalLayout } from './layouts-general.ts';

export { TREE_2015, TREE_2021 };
export type { IndicatorTree, Level2 } from './indicator-trees.ts';

export type TextField =
  | 'projectName'
  | 'implementingUnit'
  | 'department'
  | 'departmentCode'
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

/**
 * What a column of the indicator table holds. `comparator`, `target` and `unit` beside each other are one printed target
 * (`≥ | 95 | %`); what stands in an `ignored` column (weights, remarks) is not kept.
 */
export type ColumnKind = 'level1' | 'level2' | 'name' | 'comparator' | 'target' | 'unit' | 'ignored';

export interface IndicatorColumn {
  kind: ColumnKind;
  /** Any of these stands above the column. */
  headings: readonly string[];
}

/** What a column of a list of projects holds, beside those of the indicators. */
export interface ListColumn {
  kind: 'projectName' | 'implementingUnit' | 'department' | 'total' | 'goalAnnual' | 'goalPeriod' | 'ignored';
  headings: readonly string[];
}

export interface Layout {
  name: string;
  /** A heading that ends with one of these opens a form. */
  titles: readonly string[];
  /** Unit of the amounts when the form prints none. */
  amountUnit: '元' | '万元';
  /** That unit is most forms', not known to be this one's: where it is taken, that is said. */
  isUnitUsual?: true;
  /** Blocks of columns beside each other, left to right. */
  blocks: readonly Scope[];
  fields: readonly FieldLabel[];
  /** Labels whose values are no part of a declaration: codes, kinds, addresses. */
  ignoredFields?: readonly string[];
  goalLabels: readonly string[];
  /** Words that may stand above the goals' columns. */
  goalHeadings: readonly string[];
  fundingHeadings: readonly string[];
  /** Several lines of a form may be one part (债券 and 社会投入 are both 其他资金): they are summed. */
  funding: readonly { part: keyof FundingParts; label: RegExp }[];
  /**
   * Columns of the indicator table in the order of print. Two blocks print all but `level1` twice; `name` and `target` must
   * be there.
   */
  indicatorColumns: readonly IndicatorColumn[];
  /**
   * The columns stand in the order in which each form prints them, and there are as many blocks as it prints targets:
   * `indicatorColumns` says what the headings mean. A heading that it does not know is no part of an indicator, which is said.
   */
  columnsAsPrinted?: true;
  /** Where given, a table with these columns before the indicators' is a list of projects. */
  listColumns?: readonly ListColumn[];
  /** Labels beside or above a table of indicators of one block that say which block it is. */
  sectionScopes?: Readonly<Record<Scope, readonly string[]>>;
  /** Word in the first column beside all indicators. */
  sectionLabel: string;
  /** Trees that forms of this layout print, the usual one first: the labels that a form prints tell which. */
  trees: readonly IndicatorTree[];
  /** `canonical`: level 2 is given its name in the tree; `printed`: it keeps its own without code and note. */
  level2Name: 'canonical' | 'printed';
  /** Ends of labels that a narrow column or a page break puts into a cell of their own. */
  fragments: readonly string[];
  /** Labels that open a row of the foot; what `filledAt` labels is kept, persons and telephones are not. */
  foot: { filledAt: string; labels: readonly string[] };
  /** Rows that are no part of a form: watermarks, page numbers, rules of dashes. */
  noise: readonly RegExp[];
}

const NOISE: readonly RegExp[] = [
  /^[-—–_=|\s]+$/,
  /^第\s*\d{1,4}\s*页/,
  /^-\s*\d{1,4}\s*-$/,
  /^Page\s*\d{1,4}(?:\s*of\s*\d{1,4})?$/,
  /^Sheet\d{1,4}$/,
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
  goalHeadings: ['实施期目标', '年度目标', '中期目标', '长期目标'],
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
  indicatorColumns: [
    { kind: 'level1', headings: ['一级指标'] },
    { kind: 'level2', headings: ['二级指标'] },
    { kind: 'name', headings: ['三级指标'] },
    { kind: 'target', headings: ['指标值'] },
  ],
  sectionLabel: '绩效指标',
  trees: [TREE_2015, TREE_2021],
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
const NINGXIA_BUDGET_TARGETS: Layout = {
  ...SHANXI,
  name: 'ningxia-budget-targets',
  titles: ['项目支出预算绩效目标表'],
  amountUnit: '万元',
  blocks: ['annual'],
  goalLabels: ['年度总体目标', '总体目标'],
  goalHeadings: [],
  level2Name: 'printed',
};

/** Whoever prints them: tried where no layout of a county fits. */
export const GENERAL: Layout = generalLayout(SHANXI);

export const LAYOUTS: readonly Layout[] = [SHANXI_APPLICATION, NINGXIA_BUDGET_TARGETS, GENERAL];
