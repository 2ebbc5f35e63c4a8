/**
 * 项目支出绩效自评表 (domain.md 2: columns of chuzhou, laoting; layout [memory]): money with its score, goal and what came of it, each
 * indicator with points, score and reason, the total of 100. What is not scored yet stays an empty cell, and so does the total.
 */
import { exact, executionRate } from './money.ts';
import { MONEY_ROWS, MONEY_ROW_NAMES, type MoneyRow } from './monitoring-form.ts';
import { levelCells, measured } from './paper-monitoring.ts';
import {
  inFull,
  label,
  percentage,
  printedDay,
  wanyuan,
  type Paper,
  type PaperCell,
  type PaperContent,
  type PaperRow,
} from './paper.ts';
import { SCORE_GRADE_NAMES } from './score-scheme.ts';
import { isScore, type SelfEvaluation, type SelfEvaluationCase } from './self-evaluation.ts';
import type { Score, ScoreGap } from './score.ts';

export interface SelfEvaluationPaperCase {
  formName: string;
  fiscalYear: number;
  projectName: string;
  department: string | null;
  departmentCode: string | null;
  implementingUnit: string;
  /** Yuan; a part that the project does not have is null. */
  money: Record<
    MoneyRow,
    { initialYuan: string | null; adjustedYuan: string | null; executedYuan: string } | null
  >;
  /** 年度总体目标: 预期目标 as printed, 实际完成情况 as the unit wrote it. */
  goal: string | null;
  achieved: string | null;
  /** As printed on the declaration, in the order of the evaluation's rows. */
  printed: { id: string; level1: string; level2: string; name: string; rawTarget: string | null }[];
  indicators: SelfEvaluationCase['indicators'];
  evaluation: SelfEvaluation;
  /** 偏差原因分析及改进措施 by indicator id, as the unit wrote it. */
  reasons: Readonly<Record<string, string>>;
  /** With the arithmetic of each score below it. */
  showsArithmetic: boolean;
  people: { unitHead: string | null; handler: string | null; phone: string | null; filledOn: string | null };
}

/** Where the figures come from; the origins of the printed cells name these. */
export const SELF_EVALUATION_FIELDS = {
  projectName: 'entered: declaration',
  department: 'entered: declaration',
  implementingUnit: 'entered: declaration',
  initialYuan: 'computed: ledger, budgeted events',
  adjustedYuan: 'computed: ledger, budgeted and adjusted events',
  executedYuan: 'computed: ledger, paid minus returned',
  rate: 'computed: executionRate, executed ÷ adjusted',
  executionPoints: 'computed: weights of the scheme, or of the project with a reason',
  executionScore: 'computed: scoreExecution',
  goal: 'entered: declaration',
  achieved: 'entered: self-evaluation',
  'indicator.level1': 'entered: declaration',
  'indicator.level2': 'entered: declaration',
  'indicator.name': 'entered: declaration',
  'indicator.target': 'entered: declaration',
  'indicator.actual':
    'computed: entries of the year; entered in the self-evaluation where nothing was reported, as are grades',
  'indicator.points': 'entered: self-evaluation',
  'indicator.score': 'computed: scoreIndicator',
  'indicator.reason': 'entered: self-evaluation',
  total: 'computed: sum of the scores',
  grade: 'computed: gradeOf',
} as const;
type Field = keyof typeof SELF_EVALUATION_FIELDS;

/** A4 landscape. level 1, level 2, name, target, actual, points, score, reasons. */
const COLUMNS = [26, 38, 46, 36, 36, 18, 20, 53];

export function selfEvaluationPaper(c: SelfEvaluationPaperCase): Paper {
  const { people } = c;
  return {
    title: c.formName,
    orientation: 'landscape',
    blocks: [
      { kind: 'title', text: c.formName },
      { kind: 'line', content: `（${c.fiscalYear}年度）`, align: 'center' },
      {
        kind: 'table',
        columns: COLUMNS,
        parts: [
          [...headRows(c), ...moneyRows(c), ...goalRows(c)],
          [headings(), ...indicatorRows(c), ...totalRows(c)],
        ],
      },
      {
        kind: 'foot',
        items: [
          { label: '单位负责人（签章）：', value: people.unitHead ?? '', personal: true },
          { label: '填表人：', value: people.handler ?? '', personal: true },
          { label: '联系电话：', value: people.phone ?? '', personal: true },
          { label: '填报日期：', value: people.filledOn === null ? '' : printedDay(people.filledOn) },
        ],
      },
    ],
  };
}

function cell(
  field: Field,
  of: string | null,
  content: PaperContent,
  more: Partial<PaperCell> = {},
): PaperCell {
  return { content, origin: { field, of }, ...more };
}

const middle = { align: 'center' } as const;

function headRows({
  projectName,
  department,
  departmentCode,
  implementingUnit,
}: SelfEvaluationPaperCase): PaperRow[] {
  const named = [department, departmentCode === null ? null : `（${departmentCode}）`].filter(
    (text) => text !== null,
  );
  return [
    { cells: [label('项目名称', { colspan: 2 }), cell('projectName', null, projectName, { colspan: 6 })] },
    {
      cells: [
        label('主管部门及代码', { colspan: 2 }),
        cell('department', null, named.length === 0 ? null : named.join(''), { colspan: 2 }),
        label('实施单位'),
        cell('implementingUnit', null, implementingUnit, { colspan: 3 }),
      ],
    },
  ];
}

