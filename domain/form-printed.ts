/** One printed form: its rows, sorted by what they are, into fields, funding, goals and indicators. */
import type { HeadingColumns } from './form-align.ts';
import type { Finding, FundingParts, Place, Row, Scope } from './form-declaration.ts';
import { headingRow } from './form-columns.ts';
import { finding, notUnderstood } from './form-findings.ts';
import { isFundingRow, readFunding, sayUnit, settleFunding } from './form-funding.ts';
import { goalHeading, goalLabelled, isPeriodGoal, scopeIn } from './form-goals.ts';
import { headingColumns, readIndicators, type PrintedIndicator } from './form-indicators.ts';
import {
  fieldLabel,
  fundingCell,
  isIgnoredLabel,
  labelKey,
  yearLine,
  type PrintedAmount,
} from './form-label.ts';
import { filled, isFoot, type FormRows } from './form-rows.ts';
import type { Layout, TextField } from './layouts.ts';

export type TextName = TextField | 'goalAnnual' | 'goalPeriod' | 'filledAt';

export interface PrintedForm {
  layout: Layout;
  texts: Partial<Record<TextName, string>>;
  fiscalYear: number | null;
  funding: Record<Scope, FundingParts | null>;
  indicators: PrintedIndicator[];
  findings: Finding[];
  from: Place;
  to: Place;
}

/** What is read of a form so far. */
export interface Reading {
  layout: Layout;
  aligned: boolean;
  form: PrintedForm;
  /** By the layout's line of funding. */
  amounts: Record<Scope, Map<number, { amount: PrintedAmount; place: Place }>>;
  amountUnit: '元' | '万元';
  isUnitPrinted: boolean;
  /** The line of funding that was read last: an amount that wrapped belongs to it. */
  lastLine: number | null;
  /** The block of amounts that stand alone in their rows. */
  fundingScope: Scope | null;
  /** Column of paragraphs' values: a lone goal in it belongs to the first block. */
  valueColumn: number | null;
  headings: HeadingColumns | null;
  /** Then running text between the rows is none of the table's: edges of pages, remarks. */
  isHeadingInTable: boolean;
  table: { row: Row; headings: HeadingColumns; scope: Scope | null }[];
  /** The block of the rows that follow, where the form prints one below the other. */
  scope: Scope | null;
  /** What the next row says that has no label: the goals under their headings. */
  goalsNext: readonly TextName[] | null;
  /** What a line without a label goes on with. */
  openText: TextName | null;
  /** Rows above the project name that nothing explains yet. */
  above: Row[];
}

/** Reads one printed form. Never throws; what no rule explains becomes a finding with its row. */
export function readPrintedForm(source: FormRows, aligned: boolean): PrintedForm {
  const { layout } = source;
  const reading: Reading = {
    layout,
    aligned,
    form: {
      layout,
      texts: {},
      fiscalYear: source.year,
      funding: { annual: null, period: null },
      indicators: [],
      findings: [...source.findings],
      from: source.start,
      to: source.rows.at(-1)?.place ?? source.start,
    },
    amounts: { annual: new Map(), period: new Map() },
    amountUnit: layout.amountUnit,
    isUnitPrinted: false,
    lastLine: null,
    fundingScope: null,
    valueColumn: null,
    headings: null,
    isHeadingInTable: false,
    table: [],
    scope: null,
    goalsNext: null,
    openText: null,
    above: [],
  };
  for (const row of source.rows) readRow(row, reading);
  for (const row of reading.above) reading.form.findings.push(notUnderstood(row.place, row.cells));
  for (const { rows, own } of tablesOf(reading)) {
    const table = readIndicators(rows, own, !aligned);
    for (const indicator of table.indicators) reading.form.indicators.push(indicator);
    for (const found of table.findings) reading.form.findings.push(found);
  }
  settleFunding(reading);
  sayUnit(reading);
  return reading.form;
}

/** The rows of indicators, block by block where the form prints one below the other. */
function tablesOf({ table, layout }: Reading): { rows: Reading['table']; own: Layout }[] {
  if (layout.blocks.length > 1 || table.every(({ scope }) => scope === null)) {
    return [{ rows: table, own: layout }];
  }
  const scopes = [...new Set(table.map(({ scope }) => scope))];
  return scopes.map((scope) => ({
    rows: table.filter((entry) => entry.scope === scope),
    own: scope === null ? layout : { ...layout, blocks: [scope] },
  }));
}

