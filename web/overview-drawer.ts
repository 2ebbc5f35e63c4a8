/** The drawer of an overview as the URL says: which rows are open, and closing them. */
import { type ComputedRef, computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { type RowsKey, rowsKeyOf } from './overview-rows.ts';

export function useRowsDrawer(): { rows: ComputedRef<RowsKey | null>; close: () => void } {
  const route = useRoute();
  const router = useRouter();
  const rows = computed(() => rowsKeyOf(route.query['rows']));
  function close(): void {
    const query = { ...route.query };
    delete query['rows'];
    // Opened from this page: going back leaves no second copy of it in the history.
    const state = window.history.state as { back?: unknown } | null;
    if (state?.back === router.resolve({ query }).fullPath) router.back();
    else void router.replace({ query });
  }
  return { rows, close };
}
