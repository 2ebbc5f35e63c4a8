/** Schemas of the set-up: the first administrator, regions, accounts. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import { Instant, ListQuery, literals, Nullable, RoleName, strict, Uuid } from './contract-basics.ts';

/** User names and slugs: what a person types and an address may hold. */
const PlainName = Type.String({ pattern: '^[a-z][a-z0-9-]{1,39}$' });
/** A post or a county: text with at least one visible character. */
const ShownName = Type.String({ maxLength: 40, pattern: '\\S' });
const NewPassword = Type.String({ minLength: 1, maxLength: 256 });
const Token = Type.String({ maxLength: 100 });
export const FirstAdministratorBody = Type.Object(
  { token: Token, username: PlainName, password: NewPassword },
  strict,
);
export const SetPasswordBody = Type.Object({ token: Token, password: NewPassword }, strict);
/** The name to sign in with from now on. */
export const PasswordSet = Type.Object({ username: Type.String() });

export const RegionBody = Type.Object({ slug: PlainName, name: ShownName }, strict);
export type RegionBody = Static<typeof RegionBody>;
export const Region = Type.Object({
  id: Uuid,
  slug: Type.String(),
  name: Type.String(),
  accounts: Type.Integer(),
});
export type Region = Static<typeof Region>;
export const RegionPage = Type.Object({ items: Type.Array(Region), nextCursor: Nullable(Type.String()) });
export type RegionPage = Static<typeof RegionPage>;
export const UNIT_KINDS = ['department', 'unit'] as const;
export const UnitsQuery = Type.Object({ ...ListQuery.properties, kind: literals(UNIT_KINDS) }, strict);
export const UnitPage = Type.Object({
  items: Type.Array(Type.Object({ id: Uuid, name: Type.String() })),
  nextCursor: Nullable(Type.String()),
});
export type UnitPage = Static<typeof UnitPage>;

export const AccountBody = Type.Object(
  {
    username: PlainName,
    /** A post (社保中心经办岗), not a person's name. */
    name: ShownName,
    role: RoleName,
    regionId: Type.Optional(Uuid),
    unitId: Type.Optional(Uuid),
  },
  strict,
);
export type AccountBody = Static<typeof AccountBody>;
export const AccountsQuery = Type.Object({ ...ListQuery.properties, region: Type.Optional(Uuid) }, strict);
export const Account = Type.Object({
  id: Uuid,
  username: Type.String(),
  name: Type.String(),
  role: RoleName,
  regionId: Nullable(Uuid),
  regionName: Nullable(Type.String()),
  unitId: Nullable(Uuid),
  unitName: Nullable(Type.String()),
  /** `no_password`: its one-time link has not been used yet. */
  state: literals(['ready', 'no_password', 'disabled'] as const),
  /** Of a one-time link that was made and not used yet. */
  linkExpiresAt: Nullable(Instant),
});
export type Account = Static<typeof Account>;
export const AccountPage = Type.Object({
  total: Type.Integer(),
  /** Of `total`: enabled, and the link has not been used yet. */
  withoutPassword: Type.Integer(),
  items: Type.Array(Account),
  nextCursor: Nullable(Type.String()),
});
export type AccountPage = Static<typeof AccountPage>;
export const AccountWithLink = Type.Object({
  account: Account,
  /**
   * Shown once. The same request again gets another token in its place, for the first one is stored nowhere; null when
   * the link has been used meanwhile.
   */
  link: Nullable(Type.Object({ path: Type.String(), expiresAt: Instant })),
});
export type AccountWithLink = Static<typeof AccountWithLink>;
