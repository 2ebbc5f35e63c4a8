/** The timeline of an alert: what happened, who was told with which proof, what was done about it, what is to come. */
import { sql } from 'kysely';
import { stateOn, stepsToCome } from './alerts.ts';
import type { AlertRow } from './alert-rows.ts';
import type { Tx } from './database.ts';
import type { Judging } from './judging.ts';
import { addDays, workingDaysBetween, type PlainDate } from '../domain/calendar.ts';
import type { Language } from '../domain/language.ts';
import { postName, recordedPost, type Post } from '../domain/post.ts';
import { TIMELINE_WORDS, type TimelineWords } from '../domain/timeline-words.ts';
import type { Obligation, RegisteredEvent, TimelineEntry } from '../server/contract-alerts.ts';

/** Steps to come that are shown. */
export const SHOWN_STEPS = 3;

/** An alert as it stood at the close of `asOf`, with what its words need. */
export interface Case {
  regionId: string;
  row: AlertRow;
  judging: Judging;
  asOf: PlainDate;
  obligation: Obligation | null;
  event: RegisteredEvent | null;
}

/** The steps of an alert in their order: what it follows from, who was told and did what, today, and what comes next. */
export async function timelineOf(tx: Tx, c: Case): Promise<TimelineEntry[]> {
  const { row, asOf, event, obligation } = c;
  const { language } = c.judging;
  const w = wordsOf(c);
  const entries: TimelineEntry[] = [];
  if (event) entries.push(happening(event.happenedOn, 'event', w.anchors[event.anchor], event.document));
  if (row.due_on !== null) {
    const form = row.duty?.form ?? null;
    const what = form === null ? (obligation?.kind ?? null) : form.post === null ? 'form' : 'turn';
    entries.push(happening(row.due_on, 'due', w.dueDay(what)));
  } else entries.push(happening(row.opened_on, 'opened', w.opened));
  entries.push(...(await toldSteps(tx, c)));
  for (const act of row.acts) {
    entries.push({
      ...happening(
        act.recordedOn,
        'act',
        w.act(recordedPost(act.recordedBy, language), act.act, act.until),
        act.reason,
      ),
      at: act.recordedAt,
    });
  }
  if (row.resolved_on !== null && row.resolved_on <= asOf) {
    entries.push(happening(row.resolved_on, 'resolved', w.resolved, relativeDay(c, row.resolved_on)));
  } else {
    entries.push(happening(asOf, 'today', waitingWords(c), relativeDay(c, asOf)));
    entries.push(...plannedEntries(c));
  }
  const order = (entry: TimelineEntry) => `${entry.on} ${RANK[entry.what]} ${entry.at ?? ''}`;
  return entries.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function happening(
  on: PlainDate,
  what: TimelineEntry['what'],
  title: string,
  text: string | null = null,
): TimelineEntry {
  return { on, at: null, what, level: null, title, text, workingDaysAhead: null, posts: [], proofs: [] };
}

/** In the language of who reads. */
function wordsOf({ judging }: Pick<Case, 'judging'>): TimelineWords {
  return TIMELINE_WORDS[judging.language];
}

function waitingWords(c: Case): string {
  const { row, asOf } = c;
  const w = wordsOf(c);
  const { state, until } = stateOn(row, asOf);
  switch (state) {
    case 'silenced':
      return w.silenced(until ?? '');
    case 'suppressed':
      return w.suppressed;
    case 'acknowledged':
      return w.acknowledged;
    case 'open':
    case 'resolved':
      return w.waiting;
  }
}

/** Where a day lies beside the due day, or beside the day on which the alert opened. */
function relativeDay(c: Case, day: PlainDate): string {
  const {
    row,
    judging: { calendar },
  } = c;
  const w = wordsOf(c);
  const { due_on: dueOn } = row;
  if (dueOn === null) {
    const days = workingDaysBetween(calendar, row.opened_on, day);
    return days > 0 ? w.nthDay(days) : w.openingDay;
  }
  if (day === dueOn) return w.onDueDay;
  if (day < dueOn) return w.before(workingDaysBetween(calendar, day, dueOn));
  return w.late(workingDaysBetween(calendar, dueOn, day));
}

const RANK: Record<TimelineEntry['what'], number> = {
  event: 0,
  opened: 1,
  due: 2,
  told: 3,
  act: 4,
  withdrawn: 5,
  resolved: 6,
  today: 7,
  step: 8,
};

type ProofState = TimelineEntry['proofs'][number]['state'];

interface ToldRow {
  event: 'raised' | 'repeated' | 'resolved' | 'withdrawn';
  level: number;
  round: number;
  recorded_on: PlainDate;
  recorded_at: string;
  post: Post;
  channel: string;
  state: ProofState | null;
  sent_at: string | null;
  read_at: string | null;
  failed_at: string | null;
  failure: string | null;
}

/** Each step that was taken, with a proof for every person and channel. */
async function toldSteps(tx: Tx, c: Case): Promise<TimelineEntry[]> {
  const { regionId, row, asOf } = c;
  const { rows } = await sql<ToldRow>`
    select n.event, n.level, n.round, n.recorded_on, n.recorded_at, n.post, n.channel, m.state, m.sent_at, m.read_at,
      f.finished_at as failed_at, f.detail as failure
    from app.notices n
    left join ops.message_notices mn on mn.region_id = n.region_id and mn.notice_id = n.id
    left join ops.messages m on m.id = mn.message_id
    left join lateral (select t.finished_at, t.detail from ops.message_attempts t
      where t.message_id = m.id and t.outcome in ('passing_failure', 'permanent_failure')
      order by t.attempt desc limit 1) f on true
    where n.region_id = ${regionId} and n.recorded_on <= ${asOf} and (n.alert_id = ${row.id}
      -- The reminder before the due day is an alert of its own; to a reader it is the first step.
      or (n.event in ('raised', 'repeated') and n.alert_id in (select b.id from app.alerts b
        where b.region_id = ${regionId} and b.subject_id = ${row.subject_id} and b.due_on = ${row.due_on}
          and b.kind = 'due_soon')))
    order by n.seq`.execute(tx);
  const steps = Map.groupBy(rows, (each) => `${each.event} ${each.level} ${each.round}`);
  return [...steps.values()].flatMap((told): TimelineEntry[] => {
    const [first] = told;
    if (!first) return [];
    const posts = [...new Set(told.map((each) => each.post))];
    const what =
      first.event === 'resolved' ? 'resolved' : first.event === 'withdrawn' ? 'withdrawn' : ('told' as const);
    return [
      {
        ...happening(
          first.recorded_on,
          what,
          wordsOf(c).told(first.event, first.level === 0, namesOf(c, posts)),
          what === 'told' ? relativeDay(c, first.recorded_on) : null,
        ),
        at: first.recorded_at,
        level: first.level,
        posts,
        proofs: told.flatMap((each) => proofsOf(each, c.judging.language)),
      },
    ];
  });
}

/** How it went; what failed before it arrived is not forgotten. */
function proofsOf(told: ToldRow, language: Language): TimelineEntry['proofs'] {
  const { channel } = told;
  const post = postName(told.post, language);
  const state = told.state ?? 'waiting';
  const proofs: TimelineEntry['proofs'] = [];
  if (told.failed_at !== null || state === 'failed') {
    proofs.push({ channel, post, state: 'failed', at: told.failed_at, readAt: null, detail: told.failure });
  }
  if (state !== 'failed') {
    proofs.push({ channel, post, state, at: told.sent_at, readAt: told.read_at, detail: null });
  }
  return proofs;
}

function namesOf(c: Case, posts: readonly Post[]): string {
  return wordsOf(c).list(posts.map((post) => postName(post, c.judging.language)));
}

function plannedEntries(c: Case): TimelineEntry[] {
  const { row, judging, asOf } = c;
  const { state } = stateOn(row, asOf);
  if (state === 'suppressed') return [];
  // A reminder is followed by the alert that it was too late: its first steps are told beforehand.
  const after: typeof row =
    row.kind === 'due_soon' && row.due_on !== null
      ? {
          ...row,
          kind: row.duty?.kind === 'work' ? 'deadline_missed' : 'overdue',
          done: [],
          opened_on: addDays(row.due_on, 1),
        }
      : row;
  const steps = [
    ...stepsToCome(row, judging, asOf).map((step) => ({ ...step, isAfter: false })),
    ...(after === row ? [] : stepsToCome(after, judging, asOf).map((step) => ({ ...step, isAfter: true }))),
  ];
  return steps.slice(0, SHOWN_STEPS).map(({ on, level, round, posts, isAfter }) => {
    return {
      ...happening(
        on,
        'step',
        wordsOf(c).planned(round > 0, level === 0, namesOf(c, posts), isAfter),
        relativeDay(c, on),
      ),
      level,
      workingDaysAhead: Math.max(workingDaysBetween(judging.calendar, asOf, on), 0),
      posts,
    };
  });
}
