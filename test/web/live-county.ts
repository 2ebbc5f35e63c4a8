/**
 * A server with one project for the tests of a page that is kept alive: facts are committed, numbered a little later as the
 * publisher does, told in order over a socket that may be cut, and read over HTTP in a snapshot that takes its time.
 * Every commit has its number in what it changes, so that a figure says of itself how old it is.
 */
import type { Light } from '../../domain/light.ts';
import type { ProjectDetail } from '../../server/contract.ts';
import { entry } from './entry-sheet-fixture.ts';
import { judged } from './sample-overview.ts';
import { INDICATORS, MONEY, PROJECT, sampleIndicator, sampleProject } from './sample-project.ts';

/** Committed as if it were a subject: a fact of the first indicator from which no figure follows. */
export const MERE_FACT = 'fact';

interface Commit {
  number: number;
  /** The indicator or the money that is judged anew, or `MERE_FACT`. */
  subject: string;
}

const FIRST_SEQ = 100;
/** Rows change their places with each of them. */
const TURNS: readonly Light[] = ['normal', 'severe', 'attention', 'lagging'];
const lightOf = (number: number): Light => TURNS[number % TURNS.length] ?? 'normal';
const dayOf = (number: number): string => `2023-07-${10 + (number % 20)}`;
const executedOf = (number: number): string => `${number}000.00`;
const whyOf = (number: number): string => `实际 ${number} 台，应达 44 台`;

export class LiveCounty {
  readonly sockets: CountySocket[] = [];
  isCut = false;
  /** Readings under way, and the most there ever were at once. */
  reading = 0;
  mostReading = 0;
  readings = 0;
  private readonly commits: Commit[] = [];
  private numbered = 0;
  private numbering: ReturnType<typeof setTimeout> | undefined;
  private readonly random: () => number;
  private readonly told: (commit: Commit) => void;

  /** @param told at the moment in which a change comes out of the socket */
  constructor(random: () => number, told: (commit: Commit) => void = () => undefined) {
    this.random = random;
    this.told = told;
  }

  /** A whole number of milliseconds from 1 to `most`. */
  within(most: number): number {
    return 1 + Math.floor(this.random() * most);
  }

  commit(subject: string): void {
    this.commits.push({ number: this.commits.length + 1, subject });
    this.numbering ??= setTimeout(() => {
      this.numbering = undefined;
      const from = this.numbered;
      this.numbered = this.commits.length;
      for (const socket of this.sockets) for (const each of this.commits.slice(from)) socket.tell(each);
    }, this.within(20));
  }

  get lastNumber(): number {
    return this.commits.length;
  }

  /** What a reading finds now. */
  snapshot(): ProjectDetail {
    const last = (subject: string) => this.commits.findLast((commit) => commit.subject === subject)?.number;
    const newest = this.commits.findLast(({ subject }) => subject !== MERE_FACT)?.number ?? 0;
    const said = (number: number) => ({
      actual: String(number),
      light: lightOf(number),
      why: whyOf(number),
      since: dayOf(number),
    });
    const money = last(MONEY);
    const plain = sampleProject();
    return {
      ...plain,
      cursor: {
        seq: FIRST_SEQ + this.numbered,
        pending: this.commits.slice(this.numbered).map(({ number }) => `event-${number}`),
      },
      light: lightOf(newest),
      since: dayOf(newest),
      why: `至第 ${newest} 次`,
      indicators: INDICATORS.map((id, index) => ({
        ...sampleIndicator(id, said(last(id) ?? 0)),
        entries: this.commits
          .filter(({ subject }) => subject === id || (index === 0 && subject === MERE_FACT))
          .map(({ number }) => entry({ id: `entry-${number}`, period: '2023-07', value: String(number) })),
      })),
      money: {
        ...plain.money,
        ...(money !== undefined && {
          executed: executedOf(money),
          executionRate: (money * 1_000) / 800_000,
          judgement: { ...plain.money.judgement, ...said(money), actual: executedOf(money) },
        }),
      },
      history: [...this.commits].reverse().map(({ number }) => ({
        eventId: `line-${number}`,
        at: '2023-07-31T14:32:08+08:00',
        projectId: PROJECT,
        projectName: plain.name,
        subjectName: '',
        text: whyOf(number),
        from: null,
        to: lightOf(number),
      })),
    };
  }

  messageOf({ number, subject }: Commit): object {
    const head = { seq: FIRST_SEQ + number, id: `event-${number}`, topic: `project:${PROJECT}` };
    if (subject === MERE_FACT) return { ...head, type: 'recorded', data: { projectId: PROJECT } };
    const [is, isMoney] = [lightOf(number), subject === MONEY];
    const data = judged({
      subjectId: subject,
      kind: isMoney ? 'money' : 'indicator',
      actual: isMoney ? executedOf(number) : String(number),
      light: { from: is, to: is },
      projectLight: { from: is, to: is },
      since: { subject: dayOf(number), project: dayOf(number) },
      why: whyOf(number),
      money: isMoney
        ? {
            budget: '800000.00',
            executed: executedOf(number),
            budgetBefore: '800000.00',
            executedBefore: '0.00',
          }
        : null,
    });
    return { ...head, type: 'judged', data };
  }

  /** Takes the place of `fetch`; `slowMs`: a way there or back takes at most this long. */
  reader(slowMs: () => number): typeof fetch {
    return async () => {
      this.readings += 1;
      this.reading += 1;
      this.mostReading = Math.max(this.mostReading, this.reading);
      await new Promise((resolve) => setTimeout(resolve, this.within(slowMs())));
      const text = JSON.stringify(this.snapshot());
      await new Promise((resolve) => setTimeout(resolve, this.within(slowMs())));
      this.reading -= 1;
      if (this.isCut) throw new TypeError('no line');
      return new Response(text);
    };
  }

  after(since: number): Commit[] {
    return this.commits.slice(0, this.numbered).filter(({ number }) => FIRST_SEQ + number > since);
  }

  heard(commit: Commit): void {
    this.told(commit);
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.break();
  }

  mend(): void {
    this.isCut = false;
  }
}

class CountySocket {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  private isSubscribed = false;
  /** What was sent last comes last. */
  private lastAt = 0;
  private readonly county: LiveCounty;

  constructor(county: LiveCounty) {
    this.county = county;
    county.sockets.push(this);
    setTimeout(() => {
      if (county.isCut) return this.break();
      this.readyState = 1;
      this.onopen?.();
    }, county.within(30));
  }

  send(text: string): void {
    const { since } = JSON.parse(text) as { since: number };
    setTimeout(() => {
      this.isSubscribed = true;
      this.say({ type: 'subscribed', topics: [], refused: [], seq: 0 });
      for (const commit of this.county.after(since)) this.tell(commit);
    }, this.county.within(15));
  }

  tell(commit: Commit): void {
    if (this.isSubscribed) this.say(this.county.messageOf(commit), () => this.county.heard(commit));
  }

  break(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code: 1006 });
  }

  close(): void {
    this.break();
  }

  private say(message: object, said: () => void = () => undefined): void {
    const text = JSON.stringify(message);
    this.lastAt = Math.max(this.lastAt, Date.now() + this.county.within(30));
    setTimeout(() => {
      if (this.readyState !== 1) return;
      this.onmessage?.({ data: text });
      said();
    }, this.lastAt - Date.now());
  }
}

/** Takes the place of `WebSocket`. */
export const socketOf = (county: LiveCounty) =>
  class extends CountySocket {
    static readonly OPEN = 1;
    constructor() {
      super(county);
    }
  };
