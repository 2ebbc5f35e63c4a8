/** Exports over a real database: each cell is what is stored, kept as it went out, nobody's but those in scope. 演示数据 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import { exportedFields, FORM_FIELDS } from '../../domain/form-fields.ts';
import { formatFixed } from '../../domain/money.ts';
import {
  blankForm,
  DEVIATION_REASONS,
  LIKELIHOODS,
  type PrefilledForm,
} from '../../domain/monitoring-form.ts';
import type { PaperItem } from '../../server/contract-review-shapes.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { readXlsx } from '../../server/forms/xlsx.ts';
import { findBrowser } from '../../server/paper/pdf.ts';
import { createTestDatabase } from '../postgres.ts';
import { REVIEW_DAY, reviewCalls } from './review-world.ts';
import { createWorld, newKey } from './world.ts';

const world = await createWorld(await createTestDatabase());
const { post: enter } = reviewCalls(await world.start());
for (const month of [1, 2, 3, 4, 5, 6]) {
  const body = { period: `2023-0${month}`, basis: 'month', value: '7' };
  const entered = await enter('owner', `/api/indicators/${world.indicatorId}/entries`, body);
  expect(entered.statusCode, entered.body).toBe(201);
}
const paid = { event: 'paid', happenedOn: '2023-06-05', amount: '1234.56' };
expect((await enter('owner', `/api/projects/${world.projectId}/ledger`, paid)).statusCode).toBe(201);

const app = await world.start({ clock: fixedClock(REVIEW_DAY) });
const { get, post, open, form, fill, close } = reviewCalls(app);

/** As the database holds them: what was frozen at the opening, and of each cell the newest value. */
async function stored(formId: string): Promise<{ prefilled: PrefilledForm; values: Map<string, unknown> }> {
  return inContext(world.db, { regionId: world.regionId, units: '*' }, async (tx) => {
    const row = await tx
      .selectFrom('app.review_forms')
      .select('prefilled')
      .where('id', '=', formId)
      .executeTakeFirstOrThrow();
    const values = await tx
      .selectFrom('app.review_values')
      .select(['cell', 'value'])
      .where('form_id', '=', formId)
      .orderBy('seq')
      .execute();
    return {
      prefilled: row.prefilled as PrefilledForm,
      values: new Map(values.map(({ cell, value }) => [cell, value])),
    };
  });
}

async function formOf(roundId: string, projectId = world.projectId): Promise<string> {
  return inContext(world.db, { regionId: world.regionId, units: '*' }, async (tx) => {
    const row = await tx
      .selectFrom('app.review_forms')
      .select('id')
      .where('round_id', '=', roundId)
      .where('project_id', '=', projectId)
      .executeTakeFirstOrThrow();
    return row.id;
  });
}

async function take(
  username: string,
  url: string,
  body: object,
): Promise<{ item: PaperItem; bytes: Buffer }> {
  const made = await post(username, url, body);
  expect(made.statusCode, made.body).toBe(201);
  const item = made.json<PaperItem>();
  const sent = await get(username, `/api/papers/${item.id}`);
  expect(sent.statusCode).toBe(200);
  return { item, bytes: sent.rawPayload };
}

type Grid = (readonly string[])[];
const gridOfDocx = async (bytes: Buffer): Promise<Grid> =>
  (await rowsOfDocx(bytes)).rows.filter(({ place }) => place.table !== undefined).map(({ cells }) => cells);
const gridOfXlsx = async (bytes: Buffer): Promise<Grid> =>
  (await readXlsx(bytes, { longestCell: 20_000 })).flatMap(({ rows }) => rows.map(({ cells }) => cells));

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
/** A figure as it is printed: all its decimals, at least so many. Excel holds the number itself. */
function figure(value: string | null | undefined, { least = 0, format = 'docx', shift = 0 } = {}): string {
  if (value === null || value === undefined) return '';
  const [whole = '', fraction = ''] = value.split('.');
  const digits = `${whole}${fraction}`.padStart(8, '0');
  const decimals = fraction.length - shift;
  const moved = decimals <= 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  const plain = moved
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
    .replace(/^0+(?=\d)/, '');
  if (format === 'xlsx') return plain;
  return formatFixed(plain, Math.max(plain.split('.')[1]?.length ?? 0, least));
}

