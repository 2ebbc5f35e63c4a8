/** Papers read back: each cell of Word and Excel holds what the description says, at its place, the same bytes every time. */
import { expect, test } from 'vitest';
import { FORM_FIELDS } from '../../domain/form-fields.ts';
import { exact } from '../../domain/money.ts';
import { blankForm } from '../../domain/monitoring-form.ts';
import { EVALUATION_SUMMARY_FIELDS, evaluationSummaryPaper } from '../../domain/paper-evaluation-summary.ts';
import { monitoringPaper, NOBODY } from '../../domain/paper-monitoring.ts';
import { rectificationPaper } from '../../domain/paper-rectification.ts';
import { reportPaper } from '../../domain/paper-report.ts';
import { SELF_EVALUATION_FIELDS, selfEvaluationPaper } from '../../domain/paper-self-evaluation.ts';
import { SUMMARY_FIELDS, summaryPaper } from '../../domain/paper-summary.ts';
import { DEFAULT_MONITORING_WORDING } from '../../domain/paper-wording.ts';
import {
  isPaperNumber,
  shownContent,
  type Paper,
  type PaperBlock,
  type PaperCell,
  type PaperChart,
  type PaperContent,
  type PaperTable,
} from '../../domain/paper.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { openArchive } from '../../server/forms/archive.ts';
import { readXlsx } from '../../server/forms/xlsx.ts';
import { paperToDocx } from '../../server/paper/docx.ts';
import { fitCharts } from '../../server/paper/fitted-charts.ts';
import { paperToHtml } from '../../server/paper/html.ts';
import { gridOf } from '../../server/paper/table.ts';
import { paperToXlsx } from '../../server/paper/xlsx.ts';
import { ENTERED, FORM, PEOPLE, SELF_EVALUATION } from './paper-samples.ts';
import { EVALUATION_SUMMARY, RECTIFICATION, REPORT, SUMMARY } from './paper-samples-round.ts';

const PAPERS: [string, Paper][] = [
  ['监控表', monitoringPaper({ form: FORM, entered: ENTERED, people: PEOPLE })],
  ['汇总表', summaryPaper(SUMMARY)],
  ['监控报告', reportPaper(REPORT)],
  ['整改通知书', rectificationPaper(RECTIFICATION)],
  ['自评表', selfEvaluationPaper(SELF_EVALUATION)],
  ['自评汇总表', evaluationSummaryPaper(EVALUATION_SUMMARY)],
];

const tablesOf = ({ blocks }: Paper): PaperTable[] => blocks.filter((block) => block.kind === 'table');
const cellsOf = (paper: Paper): PaperCell[] =>
  tablesOf(paper).flatMap(({ parts }) => parts.flatMap((part) => part.flatMap(({ cells }) => cells)));

/** The grid as rows of texts, each cell at its column, what it covers empty. */
function textsOf(table: PaperTable, text: (content: PaperContent) => string): string[][] {
  return gridOf(table).rows.map(({ cells }) => {
    const row = Array.from({ length: table.columns.length }, () => '');
    for (const { cell, column } of cells) row[column] = text(cell.content).trim();
    return row;
  });
}

/** What Excel holds: the whole number behind the format. */
function stored(content: PaperContent): string {
  if (!isPaperNumber(content)) return shownContent(content);
  const number = exact(content.value);
  return content.percent ? `${number.times(100).toFixed()}%` : number.toFixed();
}

test.each(PAPERS)('%s as Word: each cell equals the description', async (_, paper) => {
  const { rows } = await rowsOfDocx(await paperToDocx(paper));
  const printed = rows.filter(({ place }) => place.table !== undefined).map(({ cells }) => cells);
  const described = tablesOf(paper).flatMap((table) => textsOf(table, shownContent));
  expect(printed.slice(0, described.length)).toEqual(described);
  const lines = rows.map(({ cells }) => cells.join('\n')).join('\n');
  for (const block of paper.blocks) {
    if (block.kind === 'paragraph' || block.kind === 'line')
      expect(lines).toContain(shownContent(block.content).trim());
    if (block.kind === 'foot') {
      for (const { label, value } of block.items) expect(lines).toContain(`${label}${value}`);
    }
    if (block.kind === 'seal') expect(lines).toContain(`${block.name}\n${block.day}`);
  }
});

