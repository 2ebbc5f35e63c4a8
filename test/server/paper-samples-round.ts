/** An invented round (演示数据) of three departments: summaries, a report and a notice are printed of it. */
import type { EvaluatedProject, EvaluationSummaryCase } from '../../domain/paper-evaluation-summary.ts';
import type { RectificationPaperCase } from '../../domain/paper-rectification.ts';
import type { ReportCase, ReportProject } from '../../domain/paper-report.ts';
import type { SummaryCase, SummaryDepartment, SummaryProject } from '../../domain/paper-summary.ts';
import type { Light } from '../../domain/light.ts';

const PROJECT_LIGHTS: Light[] = ['normal', 'attention', 'lagging', 'severe', 'unreported', 'undeterminable'];

/** The n-th project of a department, its figures follow from n. */
function project(department: string, n: number): SummaryProject {
  const budget = n % 7 === 6 ? null : `${(n + 1) * 1_234_567}.${n % 2 === 0 ? '00' : '50'}`;
  const paid = `${(n + 1) * (n % 3 === 0 ? 300_000 : 700_000)}.00`;
  return {
    id: `${department}-${n}`,
    name:
      n % 3 === 0
        ? `第${n + 1}号补助项目`
        : `城乡居民基本养老保险县级配套补助资金及经办服务能力提升第${n + 1}期`,
    implementingUnit: n % 2 === 0 ? '社会保险中心' : '就业创业服务中心',
    budgetYuan: budget,
    executedYuan: paid,
    light: PROJECT_LIGHTS[n % PROJECT_LIGHTS.length] ?? 'normal',
    lights: {
      normal: n + 2,
      attention: n % 3,
      severe: n % 4 === 3 ? 1 : 0,
      undeterminable: n % 5 === 0 ? 1 : 0,
    },
    likelihoods: { certain: n + 1, possible: n % 3 },
    rectification: n % 4 === 3 ? '整改中' : null,
  };
}

const department = (id: string, name: string, size: number): SummaryDepartment => ({
  id,
  name,
  projects: Array.from({ length: size }, (_, n) => project(id, n)),
});

export const DEPARTMENTS = [
  department('d1', '人力资源和社会保障局', 16),
  department('d2', '教育科技局', 7),
  department('d3', '农业农村局', 4),
];

export const SUMMARY: SummaryCase = {
  place: '柳川县',
  parts: '部门',
  formName: '项目支出绩效目标执行监控汇总表',
  fiscalYear: 2023,
  toMonth: 7,
  cutOffOn: '2023-07-31',
  office: '',
  departments: DEPARTMENTS,
};

const SCORES = [
  ['96.40', 'excellent'],
  ['84.05', 'good'],
  [null, null],
  ['58.00', 'poor'],
] as const;

/** The same project at the year's end. */
function evaluated({ id, name, implementingUnit, budgetYuan, executedYuan }: SummaryProject, n: number) {
  const [score, grade] = SCORES[n % SCORES.length] ?? [null, null];
  return {
    id,
    name,
    department: n % 5 === 4 ? null : '904-社会保障股[部门]',
    implementingUnit,
    initialYuan: budgetYuan,
    budgetYuan,
    executedYuan,
    score,
    grade,
    deviations: [
      ...(n % 3 === 0
        ? [{ name: '补贴发放人数', reason: '岗位招录推迟，明年提前公告并按月清点空岗。' }]
        : []),
      ...(n % 4 === 0 ? [{ name: '资金按时到位率', reason: null }] : []),
    ],
  } satisfies EvaluatedProject;
}

export const EVALUATION_SUMMARY: EvaluationSummaryCase = {
  place: '柳川县',
  formName: '项目支出绩效自评汇总表',
  fiscalYear: 2023,
  cutOffOn: '2023-12-31',
  office: '柳川县财政局',
  closed: 20,
  departments: DEPARTMENTS.map((each) => ({ ...each, projects: each.projects.map(evaluated) })),
};

const paced: ReportProject[] = DEPARTMENTS.flatMap(({ id: departmentId, projects }) =>
  projects.map(({ id, name, light, budgetYuan }, n) => ({
    id,
    name,
    departmentId,
    light,
    budgetYuan,
    moneyPace: budgetYuan === null ? null : 0.4 + ((n * 37) % 80) / 100,
    performancePace: 0.45 + ((n * 53) % 75) / 100,
  })),
);

export const REPORT: ReportCase = {
  place: '柳川县',
  parts: '部门',
  office: '柳川县财政局',
  fiscalYear: 2023,
  toMonth: 7,
  cutOffOn: '2023-07-31',
  issuedOn: '2023-08-31',
  departments: DEPARTMENTS,
  projects: paced,
  forms: { all: 27, closed: 25 },
  reasons: { funding: 14, staff: 3, other: 5 },
  rectifications: { issued: 6, closed: 2, overdue: 1 },
};

export const RECTIFICATION: RectificationPaperCase = {
  documentNumber: '柳财绩改〔2023〕3号',
  office: '柳川县财政局',
  addressee: '柳川县人力资源和社会保障局',
  projectName: '公益性岗位补贴（演示数据）',
  implementingUnit: '柳川县就业创业服务中心',
  fiscalYear: 2023,
  toMonth: 7,
  source: 'monitoring',
  demands: [
    {
      id: 'd1',
      words:
        '截至七月底补贴发放302人，为应有进度的八成。请查明岗位空缺原因，九月底前完成补招并按月足额发放。',
      where: '公益性岗位补贴人数',
    },
    { id: 'd2', words: '县级配套资金晚于规定时间十一天到位。请会同财政业务股完善用款计划。', where: null },
  ],
  dueOn: '2023-09-28',
  issuedOn: '2023-08-31',
};
