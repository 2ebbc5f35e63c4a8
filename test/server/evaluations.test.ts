/** A self-evaluation over a real database: opened, refused while blank, filled, sent, approved, closed, on paper. 演示数据 */
import { beforeAll, describe, expect, it } from 'vitest';
import { fixedClock } from '../../db/clock.ts';
import { inContext } from '../../db/database.ts';
import { evaluationCells, isPutIn } from '../../domain/evaluation-form.ts';
import type { PrefilledForm } from '../../domain/monitoring-form.ts';
import type { Round } from '../../domain/round.ts';
import { DEFAULT_SCORE_SCHEME, GRADES_OF_PRACTICE } from '../../domain/score-scheme.ts';
import type { EvaluationFormAnswer } from '../../server/contract-evaluations.ts';
import type { PaperItem } from '../../server/contract-review-shapes.ts';
import type { ToldEvaluation } from '../../server/contract-review-told.ts';
import type { CellsAnswer, RoundsAnswer, WaitingAnswer } from '../../server/contract-reviews.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { readXlsx } from '../../server/forms/xlsx.ts';
import { answersOf } from '../evaluation-answers.ts';
import { createTestDatabase } from '../postgres.ts';
import { reviewCalls } from './review-world.ts';
import { createWorld } from './world.ts';

const world = await createWorld(await createTestDatabase());
// In the January after: the year is over, and what came in late is known.
const app = await world.start({ clock: fixedClock('2024-01-10') });
const { get, post } = reviewCalls(app);

const ROUND: Round = {
  title: '2023 年度绩效自评',
  fiscalYear: 2023,
  kind: 'self',
  toMonth: 12,
  cutOffOn: '2023-12-31',
  scope: { type: 'all' },
  formName: '项目支出绩效自评表',
  deadlines: [{ post: 'handler', dueOn: '2024-02-29', origin: 'entered', isGuess: false }],
  variantId: null,
  origins: {},
};
const SELF = { purpose: 'self_evaluation' } as const;
let formId: string;

