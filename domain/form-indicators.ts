/** Rows of an indicator table → indicators with their levels, as printed. */
import { alignRow, type AlignedRow, type HeadingColumns } from './form-align.ts';
import { columnBelow } from './form-columns.ts';
import type { Finding, Place, Row, Scope } from './form-declaration.ts';
import { finding, notUnderstood, shown } from './form-findings.ts';
import { treeOf, type Level2Label } from './form-label.ts';

import type { Layout, Level2 } from './layouts.ts';

export interface PrintedIndicator {
  scope: Scope;
  level: Level2;
  level2: string;
  level2Code: string | null;
  name: string;
  rawTarget: string | null;
  place: Place;
}

interface TableRow {
  place: Place;
  cells: string[];
  aligned: AlignedRow;
}

export interface IndicatorTable {
  indicators: PrintedIndicator[];
  findings: Finding[];
}

const level2Text = (label: Level2Label, layout: Layout): string =>
  layout.level2Name === 'canonical' ? label.level.name : label.printed;

/** Columns of a heading row. A heading that lost its right half gives the columns it has. */
export function headingColumns(
  cells: readonly string[],
  columns: readonly number[],
  layout: Layout,
): HeadingColumns {
  const found: HeadingColumns = { level1: null, blocks: [] };
  const opening = layout.indicatorColumns.find(({ kind }) => kind !== 'level1')?.kind;
  for (const column of columns) {
    const kind = columnBelow(cells[column] ?? '', layout)?.kind;
    if (!kind) continue;
    if (kind === 'level1') found.level1 = column;
    else {
      if (kind === opening || found.blocks.length === 0) found.blocks.push({});
      const block = found.blocks.at(-1);
      if (block) block[kind] = column;
    }
  }
  found.level1 ??= (found.blocks[0]?.level2 ?? 2) - 1;
  return found;
}

/** Level 2 labels that the table prints anywhere as labels. */
function printedLevels(rows: readonly TableRow[]): Set<Level2> {
  const levels = new Set<Level2>();
  for (const { aligned } of rows) {
    for (const block of aligned.blocks) if (block.level2) levels.add(block.level2.level);
  }
  return levels;
}

/**
 * A row without a label belongs to the label above it, unless its name speaks for the next label of the tree and
 * that label is printed nowhere in the form: then a merged or lost cell hid it.
 */
function levelByName(
  name: string,
  above: Level2,
  printed: ReadonlySet<Level2>,
  layout: Layout,
): Level2 | null {
  const tree = treeOf(layout);
  for (let index = tree.indexOf(above) + 1; index > 0 && index < tree.length; index++) {
    const level = tree[index];
    if (!level || printed.has(level) || level.level1 !== above.level1) return null;
    if (level.nameWords.some((word) => name.includes(word))) return level;
  }
  return null;
}

interface Current {
  level: Level2;
  text: string;
  code: string | null;
}

/** Reads the rows below a heading. Every row ends as indicators, as empty labels or as a finding. */
export function readIndicators(
  table: readonly { row: Row; headings: HeadingColumns }[],
  layout: Layout,
  isFlow: boolean,
): IndicatorTable {
  const rows = table.map(({ row, headings }): TableRow => {
    const cells = row.cells.flatMap((text, column) =>
      text === '' ? [] : [{ text, column: isFlow ? null : column }],
    );
    return { place: row.place, cells: row.cells, aligned: alignRow(cells, headings, layout) };
  });
  const printed = printedLevels(rows);
  const result: IndicatorTable = { indicators: [], findings: [] };
  const current: (Current | null)[] = layout.blocks.map(() => null);
  let lastOfRow: (PrintedIndicator | null)[] = [];
  for (const row of rows) {
    settleLevels(row, current, printed, layout, result);
    const { blocks } = row.aligned;
    splitFused(blocks);
    const labelledRow = blocks.some((block) => block.level2) || row.aligned.level1 !== null;
    const wrapped = !labelledRow && blocks.every((block) => block.target === null);
    if (wrapped && blocks.some((block) => block.name) && continueNames(row, lastOfRow, result)) continue;
    lastOfRow = addRow(row, current, layout, result);
    if (row.aligned.left.length > 0) result.findings.push(notUnderstood(row.place, row.aligned.left));
  }
  return result;
}

