/** What can be done about an alert, why not, where it is settled, and what follows, said before the click. Pure. */
import { addDays, daysBetween, isPlainDate } from '../domain/calendar.ts';
import type { AlertDetail, AlertItem, SilencePreview } from '../server/contract-alerts.ts';
import { passedLevels, postNames } from './alerts-view.ts';
import { shortDate } from './format.ts';
import { alertsWords as words } from './words/alerts.ts';
import { nextOf } from './workday-ruler.ts';

const ACTIONS = ['acknowledge', 'silence', 'reply', 'settle', 'reopen'] as const;
export type ActionName = (typeof ACTIONS)[number];

/** The actions that an alert offers, in the order of the panel. */
export function actionsOf({ state }: Pick<AlertItem, 'state'>): ActionName[] {
  switch (state) {
    case 'resolved':
      return ['reply'];
    case 'suppressed':
      return ['reply', 'settle'];
    case 'acknowledged':
      return ['silence', 'reply', 'settle', 'reopen'];
    case 'silenced':
      return ['silence', 'reply', 'settle', 'reopen'];
    case 'open':
      return ['acknowledge', 'silence', 'reply', 'settle'];
  }
}

/** Why an action cannot be taken; null when it can. */
export function refusalOf(action: ActionName, detail: AlertDetail, isLookingBack: boolean): string | null {
  const { mayNot } = words.act;
  const all = refusalOfAll(detail, isLookingBack);
  if (all !== null) return all;
  if (action === 'silence' && !detail.maySilence) return mayNot.silence;
  if (action !== 'settle') return null;
  const way = settlingOf({ ...detail.alert, duty: detail.obligation }).kind;
  if ((way === 'money' || way === 'pace' || way === 'budget') && !detail.mayPay) return mayNot.pay;
  return (way === 'work' || way === 'lagging' || way === 'unreported') && !detail.mayEnter
    ? mayNot.enter
    : null;
}

export type Settling = keyof (typeof words)['act']['settle'];

/** Where an alert is settled: in the project's ledger, on the entry sheet, in the project. */
export function settlingOf(
  alert: Pick<AlertItem, 'kind' | 'projectId' | 'subjectId'> & {
    duty?: {
      kind: 'payment' | 'allotment' | 'work';
      indicatorId: string | null;
      formId?: string | null;
    } | null;
  },
): { kind: Settling; path: string; query: Record<string, string> } {
  const project = `/projects/${alert.projectId}`;
  const inLedger = { path: project, query: { tab: 'money' } };
  switch (alert.kind) {
    case 'overdue':
    case 'due_soon':
    case 'deadline_missed': {
      const formId = alert.duty?.formId ?? null;
      if (formId !== null) return { kind: 'form', path: `/review-forms/${formId}`, query: {} };
      if (alert.duty?.kind !== 'work' && alert.kind !== 'deadline_missed') {
        // The ledger's form opens with this duty chosen.
        return { kind: 'money', path: project, query: { pay: alert.subjectId } };
      }
      const indicator = alert.duty?.indicatorId ?? null;
      if (indicator === null) return { kind: 'work', ...inLedger };
      return { kind: 'work', path: '/entry', query: { indicator } };
    }
    case 'over_budget':
      return { kind: 'budget', ...inLedger };
    case 'money_behind':
      return { kind: 'pace', ...inLedger };
    case 'indicator_lagging':
      return { kind: 'lagging', path: '/entry', query: { indicator: alert.subjectId } };
    case 'unreported':
      return { kind: 'unreported', path: '/entry', query: {} };
    case 'undeterminable':
      return { kind: 'undeterminable', path: project, query: {} };
  }
}

/** The words of the way there: `登记拨付，办结`. */
export function settleWords(alert: Parameters<typeof settlingOf>[0]): string {
  const { go } = words.act;
  switch (settlingOf(alert).kind) {
    case 'money':
      return go.money(words.why.verbs[alert.duty?.kind ?? 'allotment']);
    case 'pace':
      return go.pace;
    case 'work':
      return go.work;
    case 'form':
      return go.form;
    case 'lagging':
    case 'unreported':
      return go.entry;
    case 'budget':
    case 'undeterminable':
      return go.project;
  }
}

/** Why nothing at all can be done here; null when something can. */
export function refusalOfAll(detail: Pick<AlertDetail, 'mayAct'>, isLookingBack: boolean): string | null {
  if (isLookingBack) return words.act.mayNot.lookingBack;
  return detail.mayAct ? null : words.act.mayNot.act;
}

export interface Consequence {
  /** `08-04`, or a word like 提交后. */
  when: string;
  text: string;
  isWarning?: true;
}

/** What follows from an action, said before the click. `preview`: of the silence, null while it is not known. */
export function consequencesOf(
  action: ActionName,
  detail: Pick<AlertDetail, 'alert' | 'timeline' | 'asOf'>,
  options: { until: string | null; preview: SilencePreview | null },
): Consequence[] {
  const { after } = words.act;
  const year = detail.alert.fiscalYear;
  const next = nextOf(detail.timeline);
  const isQuiet = detail.alert.state === 'resolved' || detail.alert.state === 'suppressed';
  const passed = passedLevels(detail.alert);
  const says = (level: number, posts: AlertItem['nextPosts']) => {
    const verb = level < passed ? after.again : level === 0 ? after.remind : after.report;
    return after.step(verb, postNames(posts));
  };
  const going: Consequence[] =
    next === null
      ? [{ when: after.immediately, text: after.nothingNext }]
      : [{ when: shortDate(next.on, year), text: after.stays(says(next.level ?? 0, next.posts)) }];
  switch (action) {
    case 'acknowledge':
      return options.until === null
        ? going
        : [...going, { when: shortDate(addDays(options.until, 1), year), text: after.backOn }];
    case 'reply':
      return [{ when: after.immediately, text: after.told }, ...(isQuiet ? [] : going)];
    case 'settle':
      return [{ when: after.immediately, text: after.resolved }];
    case 'reopen':
      return [{ when: after.immediately, text: after.reopened }];
    case 'silence': {
      if (options.until === null) return [];
      const quiet: Consequence[] = [
        { when: after.immediately, text: after.watch },
        { when: shortDate(options.until, year), text: after.quiet(shortDate(options.until, year)) },
      ];
      const [first] = options.preview?.steps ?? [];
      if (!first) return quiet;
      const step = says(first.level, first.posts);
      const text = first.isMoved ? after.moved(step) : after.kept(step);
      return [...quiet, { when: shortDate(first.on, year), text, isWarning: true }];
    }
  }
}

/** What is wrong with a silence before it is sent. */
export function silenceFaults(
  input: { until: string; reason: string },
  { today, silenceAtMost }: Pick<AlertDetail, 'today' | 'silenceAtMost'>,
): Record<string, string> {
  const { missing } = words.act;
  const faults: Record<string, string> = {};
  if (!isPlainDate(input.until)) faults['until'] = missing.until;
  else if (daysBetween(today, input.until) < 0) faults['until'] = missing.untilPast;
  else if (input.until > silenceAtMost) faults['until'] = missing.untilFar(silenceAtMost);
  if (input.reason.trim().length < 2) faults['reason'] = missing.reason;
  return faults;
}
