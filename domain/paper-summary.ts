/**
 * 绩效目标执行监控汇总表: the projects of each department with money, lights and likelihoods, sums per department and of all. No
 * regulation prints its columns ([advice]); the labels are data.
 */
import { EXPLAIN_WORDS } from './explain-words.ts';
import type { Likelihood } from './forecast-target.ts';
import { LIGHTS, type Light } from './light.ts';
import { executionRate, sumAmounts } from './money.ts';
import { LIKELIHOODS, LIKELIHOOD_NAMES } from './monitoring-form.ts';
import {
  label,
  percentage,
  printedDay,
  printedWindow,
  wanyuan,
  type Paper,
  type PaperCell,
  type PaperContent,
  type PaperRow,
} from './paper.ts';

export interface SummaryProject {
  id: string;
  name: string;
  implementingUnit: string;
  /** Yuan, adjusted; null: none. */
  budgetYuan: string | null;
  executedYuan: string;
  light: Light;
  /** Indicators by light; a light that is not there counts none. */
  lights: Partial<Record<Light, number>>;
  /** Indicators by what the unit says of them; unanswered ones are in none. */
  likelihoods: Partial<Record<Likelihood, number>>;
  /** It has to be put right, or has been: 整改中, 已销号. null: no. */
  rectification: string | null;
}

export interface SummaryDepartment {
  id: string;
  name: string;
  projects: SummaryProject[];
}

export interface SummaryCase {
  /** The county, or the department, as printed. */
  place: string;
  /** What `departments` are: of a county its departments, of a department its units. */
  parts: '部门' | '单位';
  formName: string;
  fiscalYear: number;
  toMonth: number;
  cutOffOn: string;
  /** Who fills it in; printed at the foot with room for the seal. */
  office: string;
  departments: SummaryDepartment[];
}

/** Lights that have a column: what a reader of the paper acts on. The others are in the count of all. */
export const SUMMARY_LIGHTS = [
  'normal',
  'attention',
  'lagging',
  'severe',
  'unreported',
] as const satisfies Light[];

/** Where each figure of a row comes from; tests hold every cell against it. */
export const SUMMARY_FIELDS = {
  number: '序号：按部门、项目的顺序',
  project: 'computed: declaration',
  unit: 'computed: declaration',
  budget: 'computed: ledger, budgeted and adjusted events',
  executed: 'computed: ledger, paid minus returned',
  rate: 'computed: executionRate',
  light: 'computed: rollUp',
  indicators: 'computed: count of indicators',
  lights: 'computed: count of indicators by light',
  likelihoods: 'entered: unit, counted',
  rectification: 'computed: state of the rectification',
} as const;
type SummaryField = keyof typeof SUMMARY_FIELDS;

/** A4 landscape. 序号, project, unit, budget, executed, rate, light, count, 5 lights, 3 likelihoods, remark. */
const COLUMNS = [9, 50, 32, 24, 24, 17, 18, 12, 10, 10, 10, 11, 10, 10, 10, 12, 18];

/** The summary of forms of that name: 项目支出绩效目标执行监控表 → 项目支出绩效目标执行监控汇总表. */
export const summaryName = (formName: string): string => `${formName.replace(/(汇总)?表$/, '')}汇总表`;

export function summaryPaper(c: SummaryCase): Paper {
  const all = c.departments.flatMap(({ projects }) => projects);
  return {
    title: c.formName,
    orientation: 'landscape',
    blocks: [
      { kind: 'title', text: `${c.place}${c.fiscalYear}年${c.formName}` },
      {
        kind: 'line',
        content: `监控期间：${printedWindow(c.toMonth)}　　数据截止：${printedDay(c.cutOffOn)}　　单位：万元`,
        align: 'right',
      },
      {
        kind: 'table',
        columns: COLUMNS,
        parts: [
          [
            ...headings(printedWindow(c.toMonth)),
            ...c.departments.flatMap((department, n) => departmentRows(department, n, c.departments)),
            sumRow('合计', all, 'all'),
          ],
        ],
      },
      {
        kind: 'foot',
        items: [
          { label: '填报单位（盖章）：', value: c.office },
          { label: '负责人（签字）：', value: '', personal: true },
          { label: '填报日期：', value: '' },
        ],
      },
    ],
  };
}

