/**
 * 项目支出绩效自评汇总表: the projects of each department with money, score, grade and why what was missed was missed. No regulation
 * prints its columns ([advice]): they are those of the 自评表 itself (domain.md 2), one row a project. What is not scored is empty.
 */
import { exact, executionRate } from './money.ts';
import { asScored } from './paper-self-evaluation.ts';
import { summedMoney } from './paper-summary.ts';
import {
  label,
  percentage,
  printedDay,
  wanyuan,
  type Paper,
  type PaperCell,
  type PaperContent,
  type PaperRow,
} from './paper.ts';
import { SCORE_GRADE_NAMES, SCORE_GRADES, type ScoreGrade } from './score-scheme.ts';

export interface EvaluatedProject {
  id: string;
  name: string;
  /** As its declaration prints it; null: not printed. */
  department: string | null;
  implementingUnit: string;
  /** Yuan: 年初预算数, 全年预算数 A, 全年执行数 B; null: the form has no such figure. */
  initialYuan: string | null;
  budgetYuan: string | null;
  executedYuan: string | null;
  /** Of 100, with the scheme's decimals; null with the grade: it does not stand yet. */
  score: string | null;
  grade: ScoreGrade | null;
  /** Indicators that lose points or are far above their target, with the unit's words; null: none yet. */
  deviations: { name: string; reason: string | null }[];
}

export interface EvaluatedDepartment {
  id: string;
  name: string;
  projects: EvaluatedProject[];
}

export interface EvaluationSummaryCase {
  /** The county, or the department, as printed. */
  place: string;
  formName: string;
  fiscalYear: number;
  cutOffOn: string;
  /** Who fills it in; printed at the foot with room for the seal. */
  office: string;
  /** How many of the forms have gone the whole way. */
  closed: number;
  /** Of a county its departments, of a department its units. */
  departments: EvaluatedDepartment[];
}

/** Where each figure of a row comes from; tests hold every cell against it. */
export const EVALUATION_SUMMARY_FIELDS = {
  number: '序号：按部门、单位、项目的顺序',
  project: 'entered: declaration',
  department: 'entered: declaration',
  unit: 'computed: declaration',
  initial: 'computed: ledger, budgeted events',
  budget: 'computed: ledger, budgeted and adjusted events',
  executed: 'computed: ledger, paid minus returned',
  rate: 'computed: executionRate, executed ÷ adjusted',
  score: 'computed: selfEvaluation; of several the mean of those that stand',
  grade: 'computed: gradeOf',
  grades: 'computed: count of projects by grade',
  deviations: 'computed: count of indicators that checkEvaluation wants explained',
  reasons: 'entered: self-evaluation',
} as const;
type Field = keyof typeof EVALUATION_SUMMARY_FIELDS;

/** A4 landscape. 序号, project, department, unit, 3 amounts, rate, score, grade, deviating indicators, reasons. */
const COLUMNS = [9, 42, 30, 28, 24, 24, 24, 16, 14, 11, 12, 56];
/** The mean of scores is printed with so many decimals. */
const MEAN_DECIMALS = 2;

const NOTES = [
  '注：1.执行率＝全年执行数÷全年预算数；没有预算数的项目不计入小计和合计的执行率。',
  '2.得分、等级与各项目自评表相同，自评表没有填齐的为空；小计和合计行的得分是已有得分的项目的平均分。',
];

