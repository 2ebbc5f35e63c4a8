/** A process started before it is needed: each still does one thing and ends, and the next waits for the next. */
import type { ChildProcess } from 'node:child_process';

/** A process for one thing. `hasWaited`: it was started before, and may have died since, unseen. */
export type Take = () => { child: ChildProcess; hasWaited: boolean };

export interface Ahead {
  take: Take;
  /** One waits, from now on for READY_MS. */
  stayReady(): void;
  close(): void;
}

/** A process waits at most so long after anybody was at work; then its 130 MB go back to the machine. */
const READY_MS = 15 * 60_000;

/** @param start one that ends when it has done its thing, or when its channel is closed. While it waits it keeps nobody from ending. */
export function openAhead(start: () => ChildProcess): Ahead {
  let isClosed = false;
  let ready: ChildProcess | null = null;
  let atWork: ChildProcess | null = null;
  const letGo = setTimeout(() => ready?.kill('SIGKILL'), READY_MS).unref();

  function stayReady(): void {
    if (isClosed) return;
    letGo.refresh();
    // While one is at work the cores are wanted.
    if (ready || atWork) return;
    const child = start();
    child.unref();
    child.channel?.unref();
    for (const end of ['error', 'exit']) child.once(end, () => (ready = ready === child ? null : ready));
    ready = child;
  }

  return {
    stayReady,
    take() {
      const hasWaited = ready?.connected === true;
      const child = ready && hasWaited ? ready : start();
      ready = null;
      atWork = child;
      child.ref();
      child.channel?.ref();
      child.once('exit', () => {
        if (atWork === child) atWork = null;
        stayReady();
      });
      return { child, hasWaited };
    },
    close() {
      isClosed = true;
      clearTimeout(letGo);
      ready?.kill('SIGKILL');
    },
  };
}
