/** Typing into a monitoring form: saved after a pause, kept when nobody answers, asked about when somebody else was first. */
import { effectScope, shallowRef } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkForm } from '../../domain/monitoring-check.ts';
import type { CellsAnswer, CellsBody } from '../../server/contract-reviews.ts';
import { ApiError } from '../../web/api-call.ts';
import { openReviewDesk, type ReviewDesk } from '../../web/review-desk.ts';
import { MONITORING } from '../../web/review-form-view.ts';
import { filled, formOf } from '../domain/monitoring-cases.ts';
import { storedForm, valueOf } from './review-form-samples.ts';

const form = formOf();
const CELL = 'money.total';
let scope = effectScope();
let sent: { body: CellsBody; key: string }[] = [];
let answers: ((body: CellsBody) => CellsAnswer)[] = [];
const lineReturns = shallowRef(0);

const accept = (body: CellsBody): CellsAnswer => ({
  values: body.changes.map(({ cell, value, supersedes }, index) =>
    valueOf({ id: `v${sent.length}-${index}`, cell, value, supersedes }),
  ),
  check: checkForm(form, filled(form)),
});
const fail = (status: number, answer: object) => (): CellsAnswer => {
  throw new ApiError(status, { code: 'x', message: '不行', ...answer } as never, answer);
};

function open(change: Parameters<typeof storedForm>[1] = {}): ReviewDesk {
  const desk = scope.run(() =>
    openReviewDesk(storedForm(form, change), MONITORING, {
      save: (body, key) => {
        sent.push({ body, key });
        const answer = answers.shift() ?? accept;
        return Promise.resolve().then(() => answer(body));
      },
      language: () => 'zh-CN',
      lineReturns,
    }),
  );
  if (desk === undefined) throw new Error('no desk');
  return desk;
}

beforeEach(() => {
  vi.useFakeTimers();
  scope = effectScope();
  sent = [];
  answers = [];
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
});

describe('what is typed', () => {
  it('is checked at once and sent once, after a pause, over what its typist saw', async () => {
    const desk = open({ values: [valueOf({ id: 'seen' })] });
    desk.edit(CELL, '12');
    desk.edit(CELL, '12x');
    expect(desk.check.value.refusals.map(({ code }) => code)).toContain('money_malformed');
    desk.edit(CELL, '1234.5');
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent.map(({ body }) => body.changes)).toEqual([
      [{ cell: CELL, value: '1234.5', supersedes: 'seen' }],
    ]);
    expect(desk.changed.value.size).toBe(0);
    expect(desk.savedAt.value).not.toBeNull();
    desk.edit(CELL, '99');
    await desk.flush();
    expect(sent[1]?.body.changes[0]?.supersedes).toBe('v1-0');
  });
  it('is not sent when it is what is stored already', async () => {
    const desk = open({ entered: { ...filled(form) } });
    desk.edit(CELL, ' 1032200.00 ');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toEqual([]);
  });
  it('waits when nobody answers and goes out with the same key when the line stands', async () => {
    answers = [fail(0, {})];
    const desk = open();
    desk.edit(CELL, '5.00');
    expect(await desk.flush()).toBe(false);
    expect([desk.failure.value, desk.changed.value.size]).toEqual(['不行', 1]);
    lineReturns.value += 1;
    await vi.advanceTimersByTimeAsync(1);
    expect(desk.changed.value.size).toBe(0);
    expect(sent[1]?.key).toBe(sent[0]?.key);
  });
  it('that the server refuses says so at its cell, and the others are sent', async () => {
    answers = [fail(422, { fields: { [CELL]: '表上没有这一格' } })];
    const desk = open();
    desk.edit(CELL, '5.00');
    desk.edit('indicator.a.expected', '400');
    expect(await desk.flush()).toBe(false);
    expect(desk.refused.value.get(CELL)).toBe('表上没有这一格');
    expect(sent[1]?.body.changes.map(({ cell }) => cell)).toEqual(['indicator.a.expected']);
    desk.edit(CELL, '6.00');
    expect(desk.refused.value.size).toBe(0);
  });
});

describe('two at one cell', () => {
  const newer = valueOf({ id: 'theirs', value: '7.00' });
  const conflict = fail(409, { conflicts: [{ cell: CELL, newer }] });
  it('nothing is overwritten: theirs can be taken', async () => {
    answers = [conflict];
    const desk = open();
    desk.edit(CELL, '5.00');
    expect(await desk.flush()).toBe(false);
    expect(desk.conflicts.value.get(CELL)).toEqual(newer);
    desk.takeTheirs(CELL);
    expect([desk.entered.value.money.total, desk.changed.value.size]).toEqual(['7.00', 0]);
    expect(sent).toHaveLength(1);
  });
  it('or one’s own is insisted on, over theirs', async () => {
    answers = [conflict];
    const desk = open();
    desk.edit(CELL, '5.00');
    await desk.flush();
    expect(await desk.insistOnMine(CELL)).toBe(true);
    expect(sent[1]?.body.changes).toEqual([{ cell: CELL, value: '5.00', supersedes: 'theirs' }]);
  });
  it('a reading keeps what is typed, and an older one is not taken', async () => {
    const desk = open();
    desk.edit(CELL, '5.00');
    const values = [valueOf({ id: 'other', cell: 'indicator.a.expected', value: '390' })];
    expect(desk.adopt(storedForm(form, { entered: filled(form), values }))).toBe(true);
    expect(desk.entered.value.money.total).toBe('5.00');
    expect(desk.adopt(storedForm(form))).toBe(false);
    await desk.flush();
    expect(sent[0]?.body.changes[0]?.supersedes).toBeNull();
  });
});
