/**
 * 项目支出绩效目标执行监控表 on paper (domain.md 1.1, layout [memory]): head, money, goal, indicators with ticks, opinions with room
 * for seals, foot. Labels are data, because every county's 办法 prints its own; figures stand in full, and what nobody
 * entered stays an empty cell.
 */
import type { PlainDate } from './calendar.ts';
import { EXPLAIN_WORDS } from './explain-words.ts';
import type { FormField } from './form-fields.ts';
import { ticks } from './form-fields.ts';
import type { Grade } from './judge.ts';
import { isDecimalText } from './money.ts';
import {
  DEVIATION_REASONS,
  expectedMoney,
  LIKELIHOODS,
  LIKELIHOOD_NAMES,
  MONEY_ROWS,
  MONEY_ROW_NAMES,
  REASON_NAMES,
  type EnteredForm,
  type MoneyRow,
  type PrefilledForm,
} from './monitoring-form.ts';
import {
  inFull,
  label,
  percentage,
  printedDay,
  wanyuan,
  type Paper,
  type PaperCell,
  type PaperContent,
  type PaperPart,
  type PaperRow,
} from './paper.ts';
import type { Post } from './post.ts';
import type { JudgedTarget } from './target.ts';
import {
  DEFAULT_MONITORING_WORDING,
  inWindow,
  type MoneyColumn,
  type MonitoringWording,
} from './paper-wording.ts';

/** Who stands on the paper. null: left free for a pen. */
export interface PaperPeople {
  unitHead: string | null;
  handler: string | null;
  phone: string | null;
  filledOn: PlainDate | null;
  /** Approvals in the order in which they were given; `words` null: without words, printed as what it is, 审核通过. */
  opinions: { post: Post; words: string | null; signer: string | null; on: PlainDate }[];
}

export const NOBODY: PaperPeople = {
  unitHead: null,
  handler: null,
  phone: null,
  filledOn: null,
  opinions: [],
};

export interface MonitoringPaperCase {
  form: PrefilledForm;
  entered: EnteredForm;
  people: PaperPeople;
  wording?: MonitoringWording;
}

/** A4 landscape, 273 mm between margins of 12 mm. */
const COLUMNS = [16, 18, 32, 22, 22, 22, 10, 10, 10, 10, 10, 32, 9.5, 9.5, 9.5, 30];
/** Columns that the money columns cover, from the fifth on; fewer of them share what is left. */
const MONEY_SPANS = [2, 5, 1, 3, 1];
/** Columns that the opinion boxes cover, by how many boxes there are. */
const OPINION_SPANS: Readonly<Record<number, number[]>> = {
  1: [16],
  2: [6, 10],
  3: [4, 7, 5],
  4: [3, 4, 5, 4],
};