/** Written out again from what is stored, without the description that the writers had. */
function expectedRows(
  { prefilled, values }: Awaited<ReturnType<typeof stored>>,
  format: 'docx' | 'xlsx',
): { money: string[]; indicators: string[][] } {
  const { total } = prefilled.money.rows;
  const wan = (yuan: string | null | undefined) => figure(yuan, { least: 2, format, shift: -4 });
  const rate = total?.rate ?? null;
  const measured = (value: unknown, { measure, unit }: { measure: string; unit?: string | null }): string => {
    if (typeof value !== 'string') return '';
    if (measure === 'cumulative' || measure === 'level') {
      return /^-?\d+(\.\d+)?$/.test(value)
        ? `${figure(value, { format })}${format === 'docx' ? (unit ?? '') : ''}`
        : value;
    }
    if (measure === 'grade') return value === 'achieved' ? '达成年度指标' : value;
    if (measure === 'date') {
      const [year, month, day] = value.split('-').map(Number);
      return `${year}年${month}月${day}日`;
    }
    return value;
  };
  return {
    money: [
      wan(total?.initialYuan),
      wan(total?.adjustedYuan),
      wan(total?.executedYuan),
      rate === null
        ? ''
        : format === 'docx'
          ? `${(rate * 100).toFixed(2)}%`
          : `${Number((rate * 100).toFixed(6))}%`,
      wan(values.get('money.total') as string | undefined),
    ],
    indicators: prefilled.indicators.map((indicator) => {
      const of = (column: string) => values.get(`indicator.${indicator.id}.${column}`) ?? null;
      const reasons = (of('reasons') ?? []) as string[];
      const measures = text(of('measures'));
      const remark = [text(of('remark')), measures && `措施：${measures}`].filter(Boolean).join('\n');
      return [
        indicator.name,
        indicator.rawTarget ?? '',
        measured(indicator.actual, indicator.target),
        measured(of('expected'), indicator.target),
        ...DEVIATION_REASONS.map((reason) => (reasons.includes(reason) ? '√' : '')),
        text(of('reasonText')),
        ...LIKELIHOODS.map((each) => (of('likelihood') === each ? '√' : '')),
        remark,
      ];
    }),
  };
}

const squeezed = (cells: readonly string[]): string[] => cells.map((cell) => cell.replace(/\s+/g, ''));

function printedRows(grid: Grid, indicators: number): { money: string[]; indicators: string[][] } {
  const total = grid.find((cells) => cells[2] === '年度资金总额') ?? [];
  const heading = grid.findIndex((cells) => cells[6] === '经费保障');
  return {
    money: [4, 6, 11, 12, 15].map((column) => total[column] ?? ''),
    indicators: grid
      .slice(heading + 1, heading + 1 + indicators)
      .map((cells) => Array.from({ length: 14 }, (_, n) => cells[n + 2] ?? '')),
  };
}

async function expectCells(formId: string, format: 'docx' | 'xlsx', bytes: Buffer): Promise<void> {
  const grid = format === 'docx' ? await gridOfDocx(bytes) : await gridOfXlsx(bytes);
  const held = await stored(formId);
  const described = expectedRows(held, format);
  const printed = printedRows(grid, held.prefilled.indicators.length);
  expect(squeezed(printed.money)).toEqual(squeezed(described.money));
  expect(printed.indicators.map(squeezed)).toEqual(described.indicators.map(squeezed));
  expect(grid.some((cells) => cells[2] === held.prefilled.head.projectName)).toBe(true);
}

test.each(['docx', 'xlsx'] as const)('a blank form as %s has blank cells', async (format) => {
  const id = await formOf(await open());
  const { bytes } = await take('owner', `/api/review-forms/${id}/papers`, { format });
  const held = await stored(id);
  expect(held.values.size).toBe(0);
  const grid = format === 'docx' ? await gridOfDocx(bytes) : await gridOfXlsx(bytes);
  const printed = printedRows(grid, held.prefilled.indicators.length);
  expect(printed.money[4]).toBe('');
  for (const cells of printed.indicators) expect(cells.slice(3).join(''), cells[0]).toBe('');
  await expectCells(id, format, bytes);
});

