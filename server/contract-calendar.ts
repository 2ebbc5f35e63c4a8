/** Schemas of the calendar of days off. The web imports only the *types* of this file. */
import { Type, type Static } from 'typebox';
import { Instant, Nullable, PlainDateText, strict } from './contract-basics.ts';

export const Year = Type.Integer({ minimum: 2000, maximum: 2100 });
export const YearParams = Type.Object({ year: Year });

/** Days that are not listed follow their weekday. */
export const CalendarDay = Type.Object(
  { day: PlainDateText, isWorkingDay: Type.Boolean(), name: Type.String({ maxLength: 40 }) },
  strict,
);

export const CalendarYear = Type.Object({
  year: Type.Integer(),
  confirmed: Type.Boolean(),
  /** 0: nothing is stored. */
  version: Type.Integer(),
  /** The notice; null while not confirmed. */
  source: Nullable(Type.String()),
  /** Judgements of this day and later go by it; 2000-01-01 for what came with the product. */
  knownFrom: Nullable(PlainDateText),
  /** null: not yet, or it came with the product. */
  confirmedAt: Nullable(Instant),
  /** Fiscal year of a project, the January after it, or the running year. */
  isNeeded: Type.Boolean(),
  workingDays: Nullable(Type.Integer()),
  days: Type.Array(CalendarDay),
});
export type CalendarYear = Static<typeof CalendarYear>;

export const CalendarAnswer = Type.Object({
  today: PlainDateText,
  /** Ascending: the confirmed ones and those that are needed. */
  years: Type.Array(CalendarYear),
  needed: Type.Array(Type.Integer()),
  /** Needed and not confirmed. */
  unconfirmed: Type.Array(Type.Integer()),
  /** Of these, what begins within 60 days or has begun. */
  alarm: Type.Array(Type.Integer()),
});
export type CalendarAnswer = Static<typeof CalendarAnswer>;

export const CalendarPreviewBody = Type.Object(
  { year: Year, text: Type.String({ minLength: 1, maxLength: 200_000 }) },
  strict,
);
export type CalendarPreviewBody = Static<typeof CalendarPreviewBody>;

const DayState = Nullable(Type.Object({ isWorkingDay: Type.Boolean(), name: Type.String() }));

export const CalendarPreview = Type.Object({
  year: Type.Integer(),
  /** Version that it is compared with; to be sent with the confirmation. */
  basedOn: Type.Integer(),
  days: Type.Array(CalendarDay),
  findings: Type.Array(
    Type.Object({
      severity: Type.Unsafe<'must_fix' | 'confirm' | 'note'>({
        type: 'string',
        enum: ['must_fix', 'confirm', 'note'],
      }),
      line: Nullable(Type.Integer()),
      text: Type.String(),
      message: Type.String(),
    }),
  ),
  /** before null: added; after null: removed; both: changed. */
  changes: Type.Array(Type.Object({ day: PlainDateText, before: DayState, after: DayState })),
  workingDays: Type.Object({ before: Nullable(Type.Integer()), after: Type.Integer() }),
  canConfirm: Type.Boolean(),
  /** What a confirmation has looked at again, on that day: reports, duties and alerts of so many projects. */
  recompute: Type.Object({ projects: Type.Integer(), on: PlainDateText }),
});
export type CalendarPreview = Static<typeof CalendarPreview>;

export const CalendarConfirmBody = Type.Object(
  {
    basedOn: Type.Integer({ minimum: 0 }),
    source: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
    days: Type.Array(CalendarDay, { minItems: 1, maxItems: 366 }),
  },
  strict,
);
export type CalendarConfirmBody = Static<typeof CalendarConfirmBody>;

export const CalendarConfirmed = Type.Object({
  year: CalendarYear,
  /** Projects whose reports, duties and alerts are looked at again. */
  projects: Type.Integer(),
});
export type CalendarConfirmed = Static<typeof CalendarConfirmed>;