/** Sets the level that holds for each block of this row. */
function settleLevels(
  row: TableRow,
  current: (Current | null)[],
  printed: ReadonlySet<Level2>,
  layout: Layout,
  result: IndicatorTable,
): void {
  const { blocks } = row.aligned;
  const anyLabel = blocks.find((block) => block.level2)?.level2 ?? null;
  blocks.forEach((block, index) => {
    const label = block.level2 ?? anyLabel;
    if (label) current[index] = { level: label.level, text: level2Text(label, layout), code: label.code };
  });
  if (anyLabel) {
    const missing = blocks.some((block) => !block.level2 && block.name !== null);
    if (missing) {
      result.findings.push(
        finding('level2-from-other-half', 'info', row.place, {
          message: `这一行只有一半印了二级指标，另一半按“${anyLabel.printed}”归类。`,
          remedy: '请核对二级指标。',
        }),
      );
    }
    return;
  }
  const above = current[0]?.level;
  const name = blocks.find((block) => block.name)?.name;
  const level = above && name ? levelByName(name, above, printed, layout) : null;
  if (!level || !name) return;
  current.fill({ level, text: level.name, code: null });
  result.findings.push(
    finding('level2-by-name', 'confirm', row.place, {
      message: `“${name}”旁没有印二级指标，全表也没有“${level.name}”一栏，按名称归入“${level.name}”。`,
      remedy: '请确认二级指标，或在表中改正。',
    }),
  );
}

/** In running text the right half's name and target may stand together: split them by the left half. */
function splitFused(blocks: AlignedRow['blocks']): void {
  const [left, right] = blocks;
  if (!left?.name || !left.target || !right?.name || right.target !== null) return;
  if (right.name === left.name + left.target) [right.name, right.target] = [left.name, left.target];
}

/** A row with a name only, below an indicator: the rest of a name that was wrapped or cut by a page. */
function continueNames(row: TableRow, last: (PrintedIndicator | null)[], result: IndicatorTable): boolean {
  const { blocks } = row.aligned;
  if (!blocks.every((block, index) => block.name === null || last[index]?.rawTarget)) return false;
  blocks.forEach((block, index) => {
    const indicator = last[index];
    if (block.name !== null && indicator) indicator.name += block.name;
  });
  result.findings.push(
    finding('name-joined', 'info', row.place, {
      message: `“${shown(row.cells)}”接在上一行指标名称之后。`,
      remedy: '请核对三级指标名称。',
    }),
  );
  return true;
}

function addRow(
  row: TableRow,
  current: readonly (Current | null)[],
  layout: Layout,
  result: IndicatorTable,
): (PrintedIndicator | null)[] {
  const added: (PrintedIndicator | null)[] = [];
  let repeated = 0;
  row.aligned.blocks.forEach((block, index) => {
    added.push(null);
    const scope = layout.blocks[index];
    if (!scope || (block.name === null && block.target === null)) return;
    const level = current[index];
    if (!level) {
      result.findings.push(notUnderstood(row.place, [block.name ?? '', block.target ?? '']));
      return;
    }
    // The right half of a repeated row may have lost its target; it says nothing the row above did not.
    const lost = index > 0 && repeated > 0 && block.target === null && !block.level2;
    const twin = result.indicators.some(
      (other) =>
        other.scope === scope &&
        other.level === level.level &&
        other.name === block.name &&
        other.rawTarget === block.target,
    );
    if (twin || lost) {
      repeated++;
      return;
    }
    const indicator: PrintedIndicator = {
      scope,
      level: level.level,
      level2: level.text,
      level2Code: level.code,
      name: block.name ?? '',
      rawTarget: block.target,
      place: row.place,
    };
    added[index] = indicator;
    result.indicators.push(indicator);
  });
  if (repeated > 0) {
    result.findings.push(
      finding('row-repeated', 'info', row.place, {
        message: `这一行与前面的指标相同，只计一次：“${shown(row.cells)}”。`,
        remedy: '如确为两个指标，请改名区分。',
      }),
    );
  }
  return added;
}
