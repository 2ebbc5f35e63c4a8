/** One alert with its history: what it follows from, who was told when with which proof, what was done, what comes next. */
import { sql } from 'kysely';
import { actAnswer, alertItem, stateOn } from './alerts.ts';
import { readAlerts, type AlertRow } from './alert-rows.ts';
import { inContext, type Context, type Db, type Tx } from './database.ts';
import {
  obligationAnswer,
  OBLIGATION_COLUMNS,
  OBLIGATION_TABLES,
  readEvents,
  type ObligationRow,
} from './duties.ts';
import { loadJudging, type Judging } from './judging.ts';
import { ladderOf } from './ladders.ts';
import { pausesOf, SILENCE_AT_MOST_DAYS, type AlertAct } from '../domain/alert-state.ts';
import { addDays, daysBetween, type PlainDate } from '../domain/calendar.ts';
import { ladderDates, type Ladder } from '../domain/ladder.ts';
import { POST_NAMES, type Post } from '../domain/post.ts';
import type {
  AlertDetail,
  Obligation,
  RegisteredEvent,
  SilencePreview,
  TimelineEntry,
} from '../server/contract-alerts.ts';

/** Steps to come that are shown, the next repetition among them. */
const SHOWN_REPEATS = 1;
/** Days of the ruler: more do not fit a page, and what lies longer back says no more than its day. */
const RULER_DAYS = 31;

export function findAlert(
  db: Db,
  context: Context,
  options: { alertId: string; today: PlainDate },
): Promise<AlertDetail | null> {
  const { alertId, today } = options;
  const { regionId } = context;
  return inContext(
    db,
    context,
    async (tx) => {
      const judging = await loadJudging(db);
      const [row] = await readAlerts(tx, regionId, sql`a.id = ${alertId}`, today);
      if (!row) return null;
      const duty = await findDuty(tx, regionId, row);
      const event = duty ? await eventOf(tx, regionId, duty) : null;
      const ladder = await ladderOf(tx, regionId, today);
      const obligation = duty ? obligationAnswer(duty, judging, today) : null;
      const timeline = await timelineOf(tx, { regionId, row, judging, today, ladder, obligation, event });
      return {
        alert: alertItem(row, judging, today),
        today,
        obligation,
        event,
        siblings: duty ? await siblingsOf(tx, regionId, duty, judging, today) : [],
        timeline,
        acts: row.acts.map(actAnswer),
        ruler: await rulerOf(tx, judging, { row, event, timeline, today }),
        silenceAtMost: addDays(today, SILENCE_AT_MOST_DAYS),
      };
    },
    'snapshot',
  );
}

async function findDuty(tx: Tx, regionId: string, row: AlertRow): Promise<ObligationRow | null> {
  if (!row.duty) return null;
  const { rows } = await sql<ObligationRow>`select ${OBLIGATION_COLUMNS} from ${OBLIGATION_TABLES}
    where o.region_id = ${regionId} and o.id = ${row.subject_id}`.execute(tx);
  return rows[0] ?? null;
}

async function eventOf(tx: Tx, regionId: string, duty: ObligationRow): Promise<RegisteredEvent | null> {
  const { rule } = duty.basis;
  if (rule.type !== 'after') return null;
  const events = await readEvents(tx, regionId, duty.project_id);
  return events.find((event) => event.anchor === rule.anchor) ?? null;
}

async function siblingsOf(
  tx: Tx,
  regionId: string,
  duty: ObligationRow,
  judging: Judging,
  today: PlainDate,
): Promise<AlertDetail['siblings']> {
  const { rows } = await sql<ObligationRow>`select ${OBLIGATION_COLUMNS} from ${OBLIGATION_TABLES}
    where o.region_id = ${regionId} and o.project_id = ${duty.project_id} and o.id <> ${duty.id}
      and o.kind = ${duty.kind} and o.period is not null
      and o.indicator_id is not distinct from ${duty.indicator_id}::uuid
      and o.plan_id is not distinct from ${duty.plan_id}::uuid
    order by o.period`.execute(tx);
  return rows.map((row) => {
    const { period, state, workingDaysLate } = obligationAnswer(row, judging, today);
    return { period, state, workingDaysLate };
  });
}

