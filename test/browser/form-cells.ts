/**
 * What a printed monitoring form has to hold, computed anew from the facts in the database: sums of the ledger, what units
 * reported, the newest value of each cell. Nothing of the product's own arithmetic or wording has a part in it.
 */
import type pg from 'pg';

const ROWS = ['total', 'fiscal', 'carry_over', 'other'] as const;
type Row = (typeof ROWS)[number];
const FISCAL = ['fiscal', 'central', 'provincial', 'local'];

/** Cents. */
interface Money {
  initial: bigint | null;
  adjusted: bigint | null;
  executed: bigint;
}

interface Indicator {
  id: string;
  level1: string;
  level2: string;
  name: string;
  raw_target: string | null;
  measure: string;
  unit: string | null;
  actual: string | null;
}

export interface FormFacts {
  project: string;
  department: string;
  unit: string;
  goal: string;
  /** null: the project has no such money, or nobody knows. */
  money: Record<Row, Money | null>;
  indicators: Indicator[];
}

/** @param cutOffOn what was recorded later is not known; @param until the window's last day */
export async function readFacts(
  db: pg.Client,
  projectId: string,
  { cutOffOn, until }: { cutOffOn: string; until: string },
): Promise<FormFacts> {
  const { rows: heads } = await db.query<Record<'name' | 'department' | 'code' | 'goal' | 'unit', string>>(
    `select p.name, coalesce(p.department, '') as department, coalesce(p.department_code, '') as code,
       coalesce(p.goal_annual, '') as goal, u.name as unit
     from app.projects p join app.units u on u.region_id = p.region_id and u.id = p.unit_id where p.id = $1`,
    [projectId],
  );
  const [head] = heads;
  if (head === undefined) throw new Error(`no project ${projectId}`);
  return {
    project: head.name,
    department: `${head.department}${head.code && `（${head.code}）`}`,
    unit: head.unit,
    goal: head.goal,
    money: await readMoney(db, projectId, cutOffOn, until),
    indicators: await readIndicators(db, projectId, cutOffOn),
  };
}

async function readMoney(
  db: pg.Client,
  projectId: string,
  cutOffOn: string,
  until: string,
): Promise<FormFacts['money']> {
  const { rows } = await db.query<{ event: string; source: string | null; sum: string }>(
    `select event, source, sum(amount)::text as sum from app.ledger_events
     where project_id = $1 and recorded_on <= $2 and (happened_on <= $3 or event in ('budgeted', 'adjusted'))
     group by event, source`,
    [projectId, cutOffOn, until],
  );
  const of = (own: typeof rows): Money | null => {
    const cents = (event: string) =>
      own.filter((row) => row.event === event).reduce((sum, row) => sum + centsOf(row.sum), 0n);
    if (own.length === 0) return null;
    const isBudgeted = own.some(({ event }) => event === 'budgeted' || event === 'adjusted');
    return {
      initial: isBudgeted ? cents('budgeted') : null,
      adjusted: isBudgeted ? cents('budgeted') + cents('adjusted') : null,
      executed: cents('paid') - cents('returned'),
    };
  };
  // Money of which no source is known belongs to no part: then nothing is known of any part.
  const isSourced = rows.every(({ source }) => source !== null);
  const part = (isOwn: (source: string) => boolean) =>
    isSourced ? of(rows.filter(({ source }) => isOwn(source ?? ''))) : null;
  return {
    total: of(rows) ?? { initial: null, adjusted: null, executed: 0n },
    fiscal: part((source) => FISCAL.includes(source)),
    carry_over: null,
    other: part((source) => !FISCAL.includes(source)),
  };
}

