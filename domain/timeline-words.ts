/** What an alert's history says of each of its days, in each language. No full stops. */
import type { AlertActName } from './alert-state.ts';
import type { Language } from './language.ts';
import type { Anchor } from './obligation-rule.ts';

export interface TimelineWords {
  anchors: Readonly<Record<Anchor, string>>;
  /** The day on which it was due, by what was due; null: anything else. */
  dueDay: (kind: 'payment' | 'allotment' | 'work' | 'form' | 'turn' | null) => string;
  opened: string;
  resolved: string;
  act: (post: string, act: AlertActName, until: string | null) => string;
  silenced: (until: string) => string;
  suppressed: string;
  acknowledged: string;
  waiting: string;
  nthDay: (workingDays: number) => string;
  openingDay: string;
  onDueDay: string;
  before: (workingDays: number) => string;
  late: (workingDays: number) => string;
  told: (
    event: 'raised' | 'repeated' | 'resolved' | 'withdrawn',
    isReminder: boolean,
    posts: string,
  ) => string;
  /** A step to come; `isAfter`: of the alert that follows when nothing is done. */
  planned: (isRepeat: boolean, isReminder: boolean, posts: string, isAfter: boolean) => string;
  list: (items: readonly string[]) => string;
}

const VERBS = { payment: '发放', allotment: '拨付', work: '完成', form: '报送', turn: '审核' } as const;
const ACTS: Readonly<Record<AlertActName, string>> = {
  acknowledged: '已阅',
  silenced: '静默',
  reopened: '恢复提醒',
  replied: '说明',
};

const zhCN: TimelineWords = {
  anchors: { document_issued: '文件下达', quota_formed: '指标形成', other: '起算事项' },
  dueDay: (kind) => `应${kind === null ? '办' : VERBS[kind]}日`,
  opened: '提醒开始',
  resolved: '已办结',
  act: (post, act, until) => `${post}${ACTS[act]}${until === null ? '' : `到 ${until}`}`,
  silenced: (until) => `静默中，到 ${until} 为止不上报`,
  suppressed: '由另一条提醒说明，不单独上报',
  acknowledged: '已阅，等待处理',
  waiting: '等待处理',
  nthDay: (workingDays) => `第 ${String(workingDays)} 个工作日`,
  openingDay: '提醒当天',
  onDueDay: '到期当天',
  before: (workingDays) => `到期前 ${String(workingDays)} 个工作日`,
  late: (workingDays) => (workingDays > 0 ? `逾期 ${String(workingDays)} 个工作日` : '已过到期日'),
  told: (event, isReminder, posts) => {
    switch (event) {
      case 'raised':
        return `${isReminder ? '提醒' : '上报'}${posts}`;
      case 'repeated':
        return `复催${posts}`;
      case 'resolved':
        return `告知${posts}：已办结`;
      case 'withdrawn':
        return `告知${posts}：提醒撤回`;
    }
  },
  planned: (isRepeat, isReminder, posts, isAfter) =>
    `${isAfter ? '仍未办结，' : ''}将${isRepeat ? '复催' : isReminder ? '提醒' : '上报'}${posts}`,
  list: (items) => items.join('、'),
};

const DUE = {
  payment: 'Payout due',
  allotment: 'Allotment due',
  work: 'Work due',
  form: 'Form due',
  turn: 'Review due',
} as const;
const ENGLISH_ACTS: Readonly<Record<AlertActName, string>> = {
  acknowledged: 'acknowledged',
  silenced: 'silenced',
  reopened: 'reopened',
  replied: 'wrote a note',
};
const workingDays = (count: number): string => `${String(count)} working ${count === 1 ? 'day' : 'days'}`;
const opened = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const en: TimelineWords = {
  anchors: { document_issued: 'Document issued', quota_formed: 'Quota formed', other: 'Starting event' },
  dueDay: (kind) => (kind === null ? 'Due' : DUE[kind]),
  opened: 'Alert opened',
  resolved: 'Resolved',
  act: (post, act, until) => opened(`${post} ${ENGLISH_ACTS[act]}${until === null ? '' : ` to ${until}`}`),
  silenced: (until) => `Silenced, no escalation up to ${until}`,
  suppressed: 'Explained by another alert, not escalated',
  acknowledged: 'Acknowledged, to be dealt with',
  waiting: 'To be dealt with',
  nthDay: (count) => `working day ${String(count)}`,
  openingDay: 'day of the alert',
  onDueDay: 'on the due date',
  before: (count) => `${workingDays(count)} before the due date`,
  late: (count) => (count > 0 ? `${workingDays(count)} overdue` : 'past its due date'),
  told: (event, isReminder, posts) => {
    switch (event) {
      case 'raised':
        return `${isReminder ? 'Reminded' : 'Escalated to'} ${posts}`;
      case 'repeated':
        return `Reminded again: ${posts}`;
      case 'resolved':
        return `Told ${posts}: resolved`;
      case 'withdrawn':
        return `Told ${posts}: alert withdrawn`;
    }
  },
  planned: (isRepeat, isReminder, posts, isAfter) => {
    const verb = isRepeat ? 'remind again:' : isReminder ? 'remind' : 'escalate to';
    return `${isAfter ? 'If not settled, will' : 'Will'} ${verb} ${posts}`;
  },
  list: (items) => items.join(', '),
};

export const TIMELINE_WORDS: Readonly<Record<Language, TimelineWords>> = { 'zh-CN': zhCN, en };
