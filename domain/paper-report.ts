/**
 * 绩效运行监控报告: words and charts from the figures of a round, nothing else. What was not counted is not claimed, a sentence whose
 * figure is missing is left out, and judgement in words is for the person who signs.
 */
import { doubleMonitoring, QUADRANT_NAMES, QUADRANTS, type MonitoredProject } from './double-monitoring.ts';
import { EXPLAIN_WORDS } from './explain-words.ts';
import { LIGHTS, type Light } from './light.ts';
import { exact, executionRate, formatPercent, sumAmounts } from './money.ts';
import { DEVIATION_REASONS, REASON_NAMES, type DeviationReason } from './monitoring-form.ts';
import type { SummaryDepartment } from './paper-summary.ts';
import {
  label,
  percentage,
  printedDay,
  printedWindow,
  shownContent,
  wanyuan,
  type Paper,
  type PaperBlock,
  type PaperChart,
  type PaperRow,
  type PaperTable,
} from './paper.ts';

export interface ReportProject extends MonitoredProject {
  name: string;
}

export interface ReportCase {
  /** The county, or the department, as printed. */
  place: string;
  /** What `departments` are: of a county its departments, of a department its units. */
  parts: '部门' | '单位';
  /** Who signs: the bureau, or the department. */
  office: string;
  fiscalYear: number;
  toMonth: number;
  cutOffOn: string;
  issuedOn: string;
  departments: SummaryDepartment[];
  /** Money and performance pace of the same projects. */
  projects: ReportProject[];
  /** Forms of the round: how many there are, and how many have gone the whole way. */
  forms: { all: number; closed: number };
  /** Indicators for which a reason is ticked, by reason. */
  reasons: Partial<Record<DeviationReason, number>>;
  rectifications: { issued: number; closed: number; overdue: number };
}

/** Ink that is told apart in grey too; the lights' names stand beside. */
const LIGHT_COLOURS: Readonly<Record<Light, string>> = {
  normal: '3A8F6B',
  ahead: '2F6FB0',
  not_due: 'C9D1DA',
  awaiting_event: 'AEB9C6',
  attention: 'E0B040',
  lagging: 'D9772B',
  unreported: '7A869A',
  severe: 'B3261E',
  undeterminable: 'E4E0EC',
};
const QUADRANT_COLOURS = {
  both_fine: '3A8F6B',
  money_behind: 'E0B040',
  both_behind: 'B3261E',
  money_ahead: '2F6FB0',
} as const;
const BAR_COLOUR = '2F6FB0';

/** More projects than this are not listed one by one; the summary has them all. */
const MOST_LISTED = 20;

export function reportPaper(c: ReportCase): Paper {
  const window = printedWindow(c.toMonth);
  return {
    title: '预算绩效运行监控报告',
    orientation: 'portrait',
    blocks: [
      { kind: 'title', text: `${c.place}${c.fiscalYear}年${window}\n预算绩效运行监控报告` },
      ...overall(c),
      ...money(c),
      ...performance(c),
      ...quadrants(c),
      ...reasons(c),
      ...rectification(c),
      { kind: 'seal', name: c.office, day: printedDay(c.issuedOn) },
    ],
  };
}

const heading = (text: string): PaperBlock => ({ kind: 'heading', text });
const words = (content: string): PaperBlock => ({ kind: 'paragraph', content });
const inWan = (yuan: string): string => `${shownContent(wanyuan(yuan))}万元`;

function overall({ departments, parts, forms, cutOffOn, fiscalYear, toMonth }: ReportCase): PaperBlock[] {
  const projects = departments.flatMap((department) => department.projects);
  const { budget, without } = sums(projects);
  const shared = [
    `本次监控覆盖${departments.length}个${parts}的${projects.length}个项目`,
    budget === null ? null : `调整后预算合计${inWan(budget)}`,
    without === 0 ? null : `另有${without}个项目没有预算数`,
  ];
  const done =
    forms.all === 0
      ? ''
      : `应报监控表${forms.all}份，已审核办结${forms.closed}份，办结率${formatPercent(exact(forms.closed).dividedBy(forms.all))}。`;
  return [
    heading('一、总体情况'),
    words(
      `监控期间为${fiscalYear}年${printedWindow(toMonth)}，数据截止${printedDay(cutOffOn)}。${shared.filter((text) => text !== null).join('，')}。${done}`,
    ),
  ];
}

