/** The place in time and in the tree that the URL holds: `asOf`, `unit`, `year`. Every page reads it from here. */
import { type ComputedRef, computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { isPlainDate } from '../domain/calendar.ts';
import { session } from './session.ts';

export interface Standpoint {
  /** The day looked back to; undefined is today. */
  asOf: string | undefined;
  unit: string | undefined;
  year: number | undefined;
}

/** Reads the standpoint of a URL's query; what is not well formed is left out. */
export function standpointOf(query: Readonly<Record<string, unknown>>): Standpoint {
  const { asOf, unit, year } = query;
  return {
    asOf: typeof asOf === 'string' && isPlainDate(asOf) ? asOf : undefined,
    unit: typeof unit === 'string' && unit !== '' ? unit : undefined,
    year: typeof year === 'string' && /^20\d\d$/.test(year) ? Number(year) : undefined,
  };
}

/** The standpoint as query values, without what is undefined. */
export function standpointQuery(standpoint: Partial<Standpoint>): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(standpoint)) if (value !== undefined) query[key] = String(value);
  return query;
}

/** The standpoint of the current URL and the way to move it; other query values stay. */
export function useStandpoint(): {
  standpoint: ComputedRef<Standpoint>;
  move: (change: Partial<Standpoint>) => void;
} {
  const route = useRoute();
  const router = useRouter();
  const standpoint = computed(() => standpointOf(route.query));
  function move(change: Partial<Standpoint>): void {
    const query = { ...route.query };
    for (const [key, value] of Object.entries(change)) {
      if (value === undefined) delete query[key];
      else query[key] = String(value);
    }
    void router.push({ query });
  }
  return { standpoint, move };
}

/** The past day that the URL looks back to; null for today. For pages whose answer does not say it. */
export function useLookedBackTo(): ComputedRef<string | null> {
  const route = useRoute();
  return computed(() => {
    const { asOf } = standpointOf(route.query);
    const today = session.value?.today;
    return asOf !== undefined && today !== undefined && asOf < today ? asOf : null;
  });
}
