/** A round over the world's declarations through the product's own calls: opened, filled as an honest handler would, approved. */
import type { LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';
import type { CellsBody, ReviewFormAnswer } from '../../server/contract-reviews.ts';
import type { ToldForm } from '../../server/contract-review-told.ts';
import type { Round } from '../../domain/round.ts';
import { newKey, signIn, TODAY, type App } from './world.ts';

export const ROUND: Round = {
  title: '2023 年年中绩效监控',
  fiscalYear: 2023,
  kind: 'self',
  toMonth: 6,
  // The world's declarations came in on that day; it is over on `REVIEW_DAY`.
  cutOffOn: TODAY,
  scope: { type: 'all' },
  formName: '项目支出绩效目标执行监控表',
  deadlines: [{ post: 'handler', dueOn: '2023-08-14', origin: 'entered', isGuess: false }],
  variantId: null,
  origins: {},
};

/** A round freezes a day that is over: reviews are begun by an app whose clock stands here. */
export const REVIEW_DAY = '2023-08-01';

export interface ReviewCalls {
  get: (username: string, url: string) => Promise<LightMyRequestResponse>;
  post: (username: string, url: string, body: object, key?: string | null) => Promise<LightMyRequestResponse>;
  open: (round?: Round) => Promise<string>;
  form: (username: string, id: string) => Promise<ToldForm>;
  fill: (username: string, id: string) => Promise<void>;
  /** From draft to closed by the five posts of the owner's unit. */
  close: (id: string) => Promise<void>;
}

export function reviewCalls(app: App): ReviewCalls {
  const cookies = new Map<string, Promise<string>>();
  const cookieOf = (username: string): Promise<string> => {
    const known = cookies.get(username) ?? signIn(app, username);
    cookies.set(username, known);
    return known;
  };
  const get: ReviewCalls['get'] = async (username, url) =>
    app.inject({ method: 'GET', url, headers: { cookie: await cookieOf(username) } });
  const post: ReviewCalls['post'] = async (username, url, body, key = newKey()) =>
    app.inject({
      method: 'POST',
      url,
      payload: body,
      headers: {
        cookie: await cookieOf(username),
        ...(key !== null && { 'idempotency-key': key }),
      },
    });
  const form: ReviewCalls['form'] = async (username, id) => {
    const answer = await get(username, `/api/review-forms/${id}`);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json<ReviewFormAnswer>().form;
  };

  let opened = 0;
  async function open(round = ROUND): Promise<string> {
    opened += 1;
    // A year has one round of a name.
    const title = `${round.title}（第 ${opened} 轮）`;
    const answer = await post('finance', '/api/review-rounds', { round: { ...round, title } });
    expect(answer.statusCode, answer.body).toBe(201);
    return answer.json<{ id: string }>().id;
  }

  async function fill(username: string, id: string): Promise<void> {
    for (let times = 0; times < 4; times += 1) {
      const { prefilled, check, values } = await form(username, id);
      if (check.refusals.length === 0 && check.unanswered === 0) return;
      const newest = (cell: string) => values.find((value) => value.cell === cell)?.id ?? null;
      const changes: CellsBody['changes'] = [];
      for (const { cell } of check.refusals) {
        if (changes.some((change) => change.cell === cell)) continue;
        changes.push({ cell, value: answerFor(cell, prefilled), supersedes: newest(cell) });
      }
      for (const { key, answer } of check.questions) {
        if (answer !== null) continue;
        const words = `已向业务股核实，情况属实 ${key.length}`;
        changes.push({ cell: `answer.${key}`, value: words, supersedes: null });
      }
      const saved = await post(username, `/api/review-forms/${id}/cells`, { changes });
      expect(saved.statusCode, saved.body).toBe(201);
    }
    const { check } = await form(username, id);
    expect(check.refusals, JSON.stringify(check.refusals)).toEqual([]);
  }

  async function close(id: string): Promise<void> {
    for (const username of ['owner', 'owners-head', 'leader', 'business', 'finance']) {
      const { state } = await form(username, id);
      const act = username === 'owner' ? 'submit' : 'approve';
      const words = username === 'leader' ? '情况属实，同意' : null;
      const answer = await post(username, `/api/review-forms/${id}/acts`, {
        act,
        revision: state.revision,
        words,
      });
      expect(answer.statusCode, answer.body).toBe(201);
    }
    expect((await form('finance', id)).state.stage).toBe('closed');
  }

  return { get, post, open, form, fill, close };
}

function answerFor(cell: string, prefilled: ToldForm['prefilled']): string | string[] {
  const [block, ...rest] = cell.split('.');
  if (block === 'money') return prefilled.money.rows.total?.adjustedYuan ?? '0.00';
  const column = rest.at(-1);
  const indicator = prefilled.indicators.find(({ id }) => id === rest[0]);
  if (column === 'expected') {
    const { target } = indicator ?? { target: null };
    if (target?.measure === 'date') return target.value ?? '2023-11-30';
    if (target?.measure === 'grade') return 'achieved';
    return target?.value ?? '按计划完成全年任务';
  }
  if (column === 'reasons') return ['funding', 'staff'];
  if (column === 'likelihood') return 'possible';
  return `${indicator?.name ?? ''}${WORDS[String(column)] ?? '按计划推进'}`;
}

/** 演示数据: what a handler writes, another sentence in each column. */
const WORDS: Readonly<Record<string, string>> = {
  reasonText: '受上半年资金下达较晚影响，进度比计划慢',
  remark: '按目前进度年底有可能差一些',
  measures: '已调整用款计划，三季度补足',
};