async function readIndicators(db: pg.Client, projectId: string, cutOffOn: string): Promise<Indicator[]> {
  const { rows } = await db.query<Omit<Indicator, 'actual'>>(
    `select i.id, i.level1, i.level2, i.name, coalesce(t.raw_target, i.raw_target) as raw_target,
       t.judged ->> 'measure' as measure, t.judged ->> 'unit' as unit
     from app.indicators i join lateral (select raw_target, judged from app.target_versions v
       where v.region_id = i.region_id and v.indicator_id = i.id and (v.version = 1 or v.recorded_on <= $2)
       order by version desc limit 1) t on true
     where i.project_id = $1 and i.is_subject order by i.ordinal`,
    [projectId, cutOffOn],
  );
  const { rows: entries } = await db.query<{
    indicator_id: string;
    basis: string;
    value: string | null;
    other: string | null;
  }>(
    `select e.indicator_id, e.basis, e.value::text, coalesce(e.done_on::text, e.grade) as other from app.entries e
     where e.project_id = $1 and e.recorded_on <= $2 and not exists (select from app.entries n
       where n.region_id = e.region_id and n.supersedes = e.id and n.recorded_on <= $2)
     order by e.period`,
    [projectId, cutOffOn],
  );
  return rows.map((row) => {
    let actual: string | null = null;
    for (const entry of entries.filter(({ indicator_id }) => indicator_id === row.id)) {
      if (entry.value === null) actual = entry.other;
      // Of the month alone it is added; what is told as reached so far or as a level stands for itself.
      else actual = entry.basis === 'month' ? plus(actual ?? '0', entry.value) : entry.value;
    }
    return { ...row, actual };
  });
}

/** Of each cell the newest value of the newest version, as the database holds it. */
export async function readEntered(db: pg.Client, formId: string): Promise<ReadonlyMap<string, unknown>> {
  const { rows } = await db.query<{ cell: string; value: unknown }>(
    `select distinct on (cell) cell, value from app.review_values where form_id = $1
       and version = (select version from app.review_states where form_id = $1)
     order by cell, seq desc`,
    [formId],
  );
  return new Map(rows.map(({ cell, value }) => [cell, value]));
}

/** Six decimals are what the database keeps of a reported value. */
const MICRO = 1_000_000n;
const microOf = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole) * MICRO + BigInt(fraction.padEnd(6, '0'));
  return text.startsWith('-') ? -size : size;
};
const plus = (a: string, b: string): string => plain(microOf(a) + microOf(b), 6, 0);
const centsOf = (text: string): bigint => microOf(text) / 10_000n;

/** `size` ÷ 10^`decimals` as text without needless noughts, but at least so many decimals. */
function plain(size: bigint, decimals: number, least: number): string {
  const digits = String(size < 0n ? -size : size).padStart(decimals + 1, '0');
  const fraction = digits
    .slice(digits.length - decimals)
    .replace(/0+$/, '')
    .padEnd(least, '0');
  return `${size < 0n ? '-' : ''}${digits.slice(0, digits.length - decimals)}${fraction && `.${fraction}`}`;
}
const grouped = (text: string): string =>
  text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));

export type Format = 'docx' | 'xlsx';

/** Yuan to the cent as 万元 in full. Excel holds the number, Word shows it with commas and two decimals at least. */
export const wan = (cents: bigint | null, format: Format): string => {
  if (cents === null) return '';
  return format === 'xlsx' ? plain(cents, 6, 0) : grouped(plain(cents, 6, 2));
};

/** Executed ÷ budget: six decimals, the rest cut off; Word shows two of the percentage, rounded half up. */
export function rate(executed: bigint, budget: bigint | null, format: Format): string {
  if (budget === null || budget <= 0n) return '';
  const millionths = (executed * MICRO) / budget;
  return format === 'xlsx'
    ? `${plain(millionths, 4, 0)}%`
    : `${grouped(plain((millionths + 50n) / 100n, 2, 2))}%`;
}

const GRADES: Readonly<Record<string, string>> = {
  achieved: '达成年度指标',
  partly: '部分达成年度指标并具有一定效果',
  not_achieved: '未达成年度指标且效果较差',
};

function measured(value: unknown, { measure, unit }: Indicator, format: Format): string {
  if (typeof value !== 'string') return '';
  if (measure === 'grade') return GRADES[value] ?? value;
  if (measure === 'date') {
    const [year, month, day] = value.split('-').map(Number);
    return `${year}年${month}月${day}日`;
  }
  if (!/^-?\d+(\.\d+)?$/.test(value)) return value;
  const figure = plain(microOf(value), 6, 0);
  return format === 'xlsx' ? figure : `${grouped(figure)}${unit ?? ''}`;
}

