import { effectScope } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useKeptSession } from '../../web/kept-session.ts';
import { pageOfRoute } from '../../web/session.ts';

const MINUTE_MS = 60_000;
let visibility = 'visible';

beforeEach(() => {
  vi.useFakeTimers();
  visibility = 'visible';
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(
    () => visibility as DocumentVisibilityState,
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function kept(isLookedAt: boolean) {
  const scope = effectScope();
  let calls = 0;
  scope.run(() =>
    useKeptSession({
      isLookedAt: () => isLookedAt,
      call: () => {
        calls += 1;
        return Promise.resolve();
      },
    }),
  );
  return { calls: () => calls, end: () => scope.stop() };
}

describe('the session of an open page', () => {
  it('is kept by use, and ends when nobody touches the page', () => {
    const page = kept(false);
    document.dispatchEvent(new Event('keydown'));
    vi.advanceTimersByTime(10 * MINUTE_MS);
    expect(page.calls()).toBe(1);
    vi.advanceTimersByTime(40 * MINUTE_MS);
    expect(page.calls()).toBe(1);
    page.end();
  });
  it('is kept untouched where the page is there to be looked at', () => {
    const page = kept(true);
    vi.advanceTimersByTime(60 * MINUTE_MS);
    expect(page.calls()).toBe(6);
    page.end();
  });
  it('is not kept by a page that nobody sees', () => {
    const page = kept(true);
    visibility = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(60 * MINUTE_MS);
    expect(page.calls()).toBe(0);
    page.end();
  });
  it('is left alone when the page is gone', () => {
    const page = kept(true);
    page.end();
    vi.advanceTimersByTime(60 * MINUTE_MS);
    expect(page.calls()).toBe(0);
  });
});

describe('the page that a route belongs to', () => {
  it('is the list for a project, so that the same roles are let in', () => {
    expect(pageOfRoute('project')).toBe('projects');
    expect(pageOfRoute('overview')).toBe('overview');
    expect(pageOfRoute('sign-in')).toBeNull();
    expect(pageOfRoute(undefined)).toBeNull();
  });
});