const UNIT_LINE = /(?:^|金额)单位[:：]\s*(万元|元)$/;

/** The row without `金额单位：万元`, which holds for the whole form. */
function withoutUnit(row: Row, reading: Reading): Row {
  if (!reading.layout.columnsAsPrinted) return row;
  const at = row.cells.findIndex((cell) => cell.length <= 60 && UNIT_LINE.test(cell));
  if (at < 0) return row;
  reading.amountUnit = UNIT_LINE.exec(row.cells[at] ?? '')?.[1] as '元' | '万元';
  reading.isUnitPrinted = true;
  return { ...row, cells: row.cells.map((cell, column) => (column === at ? '' : cell)) };
}

function readRow(printed: Row, reading: Reading): void {
  const { layout, form } = reading;
  const row = withoutUnit(printed, reading);
  const cells = filled(row);
  const [first = ''] = cells;
  if (cells.length === 0) return;
  const { goalsNext, openText } = reading;
  reading.goalsNext = reading.openText = null;
  const columns = headingRow(row.cells, layout);
  const year = cells.length === 1 ? yearLine(first) : null;
  if (columns) {
    reading.scope = scopeIn(cells, layout) ?? reading.scope;
    reading.headings = headingColumns(row.cells, columns, layout);
    reading.isHeadingInTable = row.place.table !== undefined;
  } else if (year !== null) {
    form.fiscalYear ??= year;
  } else if (isFoot(row, layout) && !(layout.ignoredFields && reading.headings === null)) {
    readFoot(row, reading);
  } else if (
    !(cells.length === 1 && goalLabelled(first, layout) !== null) &&
    cells.every((cell) => layout.goalHeadings.some((heading) => labelKey(heading) === labelKey(cell)))
  ) {
    return;
  } else if (cells.length === 1 && scopeIn(cells, layout)) {
    reading.scope = scopeIn(cells, layout);
  } else if (isIgnoredLabel(first, layout)) {
    if (isFundingRow(cells, reading)) readFunding(row, reading);
    else readFields(row, reading);
  } else if (fieldLabel(first, layout)) {
    readFields(row, reading);
  } else if (goalLabelled(first, layout) !== null) {
    readGoals(row, reading);
  } else if (isFundingRow(cells, reading)) {
    readFunding(row, reading);
  } else if (goalsNext) {
    cells.forEach((cell, index) => {
      const name = goalsNext[Math.min(index, goalsNext.length - 1)];
      if (name) setText(reading, name, cell, row.place);
    });
  } else if (openText !== null && row.cells.length === 1 && row.place.table === undefined) {
    // A cell of several lines, pasted from Word.
    form.texts[openText] = `${form.texts[openText] ?? ''}\n${first}`;
    reading.openText = openText;
  } else if (reading.headings && !(reading.isHeadingInTable && row.place.table === undefined)) {
    reading.table.push({ row, headings: reading.headings, scope: reading.scope });
  } else if (form.texts.projectName === undefined && cells.length === 1) {
    reading.above.push(row);
  } else form.findings.push(notUnderstood(row.place, row.cells));
}

/** Sets a text once; the same again is a repeated print, something else is shown. */
function setText(reading: Reading, name: TextName, value: string, place: Place): void {
  const { texts, findings } = reading.form;
  if (value === '') return;
  const known = texts[name];
  if (known === undefined) texts[name] = value;
  else if (known !== value && !known.startsWith(value)) {
    if (value.startsWith(known)) texts[name] = value;
    else findings.push(notUnderstood(place, [value]));
  }
}

function readFields(row: Row, reading: Reading): void {
  const { layout } = reading;
  let field: TextField | null = null;
  let taken = false;
  let isIgnored = false;
  let isFunding = false;
  row.cells.forEach((cell, column) => {
    if (cell === '' || isFunding) return;
    // 主管部门 | … | 资金总额 | …
    if (layout.columnsAsPrinted && (taken || !field) && fundingCell(cell, layout)?.part === 'total') {
      isFunding = true;
      readFunding({ ...row, cells: row.cells.slice(column) }, reading);
      return;
    }
    if (isIgnoredLabel(cell, layout)) {
      [isIgnored, field, taken] = [!/[:：]./.test(cell), null, true];
      return;
    }
    const label = taken && field && isParagraph(field, layout) ? null : fieldLabel(cell, layout);
    if (label) {
      [field, taken, isIgnored] = [label.field, label.rest !== '', false];
      if (label.rest !== '') setText(reading, label.field, label.rest, row.place);
    } else if (field && !taken) {
      setText(reading, field, cell, row.place);
      taken = true;
      if (isParagraph(field, layout)) {
        reading.valueColumn ??= column;
        if (layout.columnsAsPrinted) reading.openText = field;
      }
    } else if (isIgnored) {
      isIgnored = false;
    } else {
      reading.form.findings.push(
        finding('value-without-label', 'confirm', row.place, {
          message: `“${cell}”旁没有栏目名称，未计入。`,
          remedy: '请确认它属于哪一栏（如实施单位），并补入。',
        }),
      );
    }
  });
  if (fieldLabel(filled(row)[0] ?? '', layout)?.field === 'projectName') nameFromAbove(reading);
}