function headings(window: string): PaperRow[] {
  const tall = [
    '序号',
    '项目名称',
    '实施单位',
    '调整后\n预算数',
    `${window}\n执行数`,
    '执行率',
    '项目\n预警',
    '指标数',
  ];
  return [
    {
      heading: true,
      cells: [
        ...tall.map((text) => label(text, { rowspan: 2 })),
        label('其中：指标预警', { colspan: SUMMARY_LIGHTS.length }),
        label('完成目标可能性', { colspan: LIKELIHOODS.length }),
        label('整改', { rowspan: 2 }),
      ],
    },
    {
      heading: true,
      cells: [
        ...SUMMARY_LIGHTS.map((light) => label(EXPLAIN_WORDS['zh-CN'].lights[light])),
        ...LIKELIHOODS.map((each) => label(LIKELIHOOD_NAMES['zh-CN'][each])),
      ],
    },
  ];
}

function departmentRows(
  department: SummaryDepartment,
  at: number,
  departments: readonly SummaryDepartment[],
): PaperRow[] {
  const before = departments.slice(0, at).reduce((sum, { projects }) => sum + projects.length, 0);
  return [
    sumRow(department.name, department.projects, department.id),
    ...department.projects.map((project, n) => projectRow(project, before + n + 1)),
  ];
}

function projectRow(project: SummaryProject, number: number): PaperRow {
  const { id, budgetYuan, executedYuan } = project;
  const cell = (field: SummaryField, content: PaperContent, align?: 'center'): PaperCell => ({
    content,
    origin: { field, of: id },
    ...(align ? { align } : {}),
  });
  return {
    cells: [
      cell('number', String(number), 'center'),
      cell('project', project.name),
      cell('unit', project.implementingUnit),
      cell('budget', wanyuan(budgetYuan)),
      cell('executed', wanyuan(executedYuan)),
      cell('rate', percentage(executionRate(executedYuan, budgetYuan))),
      cell('light', EXPLAIN_WORDS['zh-CN'].lights[project.light], 'center'),
      ...counts([project], id),
      cell('rectification', project.rectification, 'center'),
    ],
  };
}

/** How many indicators there are, by light and by likelihood. */
function counts(projects: readonly SummaryProject[], of: string): PaperCell[] {
  const count = (field: SummaryField, number: number): PaperCell => ({
    content: { value: String(number), decimals: 0 },
    align: 'center',
    origin: { field, of },
  });
  const sum = (numbers: (number | undefined)[]): number =>
    numbers.reduce<number>((all, each) => all + (each ?? 0), 0);
  return [
    count('indicators', sum(projects.flatMap(({ lights }) => LIGHTS.map((light) => lights[light])))),
    ...SUMMARY_LIGHTS.map((light) => count('lights', sum(projects.map(({ lights }) => lights[light])))),
    ...LIKELIHOODS.map((each) =>
      count('likelihoods', sum(projects.map(({ likelihoods }) => likelihoods[each]))),
    ),
  ];
}

/** Money of projects together. What has no budget has no rate: its payments must not make the others' rate look better. */
export function summedMoney(
  projects: readonly { budgetYuan: string | null; executedYuan: string | null }[],
): { budgetYuan: string | null; executedYuan: string; rate: number | null } {
  const budgets = projects.flatMap(({ budgetYuan }) => budgetYuan ?? []);
  const paidOf = (some: typeof projects) =>
    sumAmounts(some.flatMap(({ executedYuan }) => executedYuan ?? []));
  const budgetYuan = budgets.length === 0 ? null : sumAmounts(budgets);
  const paid = paidOf(projects.filter((each) => each.budgetYuan !== null));
  return { budgetYuan, executedYuan: paidOf(projects), rate: executionRate(paid, budgetYuan) };
}

function sumRow(name: string, projects: readonly SummaryProject[], of: string): PaperRow {
  const { budgetYuan, executedYuan, rate } = summedMoney(projects);
  const cell = (field: SummaryField, content: PaperContent): PaperCell => ({
    content,
    origin: { field, of },
  });
  return {
    cells: [
      label(`${name}（${projects.length}个项目）`, { colspan: 3, align: 'left' }),
      cell('budget', wanyuan(budgetYuan)),
      cell('executed', wanyuan(executedYuan)),
      cell('rate', percentage(rate)),
      cell('light', null),
      ...counts(projects, of),
      cell('rectification', null),
    ],
  };
}
