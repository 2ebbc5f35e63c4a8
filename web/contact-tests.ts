/** Test messages of the own addresses: the last of each channel, asked for again until nothing more comes of it. */
import { type ComputedRef, type Ref, type ShallowRef, computed, onScopeDispose, ref, shallowRef } from 'vue';
import { useDocumentVisibility } from '@vueuse/core';
import type { TestChannel, TestMessage } from '../server/contract-notices.ts';
import { ApiError, api } from './api.ts';
import { type TestLine, testLine } from './account-form.ts';
import { dayOf } from './format.ts';
import { accountWords } from './words/account.ts';

/** Somebody waits before the screen; a worker takes the job at once and a mail server answers within a second or two. */
const WAITING_EVERY_MS = 1_000;
/** The next try comes after a minute at the earliest. */
const RETRY_EVERY_MS = 15_000;
/** A worker that is there has taken it long before. */
const TAKEN_WITHIN_MS = 60_000;

export interface ContactTests {
  lines: ComputedRef<Record<TestChannel, TestLine | null>>;
  /** The channel for which one is being asked. */
  sending: Ref<TestChannel | null>;
  send(channel: TestChannel): Promise<void>;
}

interface Asked {
  id: string;
  at: number;
}

export function useContactTests(): ContactTests {
  const items: ShallowRef<TestMessage[]> = shallowRef([]);
  const asked = shallowRef<Partial<Record<TestChannel, Asked>>>({});
  const refusals = shallowRef<Partial<Record<TestChannel, string>>>({});
  const sending = ref<TestChannel | null>(null);
  const now = shallowRef(new Date());
  const visibility = useDocumentVisibility();

  const lineOf = (channel: TestChannel): TestLine | null => {
    const refusal = refusals.value[channel];
    if (refusal !== undefined) return { text: refusal, tone: 'bad', isOver: true };
    const test = items.value.find((one) => one.channel === channel);
    const awaited = asked.value[channel];
    if (awaited !== undefined && awaited.id !== test?.id) {
      const isLate = now.value.getTime() - awaited.at > TAKEN_WITHIN_MS;
      return isLate
        ? { text: accountWords.test.notTaken, tone: 'bad', isOver: false }
        : { text: accountWords.test.asked, tone: 'waiting', isOver: false };
    }
    return test ? testLine(test, dayOf(now.value)) : null;
  };
  const lines = computed(() => ({ mail: lineOf('mail'), webhook: lineOf('webhook') }));

  async function read(): Promise<void> {
    now.value = new Date();
    try {
      items.value = (await api.contactTests()).items;
    } catch (fault) {
      // What is there stays, the next reading tries again; an ended session has already led to the sign-in page.
      if (!(fault instanceof ApiError)) throw fault;
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const pause = () => {
    const open = Object.values(lines.value).filter((line) => line !== null && !line.isOver);
    if (open.length === 0) return null;
    return open.some((line) => line?.tone === 'waiting') ? WAITING_EVERY_MS : RETRY_EVERY_MS;
  };
  const follow = () => {
    clearTimeout(timer);
    const pauseMs = pause();
    if (pauseMs === null || isOver) return;
    timer = setTimeout(async () => {
      if (visibility.value === 'visible') await read();
      follow();
    }, pauseMs);
  };
  onScopeDispose(() => {
    isOver = true;
    clearTimeout(timer);
  });
  void read().then(follow);

  return {
    lines,
    sending,
    async send(channel) {
      if (sending.value !== null) return;
      sending.value = channel;
      const { [channel]: _before, ...others } = refusals.value;
      refusals.value = others;
      try {
        const { id } = await api.sendTest(channel);
        asked.value = { ...asked.value, [channel]: { id, at: Date.now() } };
        await read();
      } catch (fault) {
        if (!(fault instanceof ApiError)) throw fault;
        refusals.value = { ...refusals.value, [channel]: fault.message };
      } finally {
        sending.value = null;
      }
      follow();
    },
  };
}
