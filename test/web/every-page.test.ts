import { expect, it } from 'vitest';
import { everyPage } from '../../web/every-page.ts';

const PAGES: Record<
  string,
  { today: string; items: { id: string; at: number }[]; nextCursor: string | null }
> = {
  first: {
    today: '2023-07-31',
    items: [
      { id: 'a', at: 1 },
      { id: 'b', at: 1 },
    ],
    nextCursor: '2',
  },
  '2': {
    today: '2023-08-01',
    items: [
      { id: 'b', at: 2 },
      { id: 'c', at: 2 },
    ],
    nextCursor: '4',
  },
  '4': { today: '2023-08-01', items: [], nextCursor: null },
};

it('reads a list to its end, in order, a row that moved once', async () => {
  const asked: (string | undefined)[] = [];
  const whole = await everyPage((cursor) => {
    asked.push(cursor);
    return Promise.resolve(PAGES[cursor ?? 'first']!);
  });
  expect(asked).toEqual([undefined, '2', '4']);
  expect(whole).toEqual({
    today: '2023-07-31',
    items: [
      { id: 'a', at: 1 },
      { id: 'b', at: 2 },
      { id: 'c', at: 2 },
    ],
    nextCursor: null,
  });
});

it('asks once where one page is all', async () => {
  const whole = { items: [{ id: 'a' }], nextCursor: null };
  const asked: (string | undefined)[] = [];
  expect(await everyPage((cursor) => (asked.push(cursor), Promise.resolve(whole)))).toEqual(whole);
  expect(asked).toEqual([undefined]);
});

it('fails as a page of it fails', async () => {
  const ask = (cursor: string | undefined) =>
    cursor === undefined
      ? Promise.resolve({ items: [{ id: 'a' }], nextCursor: '1' })
      : Promise.reject(new Error('gone'));
  await expect(everyPage(ask)).rejects.toThrow('gone');
});
