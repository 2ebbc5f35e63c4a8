import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, type EffectScope } from 'vue';
import type { EntryAnswer, EntryBody, EntrySheet } from '../../server/contract.ts';
import { ApiError } from '../../web/api.ts';
import { draftsKey, readDrafts } from '../../web/entry-draft.ts';
import { type Desk, type DeskEntry, openDesk } from '../../web/entry-desk.ts';
import { PERIOD, entry, memoryStore, row, sheet } from './entry-sheet-fixture.ts';

const ACCOUNT = 'account';
const JUDGEMENT: EntryAnswer['judgement'] = {
  light: 'lagging',
  actual: null,
  actualThrough: null,
  expected: null,
  ratio: null,
  why: '',
  hint: null,
  since: null,
};
const june = entry({ id: 'june', period: '2023-06', value: '18' });
let scope: EffectScope;
let store = memoryStore();
let sent: { id: string; body: EntryBody; key: string }[] = [];

beforeEach(() => {
  scope = effectScope(true);
  store = memoryStore();
  sent = [];
});
afterEach(() => {
  scope.stop();
  vi.useRealTimers();
});

/** The server's part: takes every fact, or answers as the test says. */
function open(
  loaded: EntrySheet = sheet([row('a', 'cumulative', [june]), row('b')]),
  answer?: (body: EntryBody) => EntryAnswer,
): Desk {
  const record = async (id: string, body: EntryBody, key: string): Promise<EntryAnswer> => {
    sent.push({ id, body, key });
    if (answer) return answer(body);
    return {
      entry: entry({
        id: `${id}${sent.length}`,
        period: body.period,
        value: body.value ?? null,
        note: body.note ?? null,
      }),
      judgement: JUDGEMENT,
      projectLight: 'lagging',
    };
  };
  return scope.run(() => openDesk(loaded, { accountId: ACCOUNT, store, record }))!;
}
function at(desk: Desk, id: string): DeskEntry {
  return desk.rows.get(id)!;
}
const unreachable = new ApiError(0, { code: 'network', message: '连不上服务器，请检查网络后重试' });

describe('leaving a row', () => {
  it('sends what was typed once, and then it is recorded', async () => {
    const desk = open();
    desk.edit('a', { text: '27' });
    expect(await desk.submit('a')).toBe(true);
    expect(sent.map(({ body }) => body)).toEqual([{ period: PERIOD, basis: 'cumulative', value: '27' }]);
    expect(at(desk, 'a').state.value).toBe('recorded');
    expect(await desk.submit('a')).toBe(false);
    expect(sent).toHaveLength(1);
  });
  it('sends nothing that is empty, impossible or wants a note', async () => {
    const desk = open();
    expect(await desk.submit('a')).toBe(false);
    desk.edit('a', { text: '-5' });
    expect(at(desk, 'a').state.value).toBe('refused');
    expect(await desk.submit('a')).toBe(false);
    desk.edit('a', { text: '12' });
    expect(at(desk, 'a').state.value).toBe('warned');
    expect(await desk.submit('a')).toBe(false);
    desk.edit('a', { note: '上月多报' });
    expect(await desk.submit('a')).toBe(true);
    expect(sent.map(({ body }) => body.note)).toEqual(['上月多报']);
  });
  it('corrects the entry in force', async () => {
    const desk = open();
    desk.edit('a', { text: '27' });
    await desk.submit('a');
    desk.edit('a', { text: '28' });
    await desk.submit('a');
    expect(sent[1]?.body.supersedes).toBe('a1');
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });
  it('sends what was typed while the first was under way after it, as its correction', async () => {
    const desk = open();
    desk.edit('a', { text: '27' });
    const first = desk.submit('a');
    desk.edit('a', { text: '29' });
    expect(await desk.submit('a')).toBe(false);
    await first;
    expect(sent.map(({ body }) => [body.value, body.supersedes])).toEqual([
      ['27', undefined],
      ['29', 'a1'],
    ]);
    expect(at(desk, 'a').state.value).toBe('recorded');
  });
});

