/** Whose a goal or a table is where a form says it with a label: of the year, or of the whole term. */
import type { Scope } from './form-declaration.ts';
import { labelKey, labelled } from './form-label.ts';
import type { Layout } from './layouts.ts';

export type GoalName = 'goalAnnual' | 'goalPeriod';

/** 中期目标（2024年—2026年） above a column of goals: whose it is. */
export function goalHeading(text: string, layout: Layout): GoalName | null {
  const key = labelKey(text).replace(/\([^()]*\)$/, '');
  if (!layout.goalHeadings.some((heading) => labelKey(heading) === key)) return null;
  return /年度|当年|本年/.test(key) ? 'goalAnnual' : 'goalPeriod';
}

/** 实施期目标 as the label of a goal of its own. */
export const isPeriodGoal = (cell: string, layout: Layout): boolean =>
  layout.columnsAsPrinted === true && goalHeading(cell, layout) === 'goalPeriod';

export const goalLabelled = (cell: string, layout: Layout): string | null =>
  labelled(cell, layout.goalLabels) ?? (isPeriodGoal(cell, layout) ? '' : null);

/** 长期绩效指标 beside or above a table: its block. */
export function scopeIn(cells: readonly string[], { sectionScopes }: Layout): Scope | null {
  if (!sectionScopes) return null;
  const says = (scope: Scope) =>
    cells.some((cell) => cell.length <= 12 && sectionScopes[scope].includes(labelKey(cell)));
  return says('period') ? 'period' : says('annual') ? 'annual' : null;
}
