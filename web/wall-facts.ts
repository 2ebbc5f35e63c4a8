/** The overview's facts as the wall says them: the sentence, the titles, the lists. Pure. */
import type { Light } from '../domain/light.ts';
import type { Overview } from '../server/contract.ts';
import { percent, pointsSize } from './format.ts';
import { gapToTime, matrixFacts, paceTone, sentenceFacts } from './overview-view.ts';
import { commonWords } from './words/common.ts';
import { overviewWords } from './words/overview.ts';
import { type WallFacts, wallWords } from './words/wall.ts';

/** Whoever lags behind time without a light for it is told in amber (as the overview's figure does). */
export function gapTone(rate: number | null, timeProgress: number): Light | null {
  const gap = gapToTime(rate, timeProgress);
  return paceTone(rate, timeProgress) ?? ((gap ?? 0) < -0.0005 ? 'attention' : null);
}

export function wallFacts(overview: Overview): WallFacts {
  const { projects, behind, overdue, overdueAmount, missed, rate, gap, direction } = sentenceFacts(overview);
  const tone = gapTone(overview.executionRate, overview.timeProgress);
  return {
    projects,
    behind,
    overdue,
    overdueAmount,
    missed,
    rate,
    gap,
    direction,
    gapTone:
      tone === 'severe' || tone === 'lagging' || tone === 'attention' || tone === 'normal' ? tone : 'strong',
  };
}

/** What the bullets say of the units: the slowest, or of a single one its rate. */
export function unitsTitle(overview: Overview, slowest: Overview['units'][number] | null): string {
  if (!slowest) return overviewWords.units.none;
  const rate = percent(slowest.executionRate);
  if (overview.units.length === 1) return overviewWords.units.single(rate);
  const gap = gapToTime(slowest.executionRate, overview.timeProgress) ?? 0;
  return wallWords.units.title(slowest.name, rate, pointsSize(gap), gap < 0);
}

export function matrixTitle(overview: Overview): string {
  const { behind, groups, inGroups } = matrixFacts(overview);
  if (behind === 0) return overviewWords.matrix.none;
  const names = groups.map((group) => commonWords.groups[group]).join(overviewWords.matrix.and);
  return inGroups === behind ? wallWords.matrix.allIn(names) : wallWords.matrix.title(names);
}

/** Head of what is late: payments, or work whose day has passed, or both. */
export function lateTitle({ overdue, missed }: Overview['duties']): string {
  const { late } = wallWords;
  if (overdue > 0 && missed > 0) return late.both(overdue, missed);
  if (overdue > 0) return late.title(overdue);
  return missed > 0 ? late.missed(missed) : late.none;
}
