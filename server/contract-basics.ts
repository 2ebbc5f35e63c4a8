/** The plain shapes that all schemas of the border are made of. Part of server/contract.ts. */
import { Type, type Static, type TSchema } from 'typebox';
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