/** The score stands in the row of the total alone. */
function moneyRows(c: SelfEvaluationPaperCase): PaperRow[] {
  const heads = [
    '',
    '年初预算数',
    '全年预算数\n（A）',
    '全年执行数\n（B）',
    '分值',
    '执行率\n（B/A）',
    '得分',
  ];
  return [
    {
      cells: [
        label('项目资金\n（万元）', { rowspan: 1 + MONEY_ROWS.length }),
        ...heads.map((text) => label(text)),
      ],
    },
    ...MONEY_ROWS.map((row): PaperRow => {
      const { initial, adjusted, executed, rate } = moneyContents(c, row);
      const { points, score } = executionContents(c);
      return {
        cells: [
          label(MONEY_ROW_NAMES['zh-CN'][row], { align: 'left' }),
          cell('initialYuan', row, initial),
          cell('adjustedYuan', row, adjusted),
          cell('executedYuan', row, executed),
          ...(row === 'total'
            ? [
                cell('executionPoints', row, points, middle),
                cell('rate', row, rate, middle),
                cell('executionScore', row, score, middle),
              ]
            : [label('—'), cell('rate', row, rate, middle), label('—')]),
        ],
      };
    }),
  ];
}

/** A row of the money block as it is printed: 执行率 = B ÷ A on the adjusted budget. */
export function moneyContents({ money }: Pick<SelfEvaluationPaperCase, 'money'>, row: MoneyRow) {
  const own = money[row];
  return {
    initial: wanyuan(own?.initialYuan ?? null),
    adjusted: wanyuan(own?.adjustedYuan ?? null),
    executed: wanyuan(own?.executedYuan ?? null),
    rate: own === null ? null : percentage(executionRate(own.executedYuan, own.adjustedYuan)),
  } satisfies Record<string, PaperContent>;
}

/** Points and score of the execution rate as they are printed. */
export function executionContents({ evaluation }: Pick<SelfEvaluationPaperCase, 'evaluation'>) {
  return {
    points: inFull(evaluation.weights?.value.execution ?? null),
    score: scoreOf(evaluation.execution),
  } satisfies Record<string, PaperContent>;
}

/** With the decimals that the scheme rounded to: 10.00 under 9.88. */
export function asScored(text: string): PaperContent {
  return { value: text, decimals: text.split('.')[1]?.length ?? 0 };
}

function scoreOf(result: Score | ScoreGap): PaperContent {
  return isScore(result) ? asScored(result.score) : null;
}

function goalRows({ goal, achieved }: SelfEvaluationPaperCase): PaperRow[] {
  return [
    {
      cells: [
        label('年度总体\n目标', { rowspan: 2 }),
        label('预期目标', { colspan: 3 }),
        label('实际完成情况', { colspan: 4 }),
      ],
    },
    {
      cells: [cell('goal', null, goal, { colspan: 3 }), cell('achieved', null, achieved, { colspan: 4 })],
      heightMm: 14,
    },
  ];
}

function headings(): PaperRow {
  const heads = [
    '一级指标',
    '二级指标',
    '三级指标',
    '年度指标值',
    '实际完成值',
    '分值',
    '得分',
    '偏差原因分析\n及改进措施',
  ];
  return { heading: true, cells: heads.map((text) => label(text)) };
}

function indicatorRows(c: SelfEvaluationPaperCase): PaperRow[] {
  return c.printed.map(({ id, name, rawTarget }, at): PaperRow => {
    const { actual, points, score, reason, arithmetic } = indicatorContents(c, id);
    const words = [reason, arithmetic === null ? null : `计算：${arithmetic}`].filter(
      (text) => text !== null,
    );
    return {
      cells: [
        ...levelCells(c.printed, at),
        cell('indicator.name', id, name),
        cell('indicator.target', id, rawTarget, middle),
        cell('indicator.actual', id, actual, middle),
        cell('indicator.points', id, points, middle),
        cell('indicator.score', id, score, middle),
        cell('indicator.reason', id, words.length === 0 ? null : words.join('\n')),
      ],
    };
  });
}

/** What stands of an indicator beside its declaration, as it is printed. */
export function indicatorContents(c: SelfEvaluationPaperCase, id: string) {
  const own = c.indicators.find((each) => each.id === id);
  const row = c.evaluation.rows.find((each) => each.id === id);
  const actual = own?.judged ? own.judged.grade : (own?.actual ?? null);
  return {
    actual: own === undefined ? null : measured(actual, measureOf(own)),
    points: inFull(row?.points ?? null),
    score: row === undefined ? null : scoreOf(row.result),
    reason: c.reasons[id] ?? null,
    arithmetic: c.showsArithmetic && row !== undefined && isScore(row.result) ? row.result.arithmetic : null,
  } satisfies Record<string, PaperContent>;
}

/** A target in words that a person has judged is printed as its grade. */
function measureOf({ target, judged }: SelfEvaluationCase['indicators'][number]) {
  return judged === null ? target : { ...target, measure: 'grade' as const };
}

function totalRows(c: SelfEvaluationPaperCase): PaperRow[] {
  const { points, total, grade } = totalContents(c);
  return [
    {
      cells: [
        label('总分', { colspan: 5 }),
        cell('executionPoints', 'all', points, middle),
        cell('total', null, total, middle),
        cell('grade', null, grade === null ? null : `自评等级：${grade}`, middle),
      ],
    },
  ];
}

/** All points, the total and its grade as they are printed; empty as long as it does not stand. */
export function totalContents({ evaluation }: Pick<SelfEvaluationPaperCase, 'evaluation'>) {
  const { weights, total, grade } = evaluation;
  const all =
    weights === null
      ? null
      : Object.values(weights.value).reduce((sum, each) => exact(sum).plus(each).toFixed(), '0');
  return {
    points: inFull(all),
    total: total === null ? null : asScored(total),
    grade: grade === null ? null : SCORE_GRADE_NAMES['zh-CN'][grade],
  };
}