type Money = Pick<SummaryDepartment['projects'][number], 'budgetYuan' | 'executedYuan'>;

/** Budget and what was paid of it; projects without a budget are counted apart. */
function sums(projects: readonly Money[]): { budget: string | null; paid: string; without: number } {
  const known = projects.flatMap(({ budgetYuan, executedYuan }) =>
    budgetYuan === null ? [] : [{ budgetYuan, executedYuan }],
  );
  return {
    budget: known.length === 0 ? null : sumAmounts(known.map(({ budgetYuan }) => budgetYuan)),
    paid: sumAmounts(known.map(({ executedYuan }) => executedYuan)),
    without: projects.length - known.length,
  };
}

function money({ departments, parts, toMonth, cutOffOn }: ReportCase): PaperBlock[] {
  const { budget, paid } = sums(departments.flatMap(({ projects }) => projects));
  const rate = executionRate(paid, budget);
  if (budget === null || rate === null) return [];
  const rates = departments.flatMap(({ name, projects }) => {
    const own = sums(projects);
    const share = executionRate(own.paid, own.budget);
    return share === null ? [] : [{ name, share }];
  });
  const time = exact(toMonth).dividedBy(12);
  const slow = rates.filter(({ share }) => time.greaterThan(share)).map(({ name }) => name);
  const chart: PaperChart = {
    kind: 'chart',
    title: `各${parts}预算执行率`,
    shape: 'bars',
    axes: ['执行率（%）'],
    categories: rates.map(({ name }) => name),
    series: [
      {
        name: '执行率',
        colour: BAR_COLOUR,
        values: rates.map(({ share }) => exact(share).times(100).toDecimalPlaces(2).toFixed()),
      },
    ],
  };
  return [
    heading('二、预算执行情况'),
    words(
      `截至${printedDay(cutOffOn)}，项目资金执行${inWan(paid)}，执行率${shownContent(percentage(rate))}；按月均计算的时间进度为${shownContent(percentage(time.toFixed(6)))}。${slow.length === 0 ? `各${parts}执行率均不低于时间进度。` : `执行率低于时间进度的${parts}有${slow.length}个：${slow.join('、')}。`}`,
    ),
    chart,
  ];
}

function performance({ departments, parts }: ReportCase): PaperBlock[] {
  const count = (light: Light, own: readonly SummaryDepartment[]): number =>
    own.flatMap(({ projects }) => projects).reduce((sum, { lights }) => sum + (lights[light] ?? 0), 0);
  const seen = LIGHTS.map((light) => ({ light, number: count(light, departments) })).filter(
    ({ number }) => number > 0,
  );
  if (seen.length === 0) return [];
  const names = EXPLAIN_WORDS['zh-CN'].lights;
  const all = seen.reduce((sum, { number }) => sum + number, 0);
  return [
    heading('三、绩效目标完成情况'),
    words(
      `共监控绩效指标${all}个，其中${seen.map(({ light, number }) => `${names[light]}${number}个`).join('、')}。`,
    ),
    {
      kind: 'chart',
      title: `各${parts}绩效指标预警情况`,
      shape: 'stacked',
      axes: ['指标数（个）'],
      categories: departments.map(({ name }) => name),
      series: seen.map(({ light }) => ({
        name: names[light],
        colour: LIGHT_COLOURS[light],
        values: departments.map((department) => String(count(light, [department]))),
      })),
    },
  ];
}

