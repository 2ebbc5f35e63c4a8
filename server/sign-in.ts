/**
 * The door: the same answer in the same time whether the name exists or not, and a limit on tries. One-time links, by
 * which a password is set, come through it too.
 */
import type { Db } from '../db/database.ts';
import { findLink, hashOfToken, type LinkPurpose } from '../db/one-time-links.ts';
import { beginAttempt, findAccount, markAttemptSucceeded, type Account } from '../db/people.ts';
import { hashPassword, verifyPassword } from '../db/passwords.ts';
import { passwordProblem } from '../domain/account-rules.ts';
import { Refusal, refusals } from './errors.ts';
import { limitedTo } from './limited.ts';
import type { Wall } from './session.ts';

/** argon2 takes a core for 50 ms and 19 MiB each: a flood of sign-ins must leave the machine to those who work. */
const HASHES_AT_ONCE = 2;
/** Fifty wait at most two seconds; whoever comes after is asked to come again. */
const HASHES_WAITING = 50;

export interface Door {
  /** @throws Refusal 401 wrong name or password, 429 locked, 503 busy */
  signIn(request: { username: string; password: string; address: string }): Promise<Account>;
  /**
   * Looks at a one-time link and at the password that is to be set by it; uses nothing up.
   * @throws Refusal 404 the link opens nothing, 400 the password is too weak, 429 locked, 503 busy
   */
  admitLink(request: LinkRequest): Promise<AdmittedLink>;
}

export interface LinkRequest {
  token: string;
  purpose: LinkPurpose;
  /** Of the account to be made; null when the link knows its account. */
  username: string | null;
  password: string;
  address: string;
}

export interface AdmittedLink {
  tokenHash: string;
  passwordHash: string;
  /** ISO instant of the wall. */
  now: string;
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
    async admitLink({ token, purpose, username, password, address }) {
      const at = wall();
      const now = at.toISOString();
      const tokenHash = hashOfToken(token);
      // Under the token's own name, so that nobody locks the link's holder out; no user name has a space.
      const begun = await beginAttempt(db, { username: `one-time-link ${tokenHash}`, address, at: now });
      if ('lockedUntil' in begun) throw locked(at, begun.lockedUntil);
      const link = await findLink(db, { tokenHash, purpose, now });
      if (!link) throw deadLink(purpose);
      await markAttemptSucceeded(db, begun.attemptId);
      const problem = passwordProblem(password, link.username ?? username ?? '');
      if (problem !== null) throw refusals.invalid(`${problem}。`, { password: problem });
      const passwordHash = await limited(() => hashPassword(password));
      return { tokenHash, passwordHash, now };
    },
  };
}

/** One answer for a link that is made up, used, expired or replaced: which it was is not for the asker to know. */
export function deadLink(purpose: LinkPurpose): Refusal {
  const remedy =
    purpose === 'first_administrator'
      ? '还没有系统管理员时，重新启动服务会打印新的链接；已经有了，请系统管理员在“账号与地区”里另发链接。'
      : '请系统管理员在“账号与地区”里另发链接。';
  return new Refusal(404, 'link_not_valid', `链接无效、已用过或已过期。${remedy}`);
}

function locked(now: Date, until: string): Refusal {
  const seconds = Math.max(1, Math.ceil((Date.parse(until) - now.getTime()) / 1000));
  return new Refusal(429, 'sign_in_locked', `连续输错次数过多，请 ${Math.ceil(seconds / 60)} 分钟后再试。`, {
    retryAfterSeconds: seconds,
  });
}
