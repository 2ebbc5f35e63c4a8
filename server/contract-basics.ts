/** The plain shapes that all schemas of the border are made of. Part of server/contract.ts. */
import { Type, type Static, type TSchema } from 'typebox';
import { INDICATOR_GROUPS } from '../domain/indicator-group.ts';
import { LIGHTS } from '../domain/light.ts';

/** Unknown fields are refused, not dropped. */
export const strict = { additionalProperties: false } as const;
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const literals = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values] });

export const Uuid = Type.String({ format: 'uuid' });
export const PlainDateText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
export const MonthText = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' });
export const Instant = Type.String({ format: 'date-time' });
/** Yuan with at most two decimals; signed only where the field says so. */
export const AmountYuan = Type.String({ pattern: '^-?\\d{1,16}(\\.\\d{1,2})?$' });
export const DecimalText = Type.String({ pattern: '^-?\\d{1,18}(\\.\\d{1,6})?$' });

export const LightName = literals(LIGHTS);

/** Where the live channel continues: events up to `seq` and those in `pending` are already in the answer. */
export const LiveCursor = Type.Object({ seq: Type.Integer(), pending: Type.Array(Uuid) });
export type LiveCursor = Static<typeof LiveCursor>;

export const ROLES = [
  'handler',
  'unit_head',
  'leader',
  'finance_business',
  'finance_performance',
  'system_admin',
  'security_admin',
  'auditor',
] as const;
export type Role = (typeof ROLES)[number];
export const RoleName = literals(ROLES);
export const GroupName = literals(INDICATOR_GROUPS);
export const BasisName = literals(['month', 'cumulative', 'level'] as const);
export const GradeName = literals(['achieved', 'partly', 'not_achieved'] as const);
export const LEDGER_EVENTS = ['budgeted', 'adjusted', 'issued', 'allotted', 'paid', 'returned'] as const;
export const LedgerEventName = literals(LEDGER_EVENTS);
export const FUND_SOURCES = ['central', 'provincial', 'local', 'self_raised', 'other', 'fiscal'] as const;
export type FundSource = (typeof FUND_SOURCES)[number];
export const FundSourceName = literals(FUND_SOURCES);

/** A record over the lights: named one by one, or the serialiser would drop keys it cannot match. */
export const ByLight = Type.Unsafe<Record<(typeof LIGHTS)[number], number>>({
  type: 'object',
  properties: Object.fromEntries(LIGHTS.map((light) => [light, { type: 'integer', minimum: 0 }])),
  required: [...LIGHTS],
  additionalProperties: false,
});

export const ErrorAnswer = Type.Object({
  code: Type.String(),
  message: Type.String(),
  fields: Type.Optional(Type.Record(Type.String(), Type.String())),
});
export type ErrorAnswer = Static<typeof ErrorAnswer>;

/** Which page of a list: after the one that gave `cursor` as its `nextCursor`, of at most `limit` rows. */
export const pageQuery = (maximum: number) => ({
  cursor: Type.Optional(Type.String({ maxLength: 400 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum })),
});

/** A page of a list. */
export const ListQuery = Type.Object(pageQuery(200), strict);
