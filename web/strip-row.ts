import type { Light } from '../domain/light.ts';

/** A subject's twelve months in a `MonthStrip`. */
export interface StripRow {
  label: string;
  /** The light at each month's end, null where the month has not ended. */
  months: readonly (Light | null)[];
  /** The light now, shown in the running month while that has not ended. */
  now?: Light | null;
  /** Expected lights of the months to come. */
  forecast?: readonly (Light | null)[];
}
