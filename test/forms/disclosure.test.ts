/** The budget tables of a disclosure as Word, Excel and PDF files: the same tables, rows and cells as in its text. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBudgetTables, type BudgetTable } from '../../domain/budget-tables.ts';
import type { RowDocument } from '../../domain/form-declaration.ts';
import { LAYOUTS } from '../../domain/layouts.ts';
import { openArchive } from '../../server/forms/archive.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { rowsOfPdf } from '../../server/forms/pdf.ts';
import { rowsOfWorkbook } from '../../server/forms/workbook-rows.ts';

import { compareBudget, documentOf, trueRows } from '../domain/budget-truth.ts';
import { disclosureOf } from './disclosure.ts';
import { wordFileOf, workbookFileOf } from './laid-out.ts';

const FORMATS: Readonly<Record<string, () => Promise<RowDocument>>> = {
  docx: async () => await rowsOfDocx(await wordFileOf(disclosureOf())),
  xlsx: async () => await rowsOfWorkbook(await openArchive(await workbookFileOf(disclosureOf())), LAYOUTS),
  pdf: async () =>
    await rowsOfPdf(
      readFileSync(new URL('../fixtures/laid-out-again/liulin-disclosure.pdf', import.meta.url)),
    ),
};

/** Tables without their places, which every format has of its own. */
const said = (tables: readonly BudgetTable[]) =>
  tables
    .filter(({ printedAs }) => printedAs === 'table')
    .map(({ kind, title, year, department, unit, columns, rows, noData }) => ({
      kind,
      title,
      year,
      department,
      unit,
      columns,
      noData,
      rows: rows.map(({ place: _place, ...row }) => row),
    }));

describe.each(Object.keys(FORMATS))('the budget tables of 柳林 as %s', (format) => {
  it('say what those of the text say, cell by cell', async () => {
    const { tables, findings } = readBudgetTables(await FORMATS[format]!());
    const text = readBudgetTables(documentOf('liulin')).tables;
    expect(said(tables).map(({ kind }) => kind)).toEqual(said(text).map(({ kind }) => kind));
    for (const [index, table] of said(tables).entries()) expect(table).toEqual(said(text)[index]);
    const truth = trueRows('liulin').filter(({ printedAs }) => printedAs === 'table');
    expect(compareBudget(tables, truth)).toMatchObject({ lost: 0, invented: 0, differences: [] });
    expect(findings).toEqual([]);
  });
});
