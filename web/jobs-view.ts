/** The jobs in words: plain functions from the answer to what the page says. */
import type { JobsAnswer, JobStanding } from '../server/contract-jobs.ts';
import { commonWords } from './words/common.ts';
import { jobsWords } from './words/jobs.ts';

/** `40` → `40 秒`, `300` → `5 分钟`: in whole units, rounded down, so that "3 分钟" is never said too early. */
export function span(seconds: number): string {
  if (seconds < 120) return jobsWords.seconds(Math.max(0, Math.floor(seconds)));
  if (seconds < 7_200) return jobsWords.minutes(Math.floor(seconds / 60));
  if (seconds < 172_800) return jobsWords.hours(Math.floor(seconds / 3_600));
  return jobsWords.days(Math.floor(seconds / 86_400));
}

/** What the page begins with. `isBad`: somebody must act. */
export function jobsSentence({ scan, queue, jobs, failedTotal }: JobsAnswer): {
  text: string;
  isBad: boolean;
} {
  const words = jobsWords.sentence;
  if (scan.isDead) {
    const text = scan.ageSeconds === null ? words.neverScanned : words.dead(span(scan.ageSeconds));
    return { text, isBad: true };
  }
  if (scan.ageSeconds === null) return { text: words.starting, isBad: false };
  const age = span(scan.ageSeconds);
  const undone = jobs.find(({ name }) => name === 'tick')?.lastFailed ?? 0;
  const bad = [
    ...(queue.isAnswering ? [] : [words.queueAway]),
    ...(undone > 0 ? [words.rows(undone)] : []),
    ...(failedTotal !== null && failedTotal > 0 ? [words.failed(failedTotal)] : []),
  ];
  if (bad.length === 0) return { text: words.normal(age), isBad: false };
  return { text: commonWords.together([...bad, words.lastScan(age)]), isBad: true };
}

/** Why a job failed: what the queue itself says in its own words is put into ours, the rest stands as it was thrown. */
export function reasonOf(reason: string): string {
  const words = jobsWords.failed.reasons;
  const unknown = /^this version knows no job (.+)$/.exec(reason)?.[1];
  if (unknown !== undefined) return words.unknownJob(jobName(unknown));
  return /^job stalled more than/.test(reason) ? words.stalled : reason;
}

export const jobName = (name: string): string => jobsWords.names[name] ?? name;

/** The scan first, then what follows from it; jobs that this version does not know come last. */
export function inOrder(jobs: readonly JobStanding[]): JobStanding[] {
  const known = Object.keys(jobsWords.names);
  const place = ({ name }: JobStanding) => (known.includes(name) ? known.indexOf(name) : known.length);
  return [...jobs].sort((one, other) => place(one) - place(other));
}

/** When a job finished last, or that it is at work. */
export function lastRun(job: JobStanding, now: string): string {
  const words = jobsWords.jobs;
  const startedAt = job.lastStartedAt === null ? null : Date.parse(job.lastStartedAt);
  const finishedAt = job.lastFinishedAt === null ? null : Date.parse(job.lastFinishedAt);
  if (startedAt !== null && (finishedAt === null || startedAt > finishedAt)) {
    return words.atWork(span((Date.parse(now) - startedAt) / 1000));
  }
  return job.ageSeconds === null ? words.never : jobsWords.ago(span(job.ageSeconds));
}

/** What the last run did: `判定项目 3，灯变化 2`. Figures that are zero are left out. */
export function resultOf(job: JobStanding): string {
  const result = job.lastResult;
  if (result === null) return '';
  const parts = Object.entries(jobsWords.results).flatMap(([key, word]) => {
    const figure = result[key];
    return typeof figure === 'number' && figure !== 0 ? [`${word} ${figure}`] : [];
  });
  if (result['isLeftOver'] === true) parts.push(jobsWords.leftOver);
  if (result['startedBy'] === 'sweep') parts.push(jobsWords.bySweep);
  return parts.length > 0 ? commonWords.clauses(parts) : jobsWords.jobs.nothing;
}

/** `13 秒后`; a run that is due and has not begun `就要开始`; without a schedule `按需`. */
export function nextRun(job: JobStanding, now: string): string {
  if (job.nextRunAt === null) return jobsWords.jobs.unplanned;
  const seconds = (Date.parse(job.nextRunAt) - Date.parse(now)) / 1000;
  return seconds < 1 ? jobsWords.dueNow : jobsWords.inTime(span(seconds));
}
