/** 演示数据: what an honest handler enters where a self-evaluation asks, and nothing else. */
import { groupsOfForm } from '../domain/evaluation-check.ts';
import { proposePoints } from '../domain/self-evaluation.ts';
import { SCORE_GROUP_NAMES } from '../domain/score-scheme.ts';
import { spreadPoints } from '../domain/score.ts';
import type { StoredEvaluation } from '../server/contract-review-shapes.ts';

export interface EvaluationChange {
  cell: string;
  value: string;
  supersedes: string | null;
}

/** Of each refused cell and each open question the next value; empty: it is complete. */
export function answersOf({
  prefilled,
  scheme,
  entered,
  check,
  values,
}: Pick<StoredEvaluation, 'prefilled' | 'scheme' | 'entered' | 'check'> & {
  values: readonly { id: string; cell: string }[];
}): EvaluationChange[] {
  const newest = (cell: string) => values.find((value) => value.cell === cell)?.id ?? null;
  const level1 = (id: string, printed: string): string => {
    const group = entered.indicators[id]?.group;
    return group == null ? printed : SCORE_GROUP_NAMES['zh-CN'][group];
  };
  const points = proposePoints(
    prefilled.indicators.map((each) => ({ id: each.id, level1: level1(each.id, each.level1) })),
    scheme,
    check.evaluation.weights,
  );
  const groups = groupsOfForm(prefilled, entered);
  const hasBudget = Number(prefilled.money.rows.total?.adjustedYuan ?? 0) > 0;
  const inIndicators = groups.filter((group) => group !== 'execution');
  const execution = inIndicators.length === 0 ? '100' : hasBudget ? '10' : '0';
  const spread =
    inIndicators.length === 0
      ? []
      : spreadPoints(
          String(100 - Number(execution)),
          inIndicators.map(() => 1),
        );
  const answer = (cell: string): string | null => {
    if (cell === 'achieved') return '全年工作已经按计划开展，主要任务完成';
    if (cell === 'weightsReason') return '本项目的指标不全，按现有指标另定分值';
    if (cell === 'weights.execution') return execution;
    if (cell.startsWith('weights.')) {
      return spread[inIndicators.findIndex((group) => cell === `weights.${group}`)] ?? '0';
    }
    const column = cell.split('.').at(-1);
    const indicator = prefilled.indicators.find(({ id }) => cell.startsWith(`indicator.${id}.`));
    if (indicator === undefined) return null;
    if (column === 'points') return points[indicator.id] ?? null;
    if (column === 'group') return 'output';
    if (column === 'actual') return indicator.target.value;
    if (column === 'grade') return 'achieved';
    if (column === 'share') return '90';
    if (column === 'tooLow') return 'no';
    return `${indicator.name}：受下达较晚影响，明年提前安排`;
  };
  const asked = [...new Set(check.refusals.map(({ cell }) => cell))];
  return [
    ...asked.flatMap((cell) => {
      const value = answer(cell);
      return value === null ? [] : [{ cell, value, supersedes: newest(cell) }];
    }),
    ...check.questions
      .filter((question) => question.answer === null)
      .map(({ key }, index) => ({
        cell: `answer.${key}`,
        value: `已逐项核实，情况属实，第 ${index + 1} 处`,
        supersedes: newest(`answer.${key}`),
      })),
  ];
}