interface Case {
  regionId: string;
  row: AlertRow;
  judging: Judging;
  today: PlainDate;
  ladder: Ladder;
  obligation: Obligation | null;
  event: RegisteredEvent | null;
}

async function timelineOf(tx: Tx, c: Case): Promise<TimelineEntry[]> {
  const { row, today, event, obligation } = c;
  const at = (
    on: PlainDate,
    what: TimelineEntry['what'],
    title: string,
    text: string | null = null,
  ): TimelineEntry => ({
    on,
    at: null,
    what,
    level: null,
    title,
    text,
    posts: [],
    proofs: [],
  });
  const entries: TimelineEntry[] = [];
  if (event) entries.push(at(event.happenedOn, 'event', EVENT_WORDS[event.anchor], event.document));
  if (row.due_on !== null) {
    entries.push(at(row.due_on, 'due', `应${obligation ? VERBS[obligation.kind] : '办'}日`));
  } else entries.push(at(row.opened_on, 'opened', '提醒开始'));
  entries.push(...(await toldSteps(tx, c)));
  for (const act of row.acts) {
    entries.push({
      ...at(
        act.recordedOn,
        'act',
        `${act.recordedBy}${ACT_WORDS[act.act]}${act.until ? `到 ${act.until}` : ''}`,
        act.reason,
      ),
      at: act.recordedAt,
    });
  }
  if (row.resolved_on !== null) entries.push(at(row.resolved_on, 'resolved', '已办结'));
  else {
    entries.push(at(today, 'today', '等待处理'));
    entries.push(...stepsToCome(c));
  }
  const order = (entry: TimelineEntry) => `${entry.on} ${RANK[entry.what]} ${entry.at ?? ''}`;
  return entries.sort((a, b) => (order(a) < order(b) ? -1 : 1));
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
const EVENT_WORDS = { document_issued: '文件下达', quota_formed: '指标形成', other: '起算事项' } as const;
const VERBS = { payment: '发放', allotment: '拨付', work: '完成' } as const;
const ACT_WORDS = { acknowledged: '已阅', silenced: '静默', reopened: '恢复提醒', replied: '说明' } as const;

interface ToldRow {
  event: 'raised' | 'repeated' | 'resolved' | 'withdrawn';
  level: number;
  round: number;
  recorded_on: PlainDate;
  recorded_at: string;
  post: Post;
  channel: string;
  state: TimelineEntry['proofs'][number]['state'] | null;
  at: string | null;
  read_at: string | null;
  detail: string | null;
}

/** Each step that was taken, with a proof for every person and channel. */
async function toldSteps(tx: Tx, { regionId, row }: Case): Promise<TimelineEntry[]> {
  const { rows } = await sql<ToldRow>`
    select n.event, n.level, n.round, n.recorded_on, n.recorded_at, n.post, n.channel, m.state,
      coalesce(m.sent_at, l.finished_at) as at, m.read_at, l.detail
    from app.notices n
    left join ops.message_notices mn on mn.region_id = n.region_id and mn.notice_id = n.id
    left join ops.messages m on m.id = mn.message_id
    left join lateral (select t.finished_at, t.detail from ops.message_attempts t where t.message_id = m.id
      order by t.attempt desc limit 1) l on true
    where n.region_id = ${regionId} and n.alert_id = ${row.id} order by n.seq`.execute(tx);
  const steps = Map.groupBy(rows, (each) => `${each.event} ${each.level} ${each.round}`);
  return [...steps.values()].flatMap((told): TimelineEntry[] => {
    const [first] = told;
    if (!first) return [];
    const posts = [...new Set(told.map((each) => each.post))];
    return [
      {
        on: first.recorded_on,
        at: first.recorded_at,
        what: first.event === 'resolved' ? 'resolved' : first.event === 'withdrawn' ? 'withdrawn' : 'told',
        level: first.level,
        title: stepTitle(first.event, first.level, posts),
        text: null,
        posts,
        proofs: told.map((each) => ({
          channel: each.channel,
          post: POST_NAMES[each.post],
          state: each.state ?? 'waiting',
          at: each.at,
          readAt: each.read_at,
          detail: each.detail,
        })),
      },
    ];
  });
}

function stepTitle(event: ToldRow['event'], level: number, posts: readonly Post[]): string {
  const names = posts.map((post) => POST_NAMES[post]).join('、');
  switch (event) {
    case 'raised':
      return `${level === 0 ? '提醒' : '上报'}${names}`;
    case 'repeated':
      return `复催${names}`;
    case 'resolved':
      return `告知${names}：已办结`;
    case 'withdrawn':
      return `告知${names}：提醒撤回`;
  }
}

function stepsToCome({ row, judging, today, ladder }: Case): TimelineEntry[] {
  const { state } = stateOn(row, today);
  if (state === 'suppressed') return [];
  const reached = row.done.reduce((highest, step) => Math.max(highest, step.level * 1000 + step.round), -1);
  return plannedSteps(row, row.acts, judging, ladder)
    .filter((step) => step.on >= today && step.level * 1000 + step.round > reached)
    .slice(0, 4)
    .map((step) => ({
      on: step.on,
      at: null,
      what: 'step' as const,
      level: step.level,
      title: `${step.round > 0 ? '将复催' : step.level === 0 ? '将提醒' : '将上报'}${step.posts.map((post) => POST_NAMES[post]).join('、')}`,
      text: null,
      posts: step.posts,
      proofs: [],
    }));
}

function plannedSteps(row: AlertRow, acts: readonly AlertAct[], judging: Judging, ladder: Ladder) {
  return ladderDates(
    ladder,
    { kind: row.kind, openedOn: row.opened_on, dueOn: row.due_on },
    judging.calendar,
    { repeats: SHOWN_REPEATS + row.done.length, pauses: pausesOf(acts) },
  );
}

async function rulerOf(
  tx: Tx,
  judging: Judging,
  c: { row: AlertRow; event: RegisteredEvent | null; timeline: readonly TimelineEntry[]; today: PlainDate },
): Promise<AlertDetail['ruler']> {
  const days = c.timeline.map((entry) => entry.on);
  const next = c.timeline.find((entry) => entry.what === 'step')?.on ?? c.today;
  const last = c.row.resolved_on ?? (next > c.today ? next : c.today);
  const earliest = [c.event?.happenedOn, c.row.due_on, c.row.opened_on, ...days]
    .filter((day) => day !== undefined && day !== null)
    .sort()[0];
  let from = earliest ?? c.row.opened_on;
  if (daysBetween(from, last) >= RULER_DAYS) from = addDays(last, 1 - RULER_DAYS);
  const { rows } = await sql<{ day: PlainDate; name: string }>`
    select day, name from shared.calendar_days where day between ${from} and ${last}`.execute(tx);
  const names = new Map(rows.map((row) => [row.day, row.name]));
  const ruler: AlertDetail['ruler'] = [];
  for (let day = from; day <= last; day = addDays(day, 1)) {
    ruler.push({ day, isWorkingDay: judging.calendar.isWorkingDay(day), name: names.get(day) ?? null });
  }
  return ruler;
}

/** What silencing until a day would do: the next steps with their real dates, and which of them move. */
export function previewSilence(
  db: Db,
  context: Context,
  options: { alertId: string; until: PlainDate; today: PlainDate },
): Promise<SilencePreview | null> {
  const { alertId, until, today } = options;
  return inContext(
    db,
    context,
    async (tx) => {
      const judging = await loadJudging(db);
      const [row] = await readAlerts(tx, context.regionId, sql`a.id = ${alertId}`, today);
      if (!row) return null;
      const ladder = await ladderOf(tx, context.regionId, today);
      const isToCome = (step: { on: PlainDate; level: number; round: number }) =>
        !row.done.some((done) => done.level === step.level && done.round === step.round);
      const before = plannedSteps(row, row.acts, judging, ladder).filter(isToCome);
      const acts: AlertAct[] = [...row.acts, { act: 'silenced', until, recordedOn: today }];
      const after = plannedSteps(row, acts, judging, ladder).filter(isToCome);
      return {
        steps: after.slice(0, 4).map((step) => ({
          on: step.on,
          level: step.level,
          posts: step.posts,
          isMoved:
            before.find((each) => each.level === step.level && each.round === step.round)?.on !== step.on,
        })),
      };
    },
    'snapshot',
  );
}
