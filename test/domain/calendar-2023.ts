/** Holidays and make-up days from 31 December 2022 to 18 February 2024 (国办发明电〔2022〕16号, 〔2023〕7号), for the domain's tests. */
import { addDays, workingCalendar } from '../../domain/calendar.ts';

const HOLIDAYS: readonly (readonly [string, number])[] = [
  ['2022-12-31', 3],
  ['2023-01-21', 7],
  ['2023-04-05', 1],
  ['2023-04-29', 5],
  ['2023-06-22', 3],
  ['2023-09-29', 8],
  ['2024-01-01', 1],
  ['2024-02-10', 8],
];
const MAKE_UP_DAYS = [
  '2023-01-28',
  '2023-01-29',
  '2023-04-23',
  '2023-05-06',
  '2023-06-25',
  '2023-10-07',
  '2023-10-08',
  '2024-02-04',
  '2024-02-18',
];

export const calendar2023 = workingCalendar(
  [
    ...HOLIDAYS.flatMap(([first, days]) =>
      Array.from({ length: days }, (_, n) => ({ day: addDays(first, n), isWorkingDay: false })),
    ),
    ...MAKE_UP_DAYS.map((day) => ({ day, isWorkingDay: true })),
  ],
  [2023, 2024],
);