export function monitoringPaper({ form, entered, people, wording }: MonitoringPaperCase): Paper {
  const { head } = form;
  const words = inWindow(wording ?? DEFAULT_MONITORING_WORDING.value, head.toMonth);
  return {
    title: head.formName,
    orientation: 'landscape',
    blocks: [
      { kind: 'title', text: head.formName },
      { kind: 'line', content: `（${head.fiscalYear}年度）`, align: 'center' },
      {
        kind: 'table',
        columns: COLUMNS,
        parts: [
          [...headRows(form, words), ...moneyRows(form, entered, words), goalRow(form, words)],
          [...indicatorHeadings(words), ...indicatorRows(form, entered)],
          opinionRows(words, people),
        ],
      },
      ...words.notes.map((content) => ({ kind: 'line' as const, content, align: 'left' as const })),
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

function valueCell(
  field: FormField,
  of: string | null,
  content: PaperContent,
  more: Partial<PaperCell> = {},
): PaperCell {
  return { content, origin: { field, of }, ...more };
}

function headRows({ head }: PrefilledForm, words: MonitoringWording): PaperRow[] {
  const { department, departmentCode } = head;
  const named = [department, departmentCode === null ? null : `（${departmentCode}）`].filter(
    (text) => text !== null,
  );
  return [
    {
      cells: [
        label(words.projectName, { colspan: 2 }),
        valueCell('head.projectName', null, head.projectName, { colspan: 14 }),
      ],
    },
    {
      cells: [
        label(words.department, { colspan: 2 }),
        valueCell('head.department', null, named.length === 0 ? null : named.join(''), { colspan: 4 }),
        label(words.implementingUnit, { colspan: 3 }),
        valueCell('head.implementingUnit', null, head.implementingUnit, { colspan: 7 }),
      ],
    },
  ];
}

function moneyRows(form: PrefilledForm, entered: EnteredForm, words: MonitoringWording): PaperRow[] {
  const columns = words.moneyColumns.slice(0, MONEY_SPANS.length);
  const spans = MONEY_SPANS.slice(0, columns.length);
  const left = MONEY_SPANS.slice(columns.length).reduce((sum, span) => sum + span, 0);
  const spanAt = (n: number): number => (spans[n] ?? 1) + (n === columns.length - 1 ? left : 0);
  return [
    {
      cells: [
        label(words.money, { colspan: 2, rowspan: 1 + MONEY_ROWS.length }),
        label('', { colspan: 2 }),
        ...columns.map((column, n) => label(column.label, { colspan: spanAt(n) })),
      ],
    },
    ...MONEY_ROWS.map((row) => ({
      cells: [
        label(moneyLabel(row), { colspan: 2, align: 'left' }),
        ...columns.map(({ column }, n) => moneyCell(form, entered, row, column, spanAt(n))),
      ],
    })),
  ];
}

/** Parts stand under the word that follows 其中：. */
function moneyLabel(row: MoneyRow): string {
  const name = MONEY_ROW_NAMES['zh-CN'][row];
  return row === 'total' || name.startsWith('其中') ? name : `　　　${name}`;
}

function moneyCell(
  form: PrefilledForm,
  entered: EnteredForm,
  row: MoneyRow,
  column: MoneyColumn,
  colspan: number,
): PaperCell {
  const known = form.money.rows[row];
  switch (column) {
    case 'initial':
      return valueCell('money.initialYuan', row, wanyuan(known?.initialYuan ?? null), { colspan });
    case 'adjusted':
      return valueCell('money.adjustedYuan', row, wanyuan(known?.adjustedYuan ?? null), { colspan });
    case 'executed':
      return valueCell('money.executedYuan', row, wanyuan(known?.executedYuan ?? null), { colspan });
    case 'rate':
      return valueCell('money.rate', row, percentage(known?.rate ?? null), { colspan });
    case 'expected':
      return valueCell('money.expectedYuan', row, wanyuan(expectedMoney(form, entered, row)), { colspan });
  }
}

function goalRow({ head }: PrefilledForm, words: MonitoringWording): PaperRow {
  return {
    cells: [
      label(words.goal, { colspan: 2 }),
      valueCell('head.annualGoal', null, head.annualGoal, { colspan: 14 }),
    ],
    heightMm: 12,
  };
}

function indicatorHeadings(words: MonitoringWording): PaperRow[] {
  const tall = [words.level1, words.level2, words.name, words.target, words.actual, words.expected];
  return [
    {
      heading: true,
      cells: [
        ...tall.map((text) => label(text, { rowspan: 2 })),
        label(words.reasons, { colspan: DEVIATION_REASONS.length + 1 }),
        label(words.likelihood, { colspan: LIKELIHOODS.length }),
        label(words.remark, { rowspan: 2 }),
      ],
    },
    {
      heading: true,
      cells: [
        ...DEVIATION_REASONS.map((reason) => label(REASON_NAMES['zh-CN'][reason])),
        label(words.reasonText),
        ...LIKELIHOODS.map((likelihood) => label(LIKELIHOOD_NAMES['zh-CN'][likelihood])),
      ],
    },
  ];
}

function indicatorRows({ indicators }: PrefilledForm, entered: EnteredForm): PaperRow[] {
  return indicators.map((indicator, at) => {
    const said = entered.indicators[indicator.id];
    const value = (field: FormField, content: PaperContent, more?: Partial<PaperCell>): PaperCell =>
      valueCell(field, indicator.id, content, more);
    const middle = { align: 'center' } as const;
    return {
      cells: [
        ...levelCells(indicators, at),
        value('indicator.name', indicator.name),
        value('indicator.target', indicator.rawTarget, middle),
        value('indicator.actual', measured(indicator.actual, indicator.target), middle),
        value('indicator.expected', measured(said?.expected ?? null, indicator.target), middle),
        ...ticks(entered, indicator.id).map((tick) => value('indicator.reasons', tick ? '√' : null, middle)),
        value('indicator.reasonText', said?.reasonText ?? null),
        ...LIKELIHOODS.map((each) =>
          value('indicator.likelihood', said?.likelihood === each ? '√' : null, middle),
        ),
        value('indicator.remark', remarkOf(said?.remark ?? null, said?.measures ?? null)),
      ],
    };
  });
}

/** Levels 1 and 2, each printed once over the rows that share it. */
export function levelCells(
  rows: readonly { id: string; level1: string; level2: string }[],
  at: number,
): PaperCell[] {
  const own = rows[at];
  if (own === undefined) return [];
  const alike = (n: number, level: 'level1' | 'level2'): boolean =>
    rows[n]?.level1 === own.level1 && (level === 'level1' || rows[n]?.level2 === own.level2);
  return (['level1', 'level2'] as const).flatMap((level) => {
    if (at > 0 && alike(at - 1, level)) return [];
    let rowspan = 1;
    while (alike(at + rowspan, level)) rowspan += 1;
    const origin = { field: `indicator.${level}`, of: own.id };
    return [{ content: own[level], rowspan, align: 'center', origin } satisfies PaperCell];
  });
}

/** A value as its target measures it: a figure with the unit, a day, a grade in words, or the words that were entered. */
export function measured(
  text: string | null,
  { measure, unit }: Pick<JudgedTarget, 'measure' | 'unit'>,
): PaperContent {
  if (text === null) return null;
  switch (measure) {
    case 'cumulative':
    case 'level':
      return isDecimalText(text) ? inFull(text, { unit }) : text;
    case 'date':
      return printedDay(text);
    case 'grade':
      return isGrade(text) ? EXPLAIN_WORDS['zh-CN'].grades[text] : text;
    case 'none':
      return text;
  }
}

function isGrade(text: string): text is Grade {
  return Object.hasOwn(EXPLAIN_WORDS['zh-CN'].grades, text);
}

/** 备注 holds why the target cannot be met, and what will be done. */
export function remarkOf(remark: string | null, measures: string | null): string | null {
  const words = [remark, measures === null ? null : `措施：${measures}`].filter((text) => text !== null);
  return words.length === 0 ? null : words.join('\n');
}

function opinionRows({ opinions }: MonitoringWording, people: PaperPeople): PaperRow[] {
  const spans = OPINION_SPANS[opinions.length];
  if (spans === undefined) return [];
  const given = opinions.map(({ posts }) => people.opinions.filter(({ post }) => posts.includes(post)));
  return [
    {
      internal: true,
      cells: opinions.map(({ title }, n) => ({
        content: opinionParts(title, given[n] ?? []),
        colspan: spans[n] ?? 1,
        align: 'left',
        valign: 'top',
        origin: { field: 'review.opinion', of: title },
      })),
      heightMm: 32,
    },
  ];
}

/** What was said, then the line for the signature and the line for seal and day. */
function opinionParts(title: string, given: PaperPeople['opinions']): PaperPart[] {
  const words = given.map((each) => each.words ?? '审核通过').join('；');
  const signers = given.flatMap(({ signer }) => (signer === null ? [] : [signer])).join('、');
  const last = given.at(-1);
  return [
    { text: `${title}：${words}\n\n\n负责人（签字）：` },
    { text: signers, personal: true },
    { text: `\n（盖章）　　　　${last === undefined ? '　　年　　月　　日' : printedDay(last.on)}` },
  ];
}