function quadrants({ projects }: ReportCase): PaperBlock[] {
  const { quadrants: lists, counts, unplaced } = doubleMonitoring(projects);
  if (unplaced.length === projects.length) return [];
  const names = QUADRANT_NAMES['zh-CN'];
  const apart = unplaced.length === 0 ? '' : `另有${unplaced.length}个项目的资金或绩效进度无法计算，未列入。`;
  const troubled = [...lists.both_behind, ...lists.money_ahead];
  return [
    heading('四、资金与绩效双监控情况'),
    words(
      `将资金进度与绩效进度对照，${QUADRANTS.map((each) => `${names[each]}${counts[each]}个`).join('、')}。${apart}`,
    ),
    {
      kind: 'chart',
      title: '资金进度与绩效进度对照（1为按进度完成）',
      shape: 'points',
      axes: ['资金进度', '绩效进度'],
      categories: [],
      series: QUADRANTS.filter((each) => lists[each].length > 0).map((each) => ({
        name: names[each],
        colour: QUADRANT_COLOURS[each],
        values: [],
        points: lists[each].map(({ moneyPace, performancePace }) => ({
          x: exact(moneyPace ?? 0)
            .toDecimalPlaces(4)
            .toFixed(),
          y: exact(performancePace ?? 0)
            .toDecimalPlaces(4)
            .toFixed(),
        })),
      })),
    },
    ...(troubled.length === 0
      ? []
      : [...listed(troubled.length), troubledTable(troubled, lists.both_behind)]),
  ];
}

function listed(number: number): PaperBlock[] {
  const more = number > MOST_LISTED ? `，先列前${MOST_LISTED}个，其余见汇总表` : '';
  return [words(`绩效进度偏慢的项目共${number}个${more}：`)];
}

function troubledTable(projects: readonly ReportProject[], bothBehind: readonly ReportProject[]): PaperTable {
  const names = QUADRANT_NAMES['zh-CN'];
  const heads = ['序号', '项目名称', '调整后预算\n（万元）', '资金进度', '绩效进度', '情况'];
  return {
    kind: 'table',
    columns: [12, 62, 28, 20, 20, 20],
    parts: [
      [
        { heading: true, cells: heads.map((text) => label(text)) },
        ...projects.slice(0, MOST_LISTED).map((project, n): PaperRow => {
          const origin = (field: string) => ({ origin: { field, of: project.id } });
          return {
            cells: [
              { content: String(n + 1), align: 'center', ...origin('number') },
              { content: project.name, ...origin('project') },
              { content: wanyuan(project.budgetYuan), ...origin('budget') },
              { content: percentage(project.moneyPace), ...origin('moneyPace') },
              { content: percentage(project.performancePace), ...origin('performancePace') },
              {
                content: bothBehind.includes(project) ? names.both_behind : names.money_ahead,
                align: 'center',
                ...origin('quadrant'),
              },
            ],
          };
        }),
      ],
    ],
  };
}

function reasons({ reasons: counted }: ReportCase): PaperBlock[] {
  const names = REASON_NAMES['zh-CN'];
  const seen = DEVIATION_REASONS.flatMap((reason) => {
    const number = counted[reason] ?? 0;
    return number === 0 ? [] : [{ name: names[reason], number }];
  }).sort((a, b) => b.number - a.number);
  if (seen.length === 0) return [];
  return [
    heading('五、偏差原因分析'),
    words(
      `各单位对产生偏差的指标说明了原因（一个指标可有多项）：${seen.map(({ name, number }) => `${name}${number}项`).join('、')}。`,
    ),
    {
      kind: 'chart',
      title: '偏差原因',
      shape: 'bars',
      axes: ['指标数（个）'],
      categories: seen.map(({ name }) => name),
      series: [{ name: '指标数', colour: BAR_COLOUR, values: seen.map(({ number }) => String(number)) }],
    },
  ];
}

function rectification({ rectifications: { issued, closed, overdue } }: ReportCase): PaperBlock[] {
  if (issued === 0) return [];
  const late = overdue === 0 ? '' : `，其中逾期未回复${overdue}个`;
  return [
    heading('六、整改情况'),
    words(`共下达整改通知${issued}个，已销号${closed}个，整改中${issued - closed}个${late}。`),
  ];
}