test.each(PAPERS)('%s as Excel: each cell equals the description, figures as numbers', async (_, paper) => {
  const sheets = await readXlsx(paperToXlsx(paper), { longestCell: 20_000 });
  for (const table of tablesOf(paper)) {
    const described = textsOf(table, stored);
    const found = sheets.find(({ rows }) =>
      rows.some(({ cells }) => cells.includes(described[0]?.[0] ?? '')),
    );
    const rows = found?.rows ?? [];
    const first = rows.find(({ cells }) => cells[0] === described[0]?.[0])?.row ?? 0;
    gridOf(table).rows.forEach(({ cells }, at) => {
      const printed = rows.find(({ row }) => row === first + at)?.cells ?? [];
      for (const { cell, column } of cells) {
        expect(printed[column] ?? '', `row ${at}, column ${column}`).toBe(stored(cell.content).trim());
      }
    });
  }
});

test('the same description gives the same bytes, five seconds later too', async () => {
  const write = async (): Promise<Buffer[]> => {
    const made: Buffer[] = [];
    for (const [, paper] of PAPERS) made.push(await paperToDocx(paper), paperToXlsx(paper));
    return made;
  };
  const first = await write();
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const second = await write();
  first.forEach((bytes, n) => expect(bytes.equals(second[n] ?? Buffer.alloc(0)), `file ${n}`).toBe(true));
  // And other figures give others.
  const other = monitoringPaper({ form: FORM, entered: blankForm(FORM), people: PEOPLE });
  expect((await paperToDocx(other)).equals(first[0] ?? Buffer.alloc(0))).toBe(false);
}, 60_000);

test('the monitoring form lies on A4, repeats its heading rows and keeps room for seals', async () => {
  const paper = monitoringPaper({ form: FORM, entered: ENTERED, people: PEOPLE });
  const word = await openArchive(await paperToDocx(paper));
  const xml = (await word.part('word/document.xml'))?.toString('utf8') ?? '';
  expect(xml).toMatch(/<w:pgSz[^>]*w:w="16838"[^>]*w:h="11906"[^>]*w:orient="landscape"/);
  expect(xml.match(/<w:tblHeader/g)).toHaveLength(2);
  expect(xml).toContain('w:eastAsia="宋体"');
  // 32 mm for the seals.
  expect(xml).toMatch(/<w:trHeight w:val="1814" w:hRule="atLeast"\/>/);
  const excel = await openArchive(paperToXlsx(paper));
  const sheet = (await excel.part('xl/worksheets/sheet1.xml'))?.toString('utf8') ?? '';
  const book = (await excel.part('xl/workbook.xml'))?.toString('utf8') ?? '';
  expect(sheet).toMatch(/<pageSetup[^>]*paperSize="9"/);
  expect(sheet).toMatch(/orientation="landscape"/);
  expect(sheet).toMatch(/fitToWidth="1"|fitToPage="1"/);
  expect(sheet.match(/<mergeCell /g)?.length).toBeGreaterThan(20);
  // Two heading rows of the indicators, below title, year and nine rows of head, money and goal.
  expect(book).toMatch(/_xlnm\.Print_Titles[^>]*>[^<]*\$11:\$12</);
  expect(book).toContain('_xlnm.Print_Area');
});

test('every printed figure of the form has its origin among the form’s fields, and nothing stands where nobody entered', () => {
  const sourceOf = (field: string) => FORM_FIELDS[field as keyof typeof FORM_FIELDS];
  const paper = monitoringPaper({ form: FORM, entered: ENTERED, people: PEOPLE });
  for (const cell of cellsOf(paper)) {
    if (cell.label) continue;
    if (cell.origin?.field === 'review.opinion') continue;
    expect(sourceOf(cell.origin?.field ?? ''), shownContent(cell.content)).toBeDefined();
  }
  const blank = monitoringPaper({ form: FORM, entered: blankForm(FORM), people: NOBODY });
  const entered = cellsOf(blank).filter(({ origin }) => {
    const source = origin === undefined ? undefined : sourceOf(origin.field);
    return source?.source === 'entered' && source.where === 'form';
  });
  expect(entered.length).toBe(4 + FORM.indicators.length * 11);
  for (const { content, origin } of entered) expect(content, `${origin?.field} of ${origin?.of}`).toBeNull();
  // What was prefilled is there, unknown or not: an unknown actual is no 0.
  const actuals = cellsOf(blank).filter(({ origin }) => origin?.field === 'indicator.actual');
  expect(actuals.map(({ content }) => shownContent(content))).toEqual([
    '34,108人',
    '302人',
    '99.35%',
    '2023年7月11日',
    '1,876.5元/人月',
    '达成年度指标',
    '',
    '',
  ]);
});