test.each(['docx', 'xlsx'] as const)('each cell of a filled form as %s is what is stored', async (format) => {
  const id = await formOf(await open());
  await fill('owner', id);
  const { item, bytes } = await take('owner', `/api/review-forms/${id}/papers`, { format });
  expect(item).toMatchObject({
    kind: 'monitoring_form',
    format,
    isDisclosure: false,
    formId: id,
    invented: true,
  });
  expect(item.filename).toMatch(new RegExp(`^项目支出绩效目标执行监控表（.+）演示数据\\.${format}$`));
  const held = await stored(id);
  const trained = held.prefilled.indicators.find((indicator) => indicator.id === world.indicatorId);
  expect(trained?.actual).toBe('42');
  expect(held.prefilled.money.rows.total?.executedYuan).toBe('1234.56');
  await expectCells(id, format, bytes);
});

test('the bytes are those of the hash, whatever is entered afterwards', async () => {
  const roundId = await open();
  const id = await formOf(roundId);
  const before = await take('owner', `/api/review-forms/${id}/papers`, { format: 'docx' });
  expect(createHash('sha256').update(before.bytes).digest('hex')).toBe(before.item.sha256);
  expect(before.bytes).toHaveLength(before.item.sizeBytes);
  await fill('owner', id);
  const after = await take('owner', `/api/review-forms/${id}/papers`, { format: 'docx' });
  expect(after.item.sha256).not.toBe(before.item.sha256);
  const again = await get('finance', `/api/papers/${before.item.id}`);
  expect(again.rawPayload.equals(before.bytes)).toBe(true);
  expect(again.headers['content-type']).toContain('wordprocessingml');
  expect(again.headers['content-disposition']).toContain(encodeURIComponent('监控表'));
  const list = (await get('owner', `/api/papers?form=${id}`)).json<{ items: PaperItem[] }>();
  expect(list.items.map((item) => item.id)).toEqual([after.item.id, before.item.id]);
  expect(list.items[1]).toEqual(before.item);
});

test('an export wants a key; sent again it is the same paper', async () => {
  const id = await formOf(await open());
  const url = `/api/review-forms/${id}/papers`;
  const without = await post('owner', url, { format: 'docx' }, null);
  expect([without.statusCode, without.json<{ code: string }>().code]).toEqual([
    400,
    'idempotency_key_required',
  ]);
  const key = newKey();
  const first = await post('owner', url, { format: 'docx' }, key);
  const second = await post('owner', url, { format: 'docx' }, key);
  expect(second.json()).toEqual(first.json());
  expect((await post('owner', url, { format: 'xlsx' }, key)).statusCode).toBe(422);
  expect((await get('owner', `/api/papers?form=${id}`)).json<{ items: unknown[] }>().items).toHaveLength(1);
});

test('every exported field is entered, or computed from what was, with its source', async () => {
  const id = await formOf(await open());
  const blank = await form('owner', id);
  expect(blank.entered).toEqual(blankForm(blank.prefilled));
  await fill('owner', id);
  const filled = await form('owner', id);
  const { values } = await stored(id);
  const byUnit = (fields: ReturnType<typeof exportedFields>) =>
    fields.filter(({ source }) => source.source === 'entered' && source.where === 'form');
  // Nothing of the unit's stands there before a person wrote it …
  expect(byUnit(exportedFields(blank.prefilled, blank.entered)).every(({ value }) => value === null)).toBe(
    true,
  );
  // … and afterwards exactly what was written.
  for (const { cell, field, value } of byUnit(exportedFields(filled.prefilled, filled.entered))) {
    const written = values.get(String(cell)) ?? null;
    expect(value, `${field} ${String(cell)}`).toBe(Array.isArray(written) ? written.join(' ') : written);
  }
  // What is computed names what it is computed from, down to what somebody entered.
  const names = Object.keys(FORM_FIELDS);
  for (const { field, source } of exportedFields(filled.prefilled, filled.entered)) {
    if (source.source === 'entered') continue;
    expect(source.from.length, field).toBeGreaterThan(0);
    expect(source.rule, field).not.toBe('');
    for (const from of source.from) {
      if (!from.startsWith('fact:')) expect(names, field).toContain(from);
    }
  }
});

