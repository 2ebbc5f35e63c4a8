/** The rows behind a number as the drawer shows them: sentence, columns, lines and totals. Pure. */
import { negated, sumAmounts } from '../domain/money.ts';
import type { Light } from '../domain/light.ts';
import type { OverviewRows, ProjectBehind } from '../server/contract-overview.ts';
import type { RowsKey } from './overview-rows.ts';
import {
  clockTime,
  dayOf,
  exactYuan,
  percent,
  percentNumber,
  points,
  shortDate,
  signedCount,
  wanYuan,
} from './format.ts';
import { knownSum } from './overview-view.ts';
import { withSubject } from './reasons.ts';
import { commonWords } from './words/common.ts';
import { rowsWords } from './words/rows.ts';

export interface Column {
  head: string;
  /** `lights` and `day` are as wide as they need, `what` takes the rest, numbers stand right. */
  kind: 'lights' | 'day' | 'what' | 'text' | 'number';
}
export interface Cell {
  text: string;
  /** Beside it, less loud. */
  beside?: string;
  /** Smaller lines under it. */
  below?: readonly string[];
  title?: string | undefined;
  /** Path of the page about it. */
  to?: string;
  /** From the first to the last. */
  lights?: readonly Light[];
}
export interface Line {
  id: string;
  cells: Cell[];
}
export interface RowsView {
  title: string;
  columns: Column[];
  lines: Line[];
  /** Under the columns from the third on; empty where nothing is added up. */
  totals: Cell[];
}

const amount = (yuan: string | null): Cell => ({
  text: wanYuan(yuan),
  title: yuan === null ? undefined : exactYuan(yuan),
});
const difference = (now: string | null, then: string | null): string =>
  sumAmounts([now ?? '0.00', negated(then ?? '0.00')]);

export function rowsView(rows: OverviewRows, key: RowsKey): RowsView {
  return { title: rowsTitle(rows, key), ...tableOf(rows) };
}

function lightName({ light }: RowsKey): string {
  if (light === undefined) return '';
  return light === 'behind' || light === 'trouble' ? rowsWords.lightNames[light] : commonWords.lights[light];
}

/** The sentence: the number that was opened, from the totals of its rows. */
function rowsTitle(rows: OverviewRows, key: RowsKey): string {
  const { title } = rowsWords;
  const { total, totals, fiscalYear } = rows;
  const net = signedCount((totals.entered ?? 0) - (totals.left ?? 0));
  const day = shortDate(rows.comparedWith, fiscalYear);
  switch (rows.tile) {
    case 'projects':
      return title.projects(lightName(key), total);
    case 'budget':
      return title.budget(wanYuan(totals.budget), total);
    case 'rate':
      return title.rate(percent(totals.executionRate), wanYuan(totals.executed), wanYuan(totals.budget));
    case 'left':
      return title.left(wanYuan(difference(totals.budget, totals.executed)), total);
    case 'executed':
      return key.until === undefined
        ? title.executed(wanYuan(totals.amount), total)
        : title.executedUntil(shortDate(key.until, fiscalYear), wanYuan(totals.amount), total);
    case 'indicators': {
      const groups = (key.groups ?? []).map((group) => commonWords.groups[group]).join(rowsWords.look.and);
      return title.indicators(lightName(key), groups, total);
    }
    case 'overdue':
      return title.overdue(total, knownSum(totals.amount ?? '0.00'));
    case 'missed':
      return title.missed(total);
    case 'dueSoon':
      return title.dueSoon(total, knownSum(totals.amount ?? '0.00'));
    case 'openAlerts':
      return title.openAlerts(total);
    case 'changedBehind':
      return title.changedBehind(day, net, totals.entered ?? 0, totals.left ?? 0);
    case 'changedUnreported':
      return title.changedUnreported(day, net, totals.entered ?? 0, totals.left ?? 0);
    case 'changedRate': {
      const { executionRate: now, executionRateBefore: then } = totals;
      const gap = now === null || then === null ? null : now - then;
      return title.changedRate(day, points(gap), percent(then), percent(now));
    }
    case 'today':
      return title.today(shortDate(rows.asOf, fiscalYear), total);
    case 'sinceWorse':
      return title.sinceWorse(lookWords(rows), total);
    case 'sinceBetter':
      return title.sinceBetter(lookWords(rows), total);
    case 'sincePaid':
      return title.sincePaid(lookWords(rows), total, wanYuan(totals.amount));
  }
}

/** `上次查看（07-28 17:05）`, or the close of a day that is too long ago for more. */
function lookWords({ comparedWith, fiscalYear }: Pick<OverviewRows, 'comparedWith' | 'fiscalYear'>): string {
  if (comparedWith === null) return '';
  if (comparedWith.length === 10) return rowsWords.look.sinceDayShort(shortDate(comparedWith, fiscalYear));
  const day = shortDate(dayOf(comparedWith), fiscalYear);
  return rowsWords.look.sinceShort(`${day} ${clockTime(comparedWith)}`);
}

type Table = Omit<RowsView, 'title'>;

function tableOf(rows: OverviewRows): Table {
  if (rows.indicators) return indicatorsTable(rows);
  if (rows.duties) return dutiesTable(rows);
  if (rows.payments) return paymentsTable(rows);
  if (rows.changes) return changesTable(rows);
  switch (rows.tile) {
    case 'changedRate':
      return movedMoneyTable(rows);
    case 'changedBehind':
    case 'changedUnreported':
    case 'sinceWorse':
    case 'sinceBetter':
      return movedLightsTable(rows);
    default:
      return projectsTable(rows);
  }
}

const column = (head: keyof typeof rowsWords.column, kind: Column['kind']): Column => ({
  head: rowsWords.column[head],
  kind,
});