describe('a lost connection', () => {
  it('keeps the draft with the reason and sends it again with the same key', async () => {
    let isCut = true;
    const desk = open(undefined, (body) => {
      if (isCut) throw unreachable;
      return {
        entry: entry({ id: 'a1', period: body.period, value: body.value ?? null }),
        judgement: JUDGEMENT,
        projectLight: 'lagging',
      };
    });
    desk.edit('a', { text: '27' });
    await desk.submit('a');
    expect(at(desk, 'a').sending).toEqual({ at: 'failed', message: unreachable.message });
    expect(readDrafts(store, ACCOUNT, PERIOD)['a']).toMatchObject({ text: '27', key: sent[0]?.key });

    isCut = false;
    // Another visit to the page: the draft is there, and with it the key.
    const again = open(sheet([row('a', 'cumulative', [june])]), (body) => ({
      entry: entry({ id: 'a1', period: body.period, value: body.value ?? null }),
      judgement: JUDGEMENT,
      projectLight: 'lagging',
    }));
    expect(at(again, 'a').field.text).toBe('27');
    await again.submitAll();
    expect(sent[1]?.key).toBe(sent[0]?.key);
    expect(readDrafts(store, ACCOUNT, PERIOD)).toEqual({});
  });
  it('stops sending the rest at the first failure', async () => {
    const desk = open(undefined, () => {
      throw unreachable;
    });
    desk.edit('a', { text: '27' });
    desk.edit('b', { text: '5' });
    await desk.submitAll();
    expect(sent).toHaveLength(1);
    expect(desk.drafts.value).toHaveLength(2);
  });
  it('is mended: what got no answer goes out by itself, what was never sent stays a draft', async () => {
    let isCut = true;
    const desk = open(undefined, (body) => {
      if (isCut) throw unreachable;
      return {
        entry: entry({ id: 'a1', period: body.period, value: body.value ?? null }),
        judgement: JUDGEMENT,
        projectLight: 'lagging',
      };
    });
    desk.edit('a', { text: '27' });
    await desk.submit('a');
    desk.edit('b', { text: '5' });
    await desk.submitFailed();
    expect(at(desk, 'a').sending.at).toBe('failed');
    isCut = false;
    await desk.submitFailed();
    expect(at(desk, 'a').state.value).toBe('recorded');
    expect(sent.map(({ id }) => id)).toEqual(['a', 'a', 'a']);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(desk.drafts.value.map(({ id }) => id)).toEqual(['b']);
  });
});

describe('two people at one field', () => {
  const newer = entry({ id: 'theirs', period: PERIOD, value: '31', recordedBy: '单位负责人' });
  const conflicted = () => {
    let isFirst = true;
    return open(undefined, (body) => {
      if (isFirst) {
        isFirst = false;
        const refusal = { code: 'entry_conflict', message: '已有人报了', newer, yours: body };
        throw new ApiError(409, refusal, refusal);
      }
      return {
        entry: entry({ id: 'mine', period: body.period, value: body.value ?? null }),
        judgement: JUDGEMENT,
        projectLight: 'lagging',
      };
    });
  };
  it('shows theirs and waits for the choice', async () => {
    const desk = conflicted();
    desk.edit('a', { text: '27' });
    await desk.submit('a');
    expect(at(desk, 'a').sending).toMatchObject({ at: 'conflict', conflict: { newer: { value: '31' } } });
    expect(await desk.submit('a')).toBe(false);
    desk.takeTheirs('a');
    expect(at(desk, 'a').field.text).toBe('31');
    expect(at(desk, 'a').state.value).toBe('recorded');
    expect(sent).toHaveLength(1);
  });
  it('corrects theirs by mine with a new key', async () => {
    const desk = conflicted();
    desk.edit('a', { text: '27' });
    await desk.submit('a');
    expect(await desk.insistOnMine('a')).toBe(true);
    expect(sent[1]?.body).toMatchObject({ value: '27', supersedes: 'theirs' });
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });
});

describe('drafts', () => {
  it('are kept after a pause in typing and gone once the field is restored', () => {
    vi.useFakeTimers();
    const desk = open();
    desk.edit('a', { text: '2' });
    expect(store.getItem(draftsKey(ACCOUNT, PERIOD))).toBeNull();
    vi.advanceTimersByTime(400);
    expect(readDrafts(store, ACCOUNT, PERIOD)['a']?.text).toBe('2');
    desk.revert('a');
    vi.advanceTimersByTime(400);
    expect(readDrafts(store, ACCOUNT, PERIOD)).toEqual({});
  });
  it('say so when the browser does not keep them', () => {
    store = memoryStore(true);
    const desk = open();
    desk.edit('a', { text: '2' });
    desk.saveDrafts();
    expect(desk.saveRefused.value).toBe(true);
    expect(desk.savedAt.value).toBeNull();
  });
  it('of another form are left out', () => {
    store.setItem(draftsKey(ACCOUNT, PERIOD), JSON.stringify({ a: { text: 1 }, b: 'x' }));
    expect(readDrafts(store, ACCOUNT, PERIOD)).toEqual({});
    store.setItem(draftsKey(ACCOUNT, PERIOD), '{');
    expect(readDrafts(store, ACCOUNT, PERIOD)).toEqual({});
  });
  it('show a refusal of the server at the row', async () => {
    const desk = open(undefined, () => {
      throw new ApiError(422, { code: 'refused', message: '填报有误', fields: { value: '这一期已经锁定' } });
    });
    desk.edit('a', { text: '27' });
    await desk.submit('a');
    expect(at(desk, 'a').sending).toMatchObject({ at: 'refused', fields: { value: '这一期已经锁定' } });
    expect(at(desk, 'a').state.value).toBe('refused');
  });
});