test('summaries and self-evaluation name the origin of every figure', () => {
  const papers: [Paper, object][] = [
    [summaryPaper(SUMMARY), SUMMARY_FIELDS],
    [selfEvaluationPaper(SELF_EVALUATION), SELF_EVALUATION_FIELDS],
    [evaluationSummaryPaper(EVALUATION_SUMMARY), EVALUATION_SUMMARY_FIELDS],
  ];
  for (const [paper, known] of papers) {
    for (const { label, origin, content } of cellsOf(paper)) {
      if (!label) expect(Object.keys(known), shownContent(content)).toContain(origin?.field);
    }
  }
});

test('the summary of self-evaluations claims nothing of what is not scored, and a mean of what is', () => {
  const { place, departments } = EVALUATION_SUMMARY;
  const own = departments[0]?.projects.slice(0, 4) ?? [];
  const department = { id: 'd1', name: '教育局', projects: own };
  const paper = evaluationSummaryPaper({ ...EVALUATION_SUMMARY, departments: [department] });
  expect(paper.blocks[0]).toMatchObject({ kind: 'title', text: `${place}2023年项目支出绩效自评汇总表` });
  const [sum, ...rows] = tablesOf(paper)
    .flatMap((table) => textsOf(table, shownContent))
    .slice(1);
  // 96.40, 84.05 and 58.00; the third has no score.
  expect(sum?.slice(8)).toEqual(['79.48', '', '3', '优1个、良1个、差1个；未评1个']);
  expect(rows[2]?.slice(8)).toEqual(['', '', '0', '']);
  expect(rows[0]?.slice(8)).toEqual([
    '96.40',
    '优',
    '2',
    '补贴发放人数：岗位招录推迟，明年提前公告并按月清点空岗。',
  ]);
  const blank = evaluationSummaryPaper({
    ...EVALUATION_SUMMARY,
    departments: [{ ...department, projects: own.map((each) => ({ ...each, score: null, grade: null })) }],
  });
  const [none] = tablesOf(blank)
    .flatMap((table) => textsOf(table, shownContent))
    .slice(1);
  expect(none?.slice(8)).toEqual(['', '', '3', '未评4个']);
});

test('headings follow the round’s window, and labels are data', () => {
  for (const [toMonth, window] of [
    [1, '1月'],
    [6, '1—6月'],
    [8, '1—8月'],
    [9, '1—9月'],
  ] as const) {
    const form = { ...FORM, head: { ...FORM.head, toMonth, formName: '部门项目绩效监控情况表' } };
    const paper = monitoringPaper({ form, entered: ENTERED, people: PEOPLE });
    const labels = cellsOf(paper)
      .filter(({ label }) => label)
      .map(({ content }) => shownContent(content));
    expect(labels).toContain(`${window}执行数`);
    expect(labels).toContain(`${window}\n执行情况`);
    expect(paper.title).toBe('部门项目绩效监控情况表');
  }
  const wording = {
    ...DEFAULT_MONITORING_WORDING.value,
    moneyColumns: [
      { column: 'initial' as const, label: '预算批复数' },
      { column: 'executed' as const, label: '截至{窗口}支出' },
    ],
    remark: '说明',
  };
  const paper = monitoringPaper({ form: FORM, entered: ENTERED, people: PEOPLE, wording });
  const labels = cellsOf(paper)
    .filter(({ label }) => label)
    .map(({ content }) => shownContent(content));
  expect(labels).toEqual(expect.arrayContaining(['预算批复数', '截至1—7月支出', '说明']));
  expect(labels).not.toContain('全年预计执行数');
  expect(() => gridOf(tablesOf(paper)[0] as PaperTable)).not.toThrow();
});