function projectCell(row: ProjectBehind): Cell {
  return {
    text: row.name,
    beside: row.unitName,
    below: [row.why].filter(Boolean),
    to: `/projects/${row.projectId}`,
  };
}

function lightsCell(row: ProjectBehind, isCompared: boolean): Cell {
  const lights = isCompared ? [row.lightBefore, row.light] : [row.light];
  const known = lights.flatMap((light) => light ?? []);
  if (!isCompared) return { text: '', lights: known };
  const text = row.lightBefore === null ? rowsWords.notThere : row.light === null ? rowsWords.gone : '';
  return { text, lights: known };
}

function projectsTable({ projects = [], totals, tile }: OverviewRows): Table {
  const isLeft = tile === 'left';
  return {
    columns: [
      column('light', 'lights'),
      column('project', 'what'),
      column('budget', 'number'),
      column('executed', 'number'),
      isLeft ? column('left', 'number') : column('rate', 'number'),
    ],
    lines: projects.map((row) => ({
      id: row.projectId,
      cells: [
        lightsCell(row, false),
        projectCell(row),
        amount(row.budget),
        amount(row.executed),
        isLeft ? amount(difference(row.budget, row.executed)) : { text: percentNumber(row.executionRate) },
      ],
    })),
    totals: [
      amount(totals.budget),
      amount(totals.executed),
      isLeft
        ? amount(difference(totals.budget, totals.executed))
        : { text: percentNumber(totals.executionRate) },
    ],
  };
}

function movedLightsTable({ projects = [], totals }: OverviewRows): Table {
  return {
    columns: [
      column('change', 'lights'),
      column('project', 'what'),
      column('budget', 'number'),
      column('rate', 'number'),
    ],
    lines: projects.map((row) => ({
      id: row.projectId,
      cells: [
        lightsCell(row, true),
        projectCell(row),
        amount(row.budget),
        { text: percentNumber(row.executionRate) },
      ],
    })),
    totals:
      totals.budget === null ? [] : [amount(totals.budget), { text: percentNumber(totals.executionRate) }],
  };
}

function movedMoneyTable({ projects = [], totals }: OverviewRows): Table {
  return {
    columns: [
      column('light', 'lights'),
      column('project', 'what'),
      column('before', 'number'),
      column('now', 'number'),
      column('difference', 'number'),
    ],
    lines: projects.map((row) => ({
      id: row.projectId,
      cells: [
        lightsCell(row, false),
        { ...projectCell(row), below: [] },
        amount(row.executedBefore),
        amount(row.executed),
        amount(difference(row.executed, row.executedBefore)),
      ],
    })),
    totals: [
      amount(totals.executedBefore),
      amount(totals.executed),
      amount(difference(totals.executed, totals.executedBefore)),
    ],
  };
}

function indicatorsTable({ indicators = [] }: OverviewRows): Table {
  return {
    columns: [column('light', 'lights'), column('indicator', 'what'), column('group', 'text')],
    lines: indicators.map((row) => ({
      id: row.indicatorId,
      cells: [
        { text: '', lights: [row.light] },
        {
          text: row.name,
          below: [
            `${row.projectName} · ${row.unitName}`,
            row.alsoUnder.length === 0
              ? ''
              : rowsWords.alsoUnder(
                  row.alsoUnder.map(({ projectName }) => projectName).join(rowsWords.look.and),
                ),
            row.why,
          ].filter(Boolean),
          to: `/projects/${row.projectId}`,
        },
        { text: commonWords.groups[row.group] },
      ],
    })),
    totals: [],
  };
}

function dutiesTable({ duties = [], totals, fiscalYear }: OverviewRows): Table {
  return {
    columns: [
      column('due', 'day'),
      column('duty', 'what'),
      column('outstanding', 'number'),
      column('late', 'number'),
    ],
    lines: duties.map((row) => ({
      id: row.id,
      cells: [
        { text: shortDate(row.dueOn ?? row.openedOn, fiscalYear) },
        {
          text: row.subjectName === '' ? row.projectName : `${row.projectName} · ${row.subjectName}`,
          beside: row.unitName,
          below: [row.why].filter(Boolean),
          to: `/alerts/${row.id}`,
        },
        amount(row.outstanding),
        { text: String(row.workingDays) },
      ],
    })),
    totals: [amount(totals.amount), { text: '' }],
  };
}

function paymentsTable({ payments = [], totals, fiscalYear }: OverviewRows): Table {
  return {
    columns: [
      column('day', 'day'),
      column('project', 'what'),
      column('document', 'text'),
      column('amount', 'number'),
    ],
    lines: payments.map((row) => ({
      id: row.id,
      cells: [
        { text: shortDate(row.happenedOn, fiscalYear) },
        {
          text: row.projectName,
          beside: row.unitName,
          below: row.event === 'returned' ? [rowsWords.returned] : [],
          to: `/projects/${row.projectId}`,
        },
        { text: row.document ?? '' },
        amount(row.amount),
      ],
    })),
    totals: [{ text: '' }, amount(totals.amount)],
  };
}

function changesTable({ changes = [] }: OverviewRows): Table {
  return {
    columns: [column('day', 'day'), column('what', 'what'), column('change', 'lights')],
    lines: changes.map((row) => ({
      id: row.eventId,
      cells: [
        { text: clockTime(row.at) },
        {
          text: row.projectName,
          below: [withSubject(row.text, row.subjectName)],
          to: `/projects/${row.projectId}`,
        },
        { text: '', lights: row.from && row.from !== row.to ? [row.from, row.to] : [row.to] },
      ],
    })),
    totals: [],
  };
}
