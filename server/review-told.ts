/** Accounts become posts here, and only here, before a form or a rectification leaves the house: an account's id is internal. */
import type { Context, Db } from '../db/database.ts';
import { readDoers, type DoerPlace } from '../db/doers.ts';
import type { ReviewAct, ReviewActor, ReviewRole, ReviewState } from '../domain/review.ts';
import { postOf } from './access.ts';
import type {
  Doer,
  ToldAnyForm,
  ToldComment,
  ToldRectification,
  ToldState,
  ToldValue,
} from './contract-review-told.ts';
import type { AnyForm, EnteredValue, ReviewComment, StoredRectification } from './contract-review-shapes.ts';

type Doers = ReadonlyMap<string, DoerPlace>;
interface Reader {
  db: Db;
  context: Context;
}

const placeOf = (doers: Doers, accountId: string) => ({
  unit: doers.get(accountId)?.unit ?? null,
  name: doers.get(accountId)?.name ?? null,
});

const toldBy = (doers: Doers, { accountId, role }: ReviewActor): Doer & { role: ReviewRole } => ({
  role,
  post: postOf(role),
  ...placeOf(doers, accountId),
});

function toldValue<T extends { accountId: string; post: string }>(
  doers: Doers,
  { accountId, ...rest }: T,
): Omit<T, 'accountId'> & Doer {
  return { ...rest, ...placeOf(doers, accountId) };
}

const toldAct = <T extends Pick<ReviewAct, 'by'>>(doers: Doers, act: T) => ({
  ...act,
  by: toldBy(doers, act.by),
});

function stateOf(doers: Doers, state: ReviewState): ToldState {
  const { openedBy: _openedBy, sentBy: _sentBy, passedBy: _passedBy, correction, history, ...rest } = state;
  return {
    ...rest,
    correction: correction && { ...correction, by: toldBy(doers, correction.by) },
    history: history.map((act) => toldAct(doers, act)),
  };
}

const actorsOf = ({ correction, history }: Pick<ReviewState, 'correction' | 'history'>): string[] => [
  ...history.map(({ by }) => by.accountId),
  ...(correction ? [correction.by.accountId] : []),
];

export async function tellForm({ db, context }: Reader, form: AnyForm): Promise<ToldAnyForm> {
  const doers = await readDoers(db, context, [
    ...actorsOf(form.state),
    ...form.earlier.map(({ by }) => by.accountId),
    ...form.values.map(({ accountId }) => accountId),
    ...form.comments.map(({ accountId }) => accountId),
  ]);
  return {
    ...form,
    state: stateOf(doers, form.state),
    values: form.values.map((value) => toldValue(doers, value)),
    comments: form.comments.map((comment) => toldValue(doers, comment)),
    earlier: form.earlier.map((act) => toldAct(doers, act)),
  };
}

export async function tellState({ db, context }: Reader, state: ReviewState): Promise<ToldState> {
  return stateOf(await readDoers(db, context, actorsOf(state)), state);
}

export async function tellValues(
  { db, context }: Reader,
  values: readonly EnteredValue[],
): Promise<ToldValue[]> {
  const doers = await readDoers(
    db,
    context,
    values.map(({ accountId }) => accountId),
  );
  return values.map((value) => toldValue(doers, value));
}

export async function tellComment({ db, context }: Reader, comment: ReviewComment): Promise<ToldComment> {
  return toldValue(await readDoers(db, context, [comment.accountId]), comment);
}

export async function tellRectification(
  { db, context }: Reader,
  rectification: StoredRectification,
): Promise<ToldRectification> {
  const { repliedBy: _repliedBy, verifiedBy: _verifiedBy, history, ...rest } = rectification.state;
  const doers = await readDoers(
    db,
    context,
    history.map(({ by }) => by.accountId),
  );
  return { ...rectification, state: { ...rest, history: history.map((act) => toldAct(doers, act)) } };
}