export function evaluationSummaryPaper(c: EvaluationSummaryCase): Paper {
  const all = c.departments.flatMap(({ projects }) => projects);
  return {
    title: c.formName,
    orientation: 'landscape',
    blocks: [
      { kind: 'title', text: `${c.place}${c.fiscalYear}年${c.formName}` },
      {
        kind: 'line',
        content: `数据截止：${printedDay(c.cutOffOn)}　　应报自评表${all.length}份，已审核办结${c.closed}份　　单位：万元`,
        align: 'right',
      },
      {
        kind: 'table',
        columns: COLUMNS,
        parts: [
          [
            headings(),
            ...c.departments.flatMap((department, n) => departmentRows(department, n, c.departments)),
            sumRow('合计', all, 'all'),
          ],
        ],
      },
      ...NOTES.map((content) => ({ kind: 'line' as const, content, align: 'left' as const })),
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

function headings(): PaperRow {
  const heads = [
    '序号',
    '项目名称',
    '主管部门',
    '实施单位',
    '年初预算数',
    '全年预算数\n（A）',
    '全年执行数\n（B）',
    '执行率\n（B/A）',
    '自评\n得分',
    '自评\n等级',
    '偏差\n指标数',
    '偏差原因分析及改进措施',
  ];
  return { heading: true, cells: heads.map((text) => label(text)) };
}

function departmentRows(
  department: EvaluatedDepartment,
  at: number,
  departments: readonly EvaluatedDepartment[],
): PaperRow[] {
  const before = departments.slice(0, at).reduce((sum, { projects }) => sum + projects.length, 0);
  return [
    sumRow(department.name, department.projects, department.id),
    ...department.projects.map((project, n) => projectRow(project, before + n + 1)),
  ];
}

/** A cell of a row; `of`: the project, the department, or all. */
const cellsOf =
  (of: string) =>
  (field: Field, content: PaperContent, align?: 'center'): PaperCell => ({
    content,
    origin: { field, of },
    ...(align ? { align } : {}),
  });

function projectRow(project: EvaluatedProject, number: number): PaperRow {
  const { executedYuan, budgetYuan, score, grade, deviations } = project;
  const cell = cellsOf(project.id);
  const rate = executedYuan === null ? null : executionRate(executedYuan, budgetYuan);
  return {
    cells: [
      cell('number', String(number), 'center'),
      cell('project', project.name),
      cell('department', project.department),
      cell('unit', project.implementingUnit),
      cell('initial', wanyuan(project.initialYuan)),
      cell('budget', wanyuan(budgetYuan)),
      cell('executed', wanyuan(executedYuan)),
      cell('rate', percentage(rate)),
      cell('score', score === null ? null : asScored(score), 'center'),
      cell('grade', grade === null ? null : SCORE_GRADE_NAMES['zh-CN'][grade], 'center'),
      cell('deviations', { value: String(deviations.length), decimals: 0 }, 'center'),
      cell('reasons', reasonsOf(deviations)),
    ],
  };
}

/** Each explained indicator under its name; what nobody has explained is in the count alone. */
function reasonsOf(deviations: EvaluatedProject['deviations']): string | null {
  const said = deviations.flatMap(({ name, reason }) => (reason === null ? [] : [`${name}：${reason}`]));
  return said.length === 0 ? null : said.join('\n');
}

function sumRow(name: string, projects: readonly EvaluatedProject[], of: string): PaperRow {
  const { budgetYuan, executedYuan, rate } = summedMoney(projects);
  const initial = summedMoney(
    projects.map(({ initialYuan }) => ({ budgetYuan: initialYuan, executedYuan: null })),
  ).budgetYuan;
  const cell = cellsOf(of);
  const deviations = projects.reduce((sum, project) => sum + project.deviations.length, 0);
  return {
    cells: [
      label(`${name}（${projects.length}个项目）`, { colspan: 4, align: 'left' }),
      cell('initial', wanyuan(initial)),
      cell('budget', wanyuan(budgetYuan)),
      cell('executed', wanyuan(executedYuan)),
      cell('rate', percentage(rate)),
      cell('score', meanScore(projects), 'center'),
      cell('grade', null),
      cell('deviations', { value: String(deviations), decimals: 0 }, 'center'),
      cell('grades', gradesOf(projects)),
    ],
  };
}

/** Of the projects whose score stands; null: of none. */
function meanScore(projects: readonly EvaluatedProject[]): PaperContent {
  const scores = projects.flatMap(({ score }) => score ?? []);
  if (scores.length === 0) return null;
  const sum = scores.reduce((all, score) => all.plus(score), exact(0));
  return { value: sum.dividedBy(scores.length).toFixed(MEAN_DECIMALS), decimals: MEAN_DECIMALS };
}

/** 优2个、良1个；未评1个. */
function gradesOf(projects: readonly EvaluatedProject[]): string {
  const counted = SCORE_GRADES.flatMap((grade) => {
    const number = projects.filter((project) => project.grade === grade).length;
    return number === 0 ? [] : [`${SCORE_GRADE_NAMES['zh-CN'][grade]}${number}个`];
  });
  const open = projects.filter(({ grade }) => grade === null).length;
  return [...(counted.length > 0 ? [counted.join('、')] : []), ...(open > 0 ? [`未评${open}个`] : [])].join(
    '；',
  );
}