test.each(['docx', 'xlsx'] as const)('a round as %s: summary and report hold its figures', async (format) => {
  const roundId = await open();
  const id = await formOf(roundId);
  await fill('owner', id);
  const url = `/api/review-rounds/${roundId}/papers`;
  const summary = await take('finance', url, { kind: 'summary', format });
  expect(summary.item).toMatchObject({ kind: 'summary', roundId, formId: null });
  const grid = format === 'docx' ? await gridOfDocx(summary.bytes) : await gridOfXlsx(summary.bytes);
  const { prefilled } = await stored(id);
  const own = grid.find((cells) => cells[1] === prefilled.head.projectName) ?? [];
  const wan = (yuan: string | null | undefined) => figure(yuan, { least: 2, format, shift: -4 });
  expect(own[3]).toBe(wan(prefilled.money.rows.total?.adjustedYuan));
  expect(own[4]).toBe(wan('1234.56'));
  const { rows } = await inContext(world.db, { regionId: world.regionId, units: '*' }, async (tx) => ({
    rows: await tx.selectFrom('app.review_forms').select('summary').where('round_id', '=', roundId).execute(),
  }));
  const names = rows.map(({ summary: each }) => (each as { projectName: string }).projectName);
  for (const name of names)
    expect(
      grid.some((cells) => cells[1] === name),
      name,
    ).toBe(true);
  expect(grid.find((cells) => cells[0]?.startsWith('合计'))?.[0]).toContain(`${names.length}个项目`);
  const report = await take('finance', url, { kind: 'report', format });
  const words =
    format === 'docx'
      ? (await rowsOfDocx(report.bytes)).rows.map(({ cells }) => cells.join('')).join('\n')
      : (await gridOfXlsx(report.bytes)).map((cells) => cells.join('')).join('\n');
  expect(words).toContain('柳川县');
  expect(words).toContain(String(names.length));
});

test('the summary is the bureau’s for the county and the leader’s for the department, and each sees only that', async () => {
  const roundId = await open();
  const url = `/api/review-rounds/${roundId}/papers`;
  const whole = await take('finance', url, { kind: 'summary', format: 'xlsx' });
  const leaders = await take('leader', url, { kind: 'summary', format: 'xlsx' });
  const department = await unitName(world.departmentId);
  const texts = async (bytes: Buffer) => (await gridOfXlsx(bytes)).flat().join('\n');
  expect(await texts(whole.bytes)).toContain('填报单位（盖章）：柳川县财政局');
  expect(await texts(leaders.bytes)).toContain(`填报单位（盖章）：${department}`);
  expect(await texts(leaders.bytes)).toContain(`${department}2023年`);
  expect(await texts(leaders.bytes)).not.toContain('财政局');
  expect(leaders.item.filename).toContain(department);
  for (const username of ['owner', 'owners-head']) {
    for (const kind of ['summary', 'report']) {
      const refused = await post(username, url, { kind, format: 'docx' });
      expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([403, 'not_allowed']);
    }
  }
  const report = await take('leader', url, { kind: 'report', format: 'docx' });
  const words = (await rowsOfDocx(report.bytes)).rows.map(({ cells }) => cells.join('')).join('\n');
  expect(words).toMatch(/本次监控覆盖\d+个单位的\d+个项目/);
  expect(words).not.toContain('财政局');
  const seen = async (username: string) =>
    (await get(username, `/api/papers?round=${roundId}`))
      .json<{ items: PaperItem[] }>()
      .items.map(({ id }) => id);
  expect(await seen('owner')).toEqual([]);
  expect(await seen('leader')).toEqual([report.item.id, leaders.item.id]);
  expect(await seen('finance')).toEqual([report.item.id, leaders.item.id, whole.item.id]);
  expect((await get('leader', `/api/papers/${whole.item.id}`)).statusCode).toBe(404);
});

async function unitName(unitId: string): Promise<string> {
  const row = await inContext(world.db, { regionId: world.regionId, units: '*' }, (tx) =>
    tx.selectFrom('app.units').select('name').where('id', '=', unitId).executeTakeFirstOrThrow(),
  );
  return row.name;
}

async function projectName(projectId: string): Promise<string> {
  const row = await inContext(world.db, { regionId: world.regionId, units: '*' }, (tx) =>
    tx.selectFrom('app.projects').select('name').where('id', '=', projectId).executeTakeFirstOrThrow(),
  );
  return row.name;
}