const REASONS = ['funding', 'institution', 'staff', 'facility', 'other'];
const LIKELIHOODS = ['certain', 'possible', 'impossible'];

export interface PrintedForm {
  head: Record<'project' | 'department' | 'unit' | 'goal', string>;
  /** By the name of its row: initial, adjusted, executed, rate, expected. */
  money: Record<string, string[]>;
  /** The sixteen columns of each indicator. */
  indicators: string[][];
}

const ROW_NAMES: Readonly<Record<Row, string>> = {
  total: '年度资金总额',
  fiscal: '其中：本年财政拨款',
  carry_over: '上年结转资金',
  other: '其他资金',
};

/** What has to stand in each cell of the grid. */
export function expectedForm(
  facts: FormFacts,
  entered: ReadonlyMap<string, unknown>,
  format: Format,
): PrintedForm {
  const { project, department, unit, goal, money, indicators } = facts;
  const cents = (row: Row): bigint | null => {
    const value = entered.get(`money.${row}`);
    return typeof value === 'string' ? centsOf(value) : null;
  };
  const parts = ROWS.filter((row) => row !== 'total' && money[row] !== null);
  const sum = parts.reduce<bigint | null>((all, row) => {
    const own = cents(row);
    return all === null || own === null ? null : all + own;
  }, 0n);
  const moneyRow = (row: Row): string[] => {
    const own = money[row];
    if (own === null) return ['', '', '', '', ''];
    const expected = row === 'total' && parts.length > 0 ? sum : cents(row);
    const shown = [own.initial, own.adjusted, own.executed].map((each) => wan(each, format));
    return [...shown, rate(own.executed, own.adjusted, format), wan(expected, format)];
  };
  return {
    head: { project, department, unit, goal },
    money: Object.fromEntries(ROWS.map((row) => [ROW_NAMES[row], moneyRow(row)])),
    indicators: indicators.map((indicator, at) => {
      const above = indicators[at - 1];
      const of = (column: string) => entered.get(`indicator.${indicator.id}.${column}`) ?? null;
      const words = (column: string) => {
        const value = of(column);
        return typeof value === 'string' ? value : '';
      };
      const ticked = of('reasons');
      const isNew1 = above?.level1 !== indicator.level1;
      const isNew2 = isNew1 || above?.level2 !== indicator.level2;
      return [
        isNew1 ? indicator.level1 : '',
        isNew2 ? indicator.level2 : '',
        indicator.name,
        indicator.raw_target ?? '',
        measured(indicator.actual, indicator, format),
        measured(of('expected'), indicator, format),
        ...REASONS.map((reason) => (Array.isArray(ticked) && ticked.includes(reason) ? '√' : '')),
        words('reasonText'),
        ...LIKELIHOODS.map((each) => (of('likelihood') === each ? '√' : '')),
        [words('remark'), words('measures') && `措施：${words('measures')}`].filter(Boolean).join(''),
      ].map(squeezed);
    }),
  };
}

const squeezed = (text: string): string => text.replace(/\s+/g, '');

/** Columns of the grid in which the five figures of the money block begin. */
const MONEY_AT = [4, 6, 11, 12, 15];

/** The same cells as they are printed: rows of sixteen columns, as the product's readers give them. */
export function printedForm(grid: readonly (readonly string[])[], indicators: number): PrintedForm {
  const rowOf = (label: string, column = 0) =>
    grid.find((cells) => cells[column]?.trim() === label) ?? [`no row ${label}`];
  const heading = grid.findIndex((cells) => cells[6] === '经费保障');
  const department = rowOf('主管部门及代码');
  return {
    head: {
      project: rowOf('项目名称')[2] ?? '',
      department: department[2] ?? '',
      unit: department[9] ?? '',
      goal: rowOf('年度总体目标')[2] ?? '',
    },
    money: Object.fromEntries(
      Object.values(ROW_NAMES).map((name) => {
        const cells = grid.find((each) => squeezed(each[2] ?? '') === name) ?? [];
        return [name, MONEY_AT.map((column) => cells[column] ?? '')];
      }),
    ),
    indicators: grid
      .slice(heading + 1, heading + 1 + indicators)
      .map((cells) => Array.from({ length: 16 }, (_, column) => squeezed(cells[column] ?? ''))),
  };
}
