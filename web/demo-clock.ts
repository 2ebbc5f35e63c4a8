/** Where the demonstration's date stands and how far a move has come, read again as long as somebody looks. */
import { type ComputedRef, type ShallowRef, computed, onScopeDispose, shallowRef, watch } from 'vue';
import { lastDayOf, addMonths, daysBetween, monthOf } from '../domain/calendar.ts';
import type { DemoClockAnswer } from '../server/contract-demo.ts';
import type { Role } from '../server/contract.ts';
import { ApiError, api } from './api.ts';
import { clockMoves } from './clock-moves.ts';

const MOVING_EVERY_MS = 1_000;
const RESTING_EVERY_MS = 15_000;

/** Who may move it; the server decides. */
export const DEMO_MOVERS: readonly Role[] = [
  'system_admin',
  'leader',
  'finance_business',
  'finance_performance',
];

const isMoving = ({ move }: Pick<DemoClockAnswer, 'move'>): boolean =>
  move?.state === 'waiting' || move?.state === 'running';

/** Share of the days that are passed, 0 to 1; null for a reload, which has no days. */
export function moveProgress({ move }: Pick<DemoClockAnswer, 'move'>): number | null {
  if (!move || move.to === null) return null;
  const all = daysBetween(move.from, move.to);
  return all <= 0 ? 1 : daysBetween(move.from, move.reached ?? move.from) / all;
}

/** The end of today's month, of the next one when it is today; null beyond the last day. */
export function nextMonthEnd({ today, last }: Pick<DemoClockAnswer, 'today' | 'last'>): string | null {
  const own = lastDayOf(monthOf(today));
  const end = own > today ? own : lastDayOf(addMonths(monthOf(today), 1));
  return end <= last ? end : null;
}

export interface DemoClockState {
  clock: ShallowRef<DemoClockAnswer | null>;
  moving: ComputedRef<boolean>;
  /** What the server said against the last wish; empty: nothing. */
  refusal: ShallowRef<string>;
  move: (date: string) => Promise<void>;
  reset: () => Promise<void>;
}

/** Reads until the scope ends. */
export function useDemoClock(): DemoClockState {
  const clock = shallowRef<DemoClockAnswer | null>(null);
  const refusal = shallowRef('');
  const moving = computed(() => clock.value !== null && isMoving(clock.value));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  async function look(): Promise<void> {
    clearTimeout(timer);
    try {
      clock.value = await api.demoClock();
    } catch (error) {
      // The page's own readings say that there is no answer; the date stays as it was.
      if (!(error instanceof ApiError)) throw error;
    }
    if (!isOver) timer = setTimeout(() => void look(), moving.value ? MOVING_EVERY_MS : RESTING_EVERY_MS);
  }

  async function wish(call: () => Promise<unknown>): Promise<void> {
    refusal.value = '';
    try {
      await call();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refusal.value = error.message;
    }
    await look();
  }

  void look();
  // Somebody else moved it.
  watch(clockMoves, () => void look());
  onScopeDispose(() => {
    isOver = true;
    clearTimeout(timer);
  });
  return {
    clock,
    moving,
    refusal,
    move: (date) => wish(() => api.moveDemo(date)),
    reset: () => wish(() => api.resetDemo()),
  };
}