const open = (round: Round, more: object = SELF) => post('finance', '/api/review-rounds', { round, ...more });
async function form(username = 'owner', id = formId): Promise<ToldEvaluation> {
  const answer = await get(username, `/api/review-forms/${id}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<EvaluationFormAnswer>().form;
}
const act = async (username: string, body: object) =>
  post(username, `/api/review-forms/${formId}/acts`, {
    revision: (await form(username)).state.revision,
    ...body,
  });
const cells = (changes: object[], username = 'owner') =>
  post(username, `/api/review-forms/${formId}/cells`, { changes });

async function fill(): Promise<void> {
  for (let times = 0; times < 5; times += 1) {
    const changes = answersOf(await form());
    if (changes.length === 0) return;
    const saved = await cells(changes);
    expect(saved.statusCode, saved.body).toBe(201);
  }
  expect((await form()).check.refusals).toEqual([]);
}

beforeAll(async () => {
  const earlier = await world.start({ clock: fixedClock('2023-07-31') });
  const calls = reviewCalls(earlier);
  for (const month of [1, 2, 3, 4, 5, 6]) {
    const body = { period: `2023-0${month}`, basis: 'month', value: '7' };
    const entered = await calls.post('owner', `/api/indicators/${world.indicatorId}/entries`, body);
    expect(entered.statusCode, entered.body).toBe(201);
  }
  const paid = { event: 'paid', happenedOn: '2023-06-05', amount: '1234.56' };
  expect((await calls.post('owner', `/api/projects/${world.projectId}/ledger`, paid)).statusCode).toBe(201);
});

describe('the round', () => {
  it('is proposed with its days and where they come from', async () => {
    const { evaluations } = (await get('finance', '/api/review-rounds?year=2023')).json<RoundsAnswer>();
    expect(evaluations).toHaveLength(1);
    expect(evaluations[0]?.rounds[0]).toMatchObject({
      toMonth: 12,
      cutOffOn: '2023-12-31',
      formName: '项目支出绩效自评表',
    });
    expect(evaluations[0]?.rounds[0]?.deadlines.map(({ post: by, dueOn }) => `${by} ${dueOn}`)).toEqual([
      'handler 2024-02-28',
      'leader 2024-03-15',
      'finance_performance 2024-04-30',
    ]);
  });

  it('is refused before the year’s figures stand, with a scheme that does not sum, and to a unit', async () => {
    const ahead = await open({
      ...ROUND,
      fiscalYear: 2024,
      cutOffOn: '2024-12-31',
      deadlines: [{ post: 'handler', dueOn: '2025-02-28', origin: 'entered', isGuess: false }],
    });
    expect(ahead.statusCode, ahead.body).toBe(400);
    const [first] = DEFAULT_SCORE_SCHEME.weights;
    const scheme = {
      ...DEFAULT_SCORE_SCHEME,
      weights: [{ value: { ...first?.value, output: '49' }, origin: '本县办法' }],
    };
    const short = await open(ROUND, { ...SELF, scheme });
    expect([short.statusCode, short.json<{ message: string }>().message]).toEqual([
      400,
      '分值合计 99，应为 100',
    ]);
    const unsourced = { ...DEFAULT_SCORE_SCHEME, grades: { ...GRADES_OF_PRACTICE, origin: ' ' } };
    expect((await open(ROUND, { ...SELF, scheme: unsourced })).statusCode).toBe(400);
    expect((await open(ROUND, { scheme: DEFAULT_SCORE_SCHEME })).statusCode).toBe(400);
    expect((await post('owner', '/api/review-rounds', { round: ROUND, ...SELF })).statusCode).toBe(403);
  });

  it('opens a form of each project, which waits for its handler under its purpose', async () => {
    const scheme = { ...DEFAULT_SCORE_SCHEME, grades: GRADES_OF_PRACTICE };
    const opened = await open(ROUND, { ...SELF, scheme });
    expect(opened.statusCode, opened.body).toBe(201);
    const { items } = (await get('owner', '/api/review-forms')).json<WaitingAnswer>();
    const own = items.find(({ projectId }) => projectId === world.projectId);
    expect(own).toMatchObject({ purpose: 'self_evaluation', stage: 'draft' });
    formId = String(own?.id);
    const { check, scheme: kept } = await form();
    expect(own?.refusals).toBe(check.refusals.length);
    expect(kept.grades).toEqual(GRADES_OF_PRACTICE);
  });
});

describe('a blank form', () => {
  it('holds the year’s figures and nothing of the unit’s', async () => {
    const { prefilled, entered, check } = await form();
    expect(prefilled.head).toMatchObject({ formName: '项目支出绩效自评表', toMonth: 12 });
    expect(prefilled.indicators.find(({ id }) => id === world.indicatorId)?.actual).toBe('42');
    expect(prefilled.money.rows.total?.executedYuan).toBe('1234.56');
    expect(JSON.stringify(entered).replace(/"[^"]*":|[{},[\]]/g, '')).toMatch(/^(null)+$/);
    expect([check.evaluation.total, check.evaluation.grade]).toEqual([null, null]);
  });

  it('is refused as long as a cell is blank, each of them', async () => {
    const blank = await act('owner', { act: 'submit' });
    expect(blank.statusCode, blank.body).toBe(400);
    expect((await form()).state.stage).toBe('draft');
  });

  it('takes no value into what the system knows, and no grade that is none', async () => {
    const { prefilled } = await form();
    const known = prefilled.indicators.find(({ actual }) => actual !== null);
    const actual = `indicator.${known?.id}.actual`;
    const refused = await cells([{ cell: actual, value: '9999', supersedes: null }]);
    expect(refused.json<{ fields: object }>().fields).toHaveProperty([actual]);
    for (const cell of ['money.total', 'indicator.x.points', 'indicator.x.expected', 'score']) {
      expect((await cells([{ cell, value: '1', supersedes: null }])).statusCode, cell).toBe(400);
    }
    expect((await cells([{ cell: 'achieved', value: 'x', supersedes: null }], 'beside')).statusCode).toBe(
      404,
    );
  });
});

describe('a filled form', () => {
  it('is scored the same by the answer to each saving and by reading it', async () => {
    await fill();
    const { check, entered, prefilled } = await form();
    expect([check.refusals, check.unanswered]).toEqual([[], 0]);
    expect(check.evaluation.total).toMatch(/^\d+\.\d{2}$/);
    for (const cell of evaluationCells(prefilled).filter((each) => each.endsWith('.points'))) {
      expect(isPutIn(prefilled, cell)).toBe(false);
    }
    const newest = (await form()).values.find(({ cell }) => cell === 'achieved')?.id;
    const again = await cells([
      { cell: 'achieved', value: `${entered.achieved}，并按月检查`, supersedes: newest },
    ]);
    expect(again.json<CellsAnswer>().check).toEqual((await form()).check);
  });

  it('is refused again when one cell is emptied', async () => {
    const at = `indicator.${world.indicatorId}.points`;
    const { values } = await form();
    const { id, value } = values.find(({ cell }) => cell === at) ?? {};
    const emptied = await cells([{ cell: at, value: null, supersedes: id }]);
    expect(emptied.json<CellsAnswer>().check).toMatchObject({ evaluation: { total: null, grade: null } });
    expect((await act('owner', { act: 'submit' })).statusCode).toBe(400);
    const last = emptied.json<CellsAnswer>().values[0]?.id;
    expect((await cells([{ cell: at, value, supersedes: last }])).statusCode).toBe(201);
  });

  it('is returned on a cell, answered, and goes through all posts to its closing', async () => {
    expect((await act('owner', { act: 'submit' })).statusCode).toBe(201);
    const frozen = await cells([{ cell: 'achieved', value: '改一改', supersedes: null }]);
    expect(frozen.statusCode).toBe(400);
    const { state, check } = await form('owners-head');
    const forms = [{ formId, revision: state.revision }];
    const batch = await post('owners-head', '/api/review-forms/batch-approval', { forms });
    expect(batch.json()).toMatchObject({
      approved: [],
      exceptions: [{ formId, why: `有 ${check.deviations.length} 个指标偏离目标，请逐表审核。` }],
    });
    const cell = `indicator.${world.indicatorId}.reason`;
    const wrong = {
      act: 'return',
      to: 'draft',
      cells: [{ cell: 'indicator.x.expected', reason: '没有这一格' }],
    };
    expect((await act('owners-head', wrong)).statusCode).toBe(400);
    const back = { act: 'return', to: 'draft', cells: [{ cell, reason: '请写明具体措施' }] };
    expect((await act('owners-head', back)).statusCode).toBe(201);
    expect((await form()).check.questions).toMatchObject([
      { cell, code: 'returned_unchanged', answer: null },
    ]);
    expect((await act('owner', { act: 'submit' })).statusCode).toBe(400);
    await fill();
    expect((await act('owner', { act: 'submit' })).statusCode).toBe(201);
    expect((await act('owner', { act: 'approve' })).statusCode).toBe(400);
    for (const by of ['owners-head', 'leader', 'business', 'finance']) {
      const approved = await act(by, { act: 'approve' });
      expect(approved.statusCode, approved.body).toBe(201);
    }
    expect((await form()).state.stage).toBe('closed');
  });
});

/** As the database holds them, written out again without the paper's own description. */
async function stored(): Promise<{ prefilled: PrefilledForm; value: (cell: string) => string | null }> {
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
    const newest = new Map(values.map(({ cell, value }) => [cell, value]));
    return {
      prefilled: row.prefilled as PrefilledForm,
      value: (cell) => (newest.get(cell) as string | null | undefined) ?? null,
    };
  });
}

describe('the 自评表', () => {
  it.each(['docx', 'xlsx'] as const)('as %s holds what is stored, cell by cell', async (format) => {
    const made = await post('finance', `/api/review-forms/${formId}/papers`, { format });
    expect(made.statusCode, made.body).toBe(201);
    const item = made.json<PaperItem>();
    expect(item).toMatchObject({ kind: 'self_evaluation', format, formId });
    const { rawPayload: bytes } = await get('finance', `/api/papers/${item.id}`);
    const grid =
      format === 'docx'
        ? (await rowsOfDocx(bytes)).rows
            .filter(({ place }) => place.table !== undefined)
            .map(({ cells: own }) => own)
        : (await readXlsx(bytes, { longestCell: 20_000 })).flatMap(({ rows }) =>
            rows.map(({ cells: own }) => own),
          );
    const { prefilled, value } = await stored();
    const text = (cell: string | undefined) => (cell ?? '').trim();
    const number = (cell: string | undefined) => Number(text(cell).replace(/[,人元%]/g, ''));
    const find = (what: string) => grid.find((row) => row.some((cell) => text(cell) === what)) ?? [];
    const total = prefilled.money.rows.total;
    const money = find('年度资金总额').map(text);
    const wan = (yuan: string | null | undefined) => Number(yuan) / 10_000;
    const figures = money.filter((cell) => cell !== '' && Number.isFinite(number(cell))).map(number);
    expect(figures[0]).toBeCloseTo(wan(total?.initialYuan), 6);
    expect(figures[1]).toBeCloseTo(wan(total?.adjustedYuan), 6);
    expect(figures[2]).toBeCloseTo(wan(total?.executedYuan), 6);
    expect(grid.flat().map(text)).toContain(value('achieved'));
    expect(grid.flat().map(text)).toContain(prefilled.head.annualGoal?.trim());
    const { check } = await form();
    for (const { id, name, rawTarget } of prefilled.indicators) {
      const row = find(name.trim()).map(text);
      const score = check.evaluation.rows.find((each) => each.id === id)?.result;
      if (score === undefined || !('score' in score)) throw new Error(`${name} has no score`);
      const at = row.indexOf(name.trim());
      expect(row[at + 1], name).toBe((rawTarget ?? '').trim());
      expect(number(row[at + 3]), `points of ${name}`).toBe(Number(value(`indicator.${id}.points`)));
      expect(number(row[at + 4]), `score of ${name}`).toBe(Number(score.score));
      const reason = value(`indicator.${id}.reason`);
      expect(row[at + 5]).toBe(
        [...(reason === null ? [] : [reason]), `计算：${score.arithmetic}`].join('\n'),
      );
    }
    const sum = find('总分').map(text);
    expect(sum.map(number)).toContain(Number(check.evaluation.total));
    expect(sum.at(-1)).toMatch(/^自评等级：[优良中差]$/);
  });

  it('comes out the same later, and to nobody out of scope', async () => {
    const { items } = (await get('finance', `/api/papers?form=${formId}`)).json<{ items: PaperItem[] }>();
    const [first] = items;
    const bytes = async () =>
      (await get('finance', `/api/papers/${first?.id}`)).rawPayload.toString('base64');
    expect(await bytes()).toBe(await bytes());
    expect((await post('beside', `/api/review-forms/${formId}/papers`, { format: 'docx' })).statusCode).toBe(
      404,
    );
  });
});
