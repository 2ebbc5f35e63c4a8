/** A project told in a sentence and a strip of months: how it stands, since when, and what comes of it. Pure. */
import { exact } from '../domain/money.ts';
import type { Obligation } from '../server/contract-alerts.ts';
import type { DispositionItem } from '../server/contract-review-shapes.ts';
import type { ProjectDetail, ProjectIndicator } from '../server/contract.ts';
import { moneyOutlook } from './charts/money-outlook.ts';
import { dutiesSummary } from './duties-view.ts';
import { shortDate, wanYuan } from './format.ts';
import { knownSum } from './overview-view.ts';
import { aheadOf, causeOf } from './project-view.ts';
import type { StripRow } from './strip-row.ts';
import { commonWords } from './words/common.ts';
import { dutyWords } from './words/duties.ts';
import { projectWords } from './words/project.ts';
import { rectificationWords } from './words/rectifications.ts';

/** A smaller share of the budget that stays is not worth a sentence. */
const WORTH_SAYING = 0.01;

export interface ProjectStory {
  /** Money far before the work, or the work before the money. */
  ahead: 'money' | 'work' | null;
  /** What follows if nothing changes; '' where the year ends well or nothing can be said. */
  consequence: string;
  /** What is late in money, '' when nothing is: the light follows pace alone. */
  late: string;
  /** The hold or stop that refuses payments now, '' without one. */
  stopped: string;
  strip: StripRow[];
  stripTitle: string;
  /** The strip shows months to come. */
  isForecast: boolean;
}

export function storyOf(
  project: ProjectDetail,
  about: {
    indicator: ProjectIndicator | null;
    obligations: readonly Obligation[];
    stopped: DispositionItem | null;
  },
): ProjectStory {
  const outlook = outlookOf(project);
  const { overdue, overdueAmount } = dutiesSummary(about.obligations);
  return {
    ahead: aheadOf(project),
    consequence: outlook === null ? '' : consequenceOf(project, outlook.forecast.expected),
    late: overdue > 0 ? dutyWords.brief.titleLate(overdue, knownSum(overdueAmount)) : '',
    stopped: about.stopped === null ? '' : stoppedText(about.stopped),
    strip: stripOf(project, about.indicator, outlook),
    stripTitle: stripTitleOf(project),
    isForecast: outlook !== null,
  };
}

type Outlook = ReturnType<typeof moneyOutlook>;

/** Where the money goes at its recent pace. */
function outlookOf({ money, ledger, fiscalYear, asOf, judging }: ProjectDetail): Outlook {
  const { budget, curve } = money;
  return moneyOutlook({ budget, curve, ledger, fiscalYear, asOf }, judging.rules);
}

function consequenceOf({ money: { budget } }: ProjectDetail, expected: string): string {
  if (budget === null) return '';
  const missing = exact(budget).minus(expected);
  return missing.lt(exact(budget).times(WORTH_SAYING))
    ? ''
    : projectWords.consequence.moneyRest(wanYuan(expected), wanYuan(missing.toFixed(2)));
}

function stoppedText({ kind, documentNumber }: DispositionItem): string {
  const { kinds, stopped } = rectificationWords.disposition;
  return stopped(kinds[kind], documentNumber);
}

function stripOf(project: ProjectDetail, indicator: ProjectIndicator | null, outlook: Outlook): StripRow[] {
  const { money } = project;
  return [
    { label: projectWords.strip.project, months: project.months, now: project.light },
    ...(indicator
      ? [{ label: indicator.name, months: indicator.months, now: indicator.judgement.light }]
      : []),
    {
      label: projectWords.strip.money,
      months: money.months,
      now: money.judgement.light,
      ...(outlook ? { forecast: outlook.months } : {}),
    },
  ];
}

function stripTitleOf(project: ProjectDetail): string {
  const [day, light] = [shortDate(project.since, project.fiscalYear), commonWords.lights[project.light]];
  const cause = causeOf(project);
  if (cause === null) return projectWords.strip.since(day, light);
  return projectWords.strip.sinceOf(day, light, cause === 'money' ? projectWords.strip.money : cause.name);
}
