import { defineAsyncComponent } from 'vue';

/** Tries of the charts' chunk: a server that restarts is back within seconds. */
const TRIES = 4;
const FIRST_WAIT_MS = 1000;

/** The charts' chunk (ECharts), fetched when the first chart is shown, and again when the line was cut meanwhile. */
export const ChartView = defineAsyncComponent({
  loader: () => import('./components/ChartView.vue'),
  onError: (_error, retry, fail, attempts) => {
    if (attempts >= TRIES) fail();
    else setTimeout(retry, FIRST_WAIT_MS * 2 ** (attempts - 1));
  },
});
