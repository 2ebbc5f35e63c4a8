import { effectScope } from 'vue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useFresh } from '../../web/fresh.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tints what changed for 8 s', () => {
  const { fresh, tint } = effectScope().run(() => useFresh())!;
  tint(['a', 'b']);
  expect([...fresh.value.keys()]).toEqual(['a', 'b']);
  vi.advanceTimersByTime(7_999);
  expect(fresh.value.size).toBe(2);
  vi.advanceTimersByTime(1);
  expect(fresh.value.size).toBe(0);
});

it('begins anew with what changes again, and forgets the rest in time', () => {
  const { fresh, tint } = effectScope().run(() => useFresh())!;
  tint(['a', 'b']);
  const before = fresh.value.get('a');
  vi.advanceTimersByTime(5_000);
  tint(['a']);
  expect(fresh.value.get('a')).not.toBe(before);
  vi.advanceTimersByTime(3_000);
  expect([...fresh.value.keys()]).toEqual(['a']);
  vi.advanceTimersByTime(5_000);
  expect(fresh.value.size).toBe(0);
});

it('leaves everything as it is when nothing changed', () => {
  const { fresh, tint } = effectScope().run(() => useFresh())!;
  const before = fresh.value;
  tint([]);
  expect(fresh.value).toBe(before);
});

it('leaves no timer behind when its page goes', () => {
  const scope = effectScope();
  scope.run(() => useFresh())!.tint(['a']);
  expect(vi.getTimerCount()).toBe(1);
  scope.stop();
  expect(vi.getTimerCount()).toBe(0);
});
