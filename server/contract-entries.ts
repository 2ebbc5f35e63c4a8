/** Schemas of entered values and of a month's sheet. Part of server/contract.ts. */
import { Type, type Static } from 'typebox';
import {
  AmountYuan,
  BasisName,
  GradeName,
  GroupName,
  Instant,
  LightName,
  MonthText,
  Nullable,
  PlainDateText,
  strict,
  Uuid,
} from './contract-basics.ts';
import { Judged, JudgementAnswer, JudgingContext } from './contract-judgements.ts';

export const EntryBody = Type.Object(
  {
    period: MonthText,
    basis: Type.Optional(BasisName),
    value: Type.Optional(Type.String({ maxLength: 40 })),
    grade: Type.Optional(GradeName),
    note: Type.Optional(Type.String({ maxLength: 500 })),
    supersedes: Type.Optional(Uuid),
  },
  strict,
);
export type EntryBody = Static<typeof EntryBody>;
export const Entry = Type.Object({
  id: Uuid,
  indicatorId: Uuid,
  period: MonthText,
  basis: BasisName,
  value: Nullable(Type.String()),
  grade: Nullable(GradeName),
  note: Nullable(Type.String()),
  supersedes: Nullable(Uuid),
  recordedOn: PlainDateText,
  recordedAt: Instant,
  /** Post of who entered it (经办人 …), never a person's name. */
  recordedBy: Type.String(),
  invented: Type.Boolean(),
});
export type Entry = Static<typeof Entry>;
export const EntryAnswer = Type.Object({
  entry: Entry,
  judgement: JudgementAnswer,
  projectLight: LightName,
});
export type EntryAnswer = Static<typeof EntryAnswer>;
export const EntryConflict = Type.Object({
  code: Type.String(),
  message: Type.String(),
  newer: Entry,
  yours: EntryBody,
});
export type EntryConflict = Static<typeof EntryConflict>;

const Reported = Type.Object({
  period: MonthText,
  basis: BasisName,
  value: Nullable(Type.String()),
  date: Nullable(PlainDateText),
  grade: Nullable(GradeName),
});
export const EntrySheet = Type.Object({
  period: MonthText,
  unitName: Type.String(),
  /** Last day on which the period counts as reported in time; the latest possible while its year is not confirmed. */
  dueOn: PlainDateText,
  /** null: they cannot be counted, the days off are not confirmed. */
  workingDaysLeft: Nullable(Type.Integer()),
  invented: Type.Boolean(),
  judging: JudgingContext,
  projects: Type.Array(
    Type.Object({
      id: Uuid,
      name: Type.String(),
      budget: Nullable(AmountYuan),
      rows: Type.Array(
        Type.Object({
          indicatorId: Uuid,
          level2: Type.String(),
          group: GroupName,
          name: Type.String(),
          rawTarget: Nullable(Type.String()),
          judged: Judged,
          /** In force, all periods of the year, this one included. */
          entries: Type.Array(Reported),
          /** The entry in force for this period. */
          current: Nullable(Entry),
          /** The last entry in force of an earlier period. */
          previous: Nullable(Entry),
          /** Must be filled for this period (by reportEvery). */
          demanded: Type.Boolean(),
          light: LightName,
        }),
      ),
    }),
  ),
});
export type EntrySheet = Static<typeof EntrySheet>;
