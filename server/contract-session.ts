/** Schemas of signing in and of who is signed in. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { Nullable, PlainDateText, RoleName, strict, Uuid } from './contract-basics.ts';

export const SignInBody = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
  },
  strict,
);
export const SessionUser = Type.Object({
  id: Uuid,
  name: Type.String(),
  role: RoleName,
  regionId: Nullable(Uuid),
  regionName: Nullable(Type.String()),
  unitId: Nullable(Uuid),
  unitName: Nullable(Type.String()),
  /** Slugs from the region to the user's own place, `/` between. */
  unitPath: Nullable(Type.String()),
});
export type SessionUser = Static<typeof SessionUser>;
export const SessionAnswer = Type.Object({
  user: SessionUser,
  demo: Type.Boolean(),
  today: PlainDateText,
});
export type SessionAnswer = Static<typeof SessionAnswer>;
/** What the sign-in page may know before anyone signed in. */
export const SignInInfo = Type.Object({
  demo: Type.Boolean(),
  today: PlainDateText,
  accounts: Type.Array(
    Type.Object({
      username: Type.String(),
      name: Type.String(),
      role: RoleName,
      region: Type.String(),
      /** Of the account's unit; null for the finance bureau and for administrators. */
      department: Nullable(Type.String()),
    }),
  ),
});
export type SignInInfo = Static<typeof SignInInfo>;