test('a figure longer than a double is written in full, a text that looks like a formula stays text', async () => {
  const paper: Paper = {
    title: '长数',
    orientation: 'portrait',
    blocks: [
      {
        kind: 'table',
        columns: [1, 1],
        parts: [
          [{ cells: [{ content: { value: '12345678901234.567', decimals: 3 } }, { content: '=1+1\u0007' }] }],
        ],
      },
    ],
  };
  const [sheet] = await readXlsx(paperToXlsx(paper));
  expect(sheet?.rows[0]?.cells).toEqual(['12,345,678,901,234.567', '=1+1']);
  const { rows } = await rowsOfDocx(await paperToDocx(paper));
  expect(rows[0]?.cells).toEqual(['12,345,678,901,234.567', '=1+1']);
});

test('a description that does not fill its grid is refused before anything is written', async () => {
  const broken = (cells: PaperCell[]): Paper => ({
    title: '',
    orientation: 'portrait',
    blocks: [{ kind: 'table', columns: [1, 1], parts: [[{ cells }]] }],
  });
  await expect(paperToDocx(broken([{ content: 'a' }]))).rejects.toThrow(/hole/);
  expect(() => paperToXlsx(broken([{ content: 'a', colspan: 3 }]))).toThrow(/beyond/);
  expect(() => paperToXlsx(broken([{ content: 'a', rowspan: 2 }, { content: 'b' }]))).toThrow(/below/);
});

test('a chart without a server’s browser has its figures in Word and in a picture of lines', async () => {
  const report = reportPaper(REPORT);
  const word = await openArchive(await paperToDocx(report));
  expect(word.names.filter((name) => /^word\/charts\/chart\d+\.xml$/.test(name))).toHaveLength(4);
  const html = paperToHtml(report);
  expect(html.match(/<svg /g)).toHaveLength(4);
  expect(html).not.toContain('<script');
  // A county without figures gets a report without charts, not one with empty ones.
  const empty = reportPaper({
    ...REPORT,
    departments: [],
    projects: [],
    reasons: {},
    forms: { all: 0, closed: 0 },
  });
  expect(empty.blocks.some(({ kind }) => kind === 'chart')).toBe(false);
  await expect(paperToDocx(empty)).resolves.toBeInstanceOf(Buffer);
});

test('a chart that would just not fit is drawn lower, so that no page is left half empty before it', () => {
  const chart = (categories: number): PaperChart => ({
    kind: 'chart',
    title: '各部门预算执行率',
    shape: 'bars',
    axes: ['执行率（%）'],
    categories: Array.from({ length: categories }, (_, n) => `部门${n + 1}`),
    series: [{ name: '执行率', colour: '2F6FB0', values: Array.from({ length: categories }, () => '50') }],
  });
  const text = (lines: number): PaperBlock => ({ kind: 'paragraph', content: '据'.repeat(28 * lines - 2) });
  const heights = (...blocks: PaperBlock[]): number[] =>
    fitCharts({ title: '', orientation: 'portrait', blocks }).blocks.flatMap((block) =>
      block.kind === 'chart' ? [block.heightMm ?? 0] : [],
    );
  const [natural] = heights(chart(9));
  expect(natural).toBe(123);
  // 242 mm of a page: 13 lines of 28 points take 128.
  const [lower = 0] = heights(text(13), chart(9));
  expect(lower).toBeGreaterThan(100);
  expect(lower).toBeLessThan(112);
  // Too little is left for bars that can be read: it goes to the next page whole.
  expect(heights(text(20), chart(9))).toEqual([123]);
  expect(heights(text(20), { kind: 'heading', text: '二、' }, chart(9), chart(3))).toEqual([123, 69]);
  // Where a short text must stay with it, both go, and it is as high as the page then has room.
  const [kept = 0] = heights(text(20), text(6), chart(40));
  expect(kept).toBeGreaterThan(170);
  expect(kept).toBeLessThan(180);
  // Whatever the texts, no chart is lower than can be read, none higher than a page.
  for (let lines = 1; lines < 60; lines += 1) {
    const [few = 0, many = 0] = heights(text(lines), chart(9), text(lines), chart(40));
    expect(few).toBeGreaterThanOrEqual(81);
    expect(few).toBeLessThanOrEqual(123);
    expect(many).toBeGreaterThanOrEqual(150);
    expect(many).toBeLessThanOrEqual(190);
  }
  const paper: Paper = { title: '', orientation: 'portrait', blocks: [text(3)] };
  expect(fitCharts(paper)).toBe(paper);
});