test('out of scope is not found; administrators have no business here', async () => {
  const roundId = await open();
  const id = await formOf(roundId);
  const notice = await noticeOf(id);
  const { item } = await take('owner', `/api/review-forms/${id}/papers`, { format: 'docx' });
  const calls: [string, object][] = [
    [`/api/review-forms/${id}/papers`, { format: 'docx' }],
    [`/api/rectifications/${notice}/papers`, { format: 'docx' }],
  ];
  for (const username of ['beside', 'elsewhere']) {
    for (const [url, body] of calls) expect((await post(username, url, body)).statusCode, url).toBe(404);
    expect((await get(username, `/api/papers/${item.id}`)).statusCode).toBe(404);
  }
  const round = { kind: 'summary', format: 'docx' };
  expect((await post('elsewhere', `/api/review-rounds/${roundId}/papers`, round)).statusCode).toBe(404);
  expect((await post('sysadmin', `/api/review-forms/${id}/papers`, { format: 'docx' })).statusCode).toBe(403);
  expect((await post('owner', `/api/review-forms/${id}/papers`, { format: 'odt' })).statusCode).toBe(400);
});

async function noticeOf(formId: string): Promise<string> {
  const answer = await post('finance', '/api/rectifications', {
    projectId: world.projectId,
    formId,
    source: 'monitoring',
    documentNumber: '柳财绩〔2023〕7 号',
    demands: [{ words: '培训进度滞后，请补足', condition: { type: 'stated' } }],
    dueOn: '2023-08-31',
  });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<{ id: string }>().id;
}

test.each(['docx', 'xlsx'] as const)('a notice as %s holds demands, day and number', async (format) => {
  const notice = await noticeOf(await formOf(await open()));
  const { item, bytes } = await take('owner', `/api/rectifications/${notice}/papers`, { format });
  expect(item).toMatchObject({ kind: 'rectification_notice', rectificationId: notice });
  const words =
    format === 'docx'
      ? (await rowsOfDocx(bytes)).rows.map(({ cells }) => cells.join('')).join('\n')
      : (await gridOfXlsx(bytes)).map((cells) => cells.join('')).join('\n');
  for (const printed of [
    '柳财绩〔2023〕7 号',
    '培训进度滞后，请补足',
    '2023年8月31日',
    '柳川县财政局',
    await projectName(world.projectId),
  ])
    expect(words).toContain(printed);
});

test('the disclosure copy is of what is approved, without anybody’s name', async () => {
  const id = await formOf(await open());
  await fill('owner', id);
  const reason = (await form('owner', id)).values.find(({ cell }) => cell.endsWith('.reasonText'));
  if (reason === undefined) throw new Error('no reason was asked for');
  const value = '经办人 owner 与 owners-head 核实，电话 00000000000，7月补齐';
  const changed = await post('owner', `/api/review-forms/${id}/cells`, {
    changes: [{ cell: reason.cell, value, supersedes: reason.id }],
  });
  expect(changed.statusCode, changed.body).toBe(201);
  const url = `/api/review-forms/${id}/papers`;
  const early = await post('owner', url, { format: 'docx', isDisclosure: true });
  expect([early.statusCode, early.json<{ code: string }>().code]).toEqual([422, 'not_approved']);
  await close(id);
  for (const format of ['docx', 'xlsx'] as const) {
    const inner = await take('finance', url, { format });
    const { item, bytes } = await take('finance', url, { format, isDisclosure: true });
    expect(item).toMatchObject({ isDisclosure: true });
    expect(item.filename).toContain('公开稿');
    const read = async (file: Buffer) =>
      (format === 'docx' ? (await rowsOfDocx(file)).rows.map(({ cells }) => cells) : await gridOfXlsx(file))
        .flat()
        .join('\n');
    const [kept, disclosed] = [await read(inner.bytes), await read(bytes)];
    for (const private_ of ['owners-head', 'owner', '00000000000']) {
      expect(kept, private_).toContain(private_);
      expect(disclosed, private_).not.toContain(private_);
    }
    expect(kept).toContain('情况属实，同意');
    expect(disclosed).not.toContain('情况属实，同意');
    expect(disclosed).toContain('7月补齐');
  }
});

test('PDF where the machine prints, else a refusal in words', async () => {
  const id = await formOf(await open());
  const answer = await post('owner', `/api/review-forms/${id}/papers`, { format: 'pdf' });
  if (findBrowser() === null) {
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([422, 'paper_no_browser']);
    expect(answer.json<{ message: string }>().message).toContain('Word');
    return;
  }
  expect(answer.statusCode, answer.body).toBe(201);
  const sent = await get('owner', `/api/papers/${answer.json<PaperItem>().id}`);
  expect(sent.rawPayload.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(sent.headers['content-type']).toBe('application/pdf');
}, 60_000);
