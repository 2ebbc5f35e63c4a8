/**
 * The way of a form written a second time, from the words and not from domain/review.ts: a pile of signatures. A form lies
 * on the desk whose number is the height of the pile; sending it up puts a signature on the pile.
 */
import type { ReviewActName, ReviewRole } from '../../domain/review.ts';

export const DESKS: readonly ReviewRole[] = [
  'handler',
  'unit_head',
  'leader',
  'finance_business',
  'finance_performance',
];

export interface ModelWish {
  act: ReviewActName;
  account: string;
  role: ReviewRole;
  /** Whether who acts saw the form as it is. */
  fresh: boolean;
  /** submit: nothing is missing. */
  complete: boolean;
  /** return: to the desk of this number, with these reasons. */
  toDesk: number;
  reasons: readonly string[];
}

export class ReviewModel {
  private pile: string[] = [];
  /** Nobody above has looked yet, so the last signature can be taken off. */
  private untouched = false;
  private seen = false;

  get desk(): number {
    return this.pile.length;
  }

  get isDone(): boolean {
    return this.pile.length === DESKS.length;
  }

  /** Whether the wish is granted; if so it is done. */
  grant(wish: ModelWish): boolean {
    if (this.isDone || !wish.fresh) return false;
    const isHere = DESKS[this.desk] === wish.role;
    const signedBelow = this.pile.includes(wish.account);
    switch (wish.act) {
      case 'submit':
        if (this.desk > 0 || !isHere || !wish.complete) return false;
        this.sign(wish.account);
        return true;
      case 'approve':
        if (this.desk === 0 || !isHere || signedBelow) return false;
        this.sign(wish.account);
        return true;
      case 'open':
        if (this.desk === 0 || !isHere || signedBelow || this.seen) return false;
        this.seen = true;
        this.untouched = false;
        return true;
      case 'return':
        if (this.desk === 0 || !isHere || signedBelow || wish.toDesk >= this.desk) return false;
        if (wish.reasons.length === 0 || wish.reasons.some((reason) => reason.trim().length < 4))
          return false;
        this.pile.length = wish.toDesk;
        this.seen = false;
        this.untouched = false;
        return true;
      case 'withdraw':
        if (!this.untouched || this.pile.at(-1) !== wish.account || DESKS[this.desk - 1] !== wish.role)
          return false;
        this.pile.pop();
        this.untouched = false;
        this.seen = this.desk > 0;
        return true;
    }
  }

  private sign(account: string): void {
    this.pile.push(account);
    this.untouched = true;
    this.seen = false;
  }
}
