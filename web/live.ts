/** The live channel of a page: keeps a loaded answer alive as long as the page stands. */
import {
  type MaybeRefOrGetter,
  type Ref,
  type ShallowRef,
  onScopeDispose,
  ref,
  shallowRef,
  toValue,
  watch,
} from 'vue';
import {
  type Cursor,
  type LiveChannel,
  type LiveEvent,
  type LiveState,
  liveAddress,
  openLive,
} from './live-channel.ts';
import { noteClockMoved } from './clock-moves.ts';
import { noteAlertsChanged } from './open-alerts.ts';

export type { Cursor, LiveEvent, LiveState } from './live-channel.ts';

export interface Live {
  state: Ref<LiveState>;
  /** Last sign of life from the server, null before the first. */
  lastMessageAt: ShallowRef<Date | null>;
}

/** In a demonstration: the date has moved. Elsewhere it is silent. */
const CLOCK_TOPIC = 'clock';

/**
 * Keeps a page's answer alive. `cursor` is the cursor of the loaded answer, null while there is none or while the page
 * looks back (then the channel is closed). `onEvents` gets each event once, at most once a second (`sweepMs`); `refetch` must
 * load the answer again, which brings a new cursor. Ends with the scope.
 */
export function useLive(options: {
  topics: MaybeRefOrGetter<readonly string[]>;
  cursor: MaybeRefOrGetter<Cursor | null>;
  onEvents: (events: LiveEvent[]) => void;
  refetch: () => void;
  /** Between two calls of `onEvents`, a second unless the page limits by itself what moves. */
  sweepMs?: number;
}): Live {
  const state = ref<LiveState>('connecting');
  const lastMessageAt = shallowRef<Date | null>(null);
  let channel: LiveChannel | null = null;

  function end(): void {
    channel?.close();
    channel = null;
  }

  watch(
    [() => toValue(options.cursor), () => toValue(options.topics)] as const,
    ([cursor, topics]) => {
      if (cursor === null) {
        end();
        state.value = 'connecting';
        return;
      }
      channel ??= openLive(
        liveAddress(window.location),
        {
          onEvents: (events) => {
            if (events.some(({ type }) => type === 'alert')) noteAlertsChanged();
            const news = events.filter(({ type }) => type !== 'clock');
            if (news.length > 0) options.onEvents(news);
            // On another day every figure may be another.
            if (news.length === events.length) return;
            noteClockMoved();
            options.refetch();
          },
          onRefetch: options.refetch,
          onState: (next) => (state.value = next),
          onMessage: () => (lastMessageAt.value = new Date()),
        },
        options.sweepMs,
      );
      channel.follow([...topics, CLOCK_TOPIC], cursor);
    },
    { immediate: true },
  );
  onScopeDispose(end);
  return { state, lastMessageAt };
}