/** A page break may put the project's name on the row above its label. */
function nameFromAbove(reading: Reading): void {
  const [row, ...others] = reading.above;
  const name = row ? filled(row)[0] : undefined;
  if (!row || name === undefined || others.length > 0) return;
  if (reading.form.texts.projectName === undefined) reading.form.texts.projectName = name;
  if (reading.form.texts.projectName === name) reading.above = [];
}

const isParagraph = (field: TextField, layout: Layout): boolean =>
  layout.fields.some((entry) => entry.field === field && entry.paragraph === true);

function readGoals(row: Row, reading: Reading): void {
  const { layout } = reading;
  const values: { text: string; column: number }[] = [];
  let labelSeen = false;
  row.cells.forEach((cell, column) => {
    if (cell === '') return;
    const rest = labelSeen ? null : goalLabelled(cell, layout);
    if (rest === null) values.push({ text: cell, column });
    else {
      labelSeen = true;
      if (rest !== '') values.push({ text: rest, column });
    }
  });
  const goal = (scope: Scope | undefined): TextName => (scope === 'period' ? 'goalPeriod' : 'goalAnnual');
  const [one, two] = values;
  const headings = values.map(({ text }) => goalHeading(text, layout));
  if (headings.every((heading) => heading !== null)) {
    // The goals stand in the next row, below their headings or below the label alone.
    reading.goalsNext = values.length === 0 ? [goal(layout.blocks[0]), goal(layout.blocks[1])] : headings;
    if (values.length === 0 && layout.blocks.length === 1) reading.goalsNext = [goal(layout.blocks[0])];
  } else if (one && values.length === 1 && isPeriodGoal(filled(row)[0] ?? '', layout)) {
    setText(reading, 'goalPeriod', one.text, row.place);
  } else if (layout.blocks.length === 1 || values.length > 2) {
    const text = values.map((value) => value.text).join(' ');
    setText(reading, goal(layout.blocks.at(-1)), text, row.place);
    if (layout.columnsAsPrinted) reading.openText = goal(layout.blocks.at(-1));
    if (layout.blocks.length > 1) {
      reading.form.findings.push(
        finding('goals-not-separated', 'confirm', row.place, {
          message: '实施期目标与年度目标没有分开，全部计入年度目标。',
          remedy: '请把两个目标分别填写。',
        }),
      );
    }
  } else if (one && two) {
    setText(reading, goal(layout.blocks[0]), one.text, row.place);
    setText(reading, goal(layout.blocks[1]), two.text, row.place);
  } else if (one) {
    const firstColumn = reading.valueColumn ?? 1;
    const block = reading.aligned && one.column > firstColumn + 1 ? 1 : 0;
    setText(reading, goal(layout.blocks[block]), one.text, row.place);
  }
}

/** Keeps the date of filling; persons and telephone numbers are personal data and are not kept. */
function readFoot(row: Row, reading: Reading): void {
  const { filledAt } = reading.layout.foot;
  const cells = filled(row);
  const index = cells.findIndex((cell) => labelKey(cell).startsWith(filledAt));
  const text =
    index < 0 ? '' : (cells[index] ?? '').replace(/^[^:：]*[:：]/, '').trim() || (cells[index + 1] ?? '');
  const time = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  const day = /^(\d{4})[年.\-/]?(\d{1,2})[月.\-/]?(\d{1,2})日?$/.exec(text);
  const [, year, month = '', date = ''] = time ?? day ?? [];
  if (year) {
    const clock = time ? `${time[4]}:${time[5]}:${time[6]}` : '00:00:00';
    reading.form.texts.filledAt = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}T${clock}+08:00`;
  } else if (text !== '') reading.form.findings.push(notUnderstood(row.place, [filledAt, text]));
}
