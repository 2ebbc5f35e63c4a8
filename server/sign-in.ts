/** The door: the same answer in the same time whether the name exists or not, and a limit on tries. */
import type { Db } from '../db/database.ts';
import { beginAttempt, findAccount, markAttemptSucceeded, type Account } from '../db/people.ts';
import { hashPassword, verifyPassword } from '../db/passwords.ts';
import { Refusal, refusals } from './errors.ts';
import type { Wall } from './session.ts';

/** argon2 takes a core for 50 ms and 19 MiB each: a flood of sign-ins must leave the machine to those who work. */
const HASHES_AT_ONCE = 2;
/** Fifty wait at most two seconds; whoever comes after is asked to come again. */
const HASHES_WAITING = 50;

export interface Door {
  /** @throws Refusal 401 wrong name or password, 429 locked, 503 busy */
  signIn(request: { username: string; password: string; address: string }): Promise<Account>;
}

/** At most `atOnce` run, at most `waiting` wait, the rest is refused at once. */
export function limitedTo(atOnce: number, waiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw refusals.busy();
      // The place is handed over, so `running` does not change.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

export function openDoor(db: Db, wall: Wall): Door {
  const limited = limitedTo(HASHES_AT_ONCE, HASHES_WAITING);
  // What an unknown name's password is checked against: the same work as for a known one.
  const nobodysHash = hashPassword('no account has this hash');
  return {
    async signIn({ username, password, address }) {
      // Names are lower-case; Liuchuan-Leader is the same person and the same lock.
      const name = username.trim().toLowerCase();
      const now = wall();
      const begun = await beginAttempt(db, { username: name, address, at: now.toISOString() });
      if ('lockedUntil' in begun) throw locked(now, begun.lockedUntil);
      const account = await findAccount(db, name);
      const passwordHash = account?.passwordHash ?? (await nobodysHash);
      const isRight = await limited(() => verifyPassword(passwordHash, password));
      if (!account || !isRight) throw new Refusal(401, 'wrong_credentials', '用户名或密码不对，请重新输入。');
      await markAttemptSucceeded(db, begun.attemptId);
      return account;
    },
  };
}

function locked(now: Date, until: string): Refusal {
  const seconds = Math.max(1, Math.ceil((Date.parse(until) - now.getTime()) / 1000));
  return new Refusal(429, 'sign_in_locked', `连续输错次数过多，请 ${Math.ceil(seconds / 60)} 分钟后再试。`, {
    retryAfterSeconds: seconds,
  });
}
