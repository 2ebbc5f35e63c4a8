import { describe, expect, it } from 'vitest';
import {
  type Place,
  type RowState,
  neighbour,
  nextUnfilled,
  progressBlocks,
  progressOf,
} from '../../web/entry-rows.ts';

const place = (id: string, state: RowState, demanded = true): Place => ({ id, state, demanded });
const places = [
  place('a', 'recorded'),
  place('b', 'empty'),
  place('c', 'empty', false),
  place('d', 'warned'),
];

describe('moving through the sheet', () => {
  it('stays at either end', () => {
    expect(neighbour(['a', 'b'], 'b', 1)).toBe('b');
    expect(neighbour(['a', 'b'], 'a', -1)).toBe('a');
    expect(neighbour(['a', 'b'], null, 1)).toBe('a');
    expect(neighbour([], null, 1)).toBeNull();
  });
  it('finds the next demanded row that is not filled, from the top again after the last', () => {
    expect(nextUnfilled(places, 'a')).toBe('b');
    expect(nextUnfilled(places, 'd')).toBe('b');
    expect(nextUnfilled(places, 'b')).toBeNull();
    expect(nextUnfilled([...places, place('e', 'refused')], 'b')).toBe('e');
  });
});

describe('progress', () => {
  it('counts demanded rows only; a refused value is not filled', () => {
    expect(progressOf([...places, place('e', 'refused')])).toEqual({
      total: 4,
      filled: 2,
      missing: 2,
      warned: 1,
    });
  });
  it('shows a block for each row up to 24, then several rows to a block', () => {
    expect(progressBlocks(places, 'b').map(({ current }) => current)).toEqual([false, true, false]);
    const many = Array.from({ length: 100 }, (_, n) => place(String(n), n < 50 ? 'recorded' : 'empty'));
    const blocks = progressBlocks(many, null);
    expect(blocks).toHaveLength(24);
    expect(blocks[0]).toEqual({ filled: 1, warned: false, current: false });
    expect(blocks[23]?.filled).toBe(0);
  });
  it('has no blocks when nothing is demanded', () => {
    expect(progressBlocks([place('c', 'empty', false)], null)).toEqual([]);
  });
});
