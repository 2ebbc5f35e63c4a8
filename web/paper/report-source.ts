/** Where a page's figures come from: the page says it once, its panels put it under what they give to a report. */
import { type ComputedRef, type InjectionKey, inject, provide } from 'vue';

export interface ReportSource {
  /** Day that the figures are of. */
  asOf: string;
  place: string;
  invented: boolean;
}

/** The unit of a panel's amounts, said once under it; `none`: there are no amounts, or each prints its own unit. */
export type ReportUnit = 'wan' | 'yuan' | 'none';

const KEY: InjectionKey<ComputedRef<ReportSource | null>> = Symbol('report source');

export function provideReportSource(source: ComputedRef<ReportSource | null>): void {
  provide(KEY, source);
}

/** Null on a page whose panels are not for reports. */
export function useReportSource(): ComputedRef<ReportSource | null> | null {
  return inject(KEY, null);
}
