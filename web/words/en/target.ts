import type { targetWords } from '../target.ts';
import { monthName } from './terms.ts';

/** At a mark of the chart: the unit stands in the panel’s head and at the axis. */
const bare = (quantity: string): string => quantity.split(' ')[0] ?? quantity;

export const target: typeof targetWords = {
  before: (day) => `by ${day}`,
  graded: 'graded by degree of achievement',
  notUnderstood: (reason) => `Not understood: ${reason}`,
  separator: ' · ',
  measures: {
    cumulative: 'cumulative',
    level: 'against the full-year value',
    date: 'day of completion',
    grade: 'three grades',
    none: 'cannot be judged',
  },
  atMost: 'not to exceed',
  curves: {
    even: 'evenly over the year',
    monthly: 'a share each month',
    months: (from, to) => `${monthName(from)} to ${monthName(to)}, a share each month`,
    date: (day) => `all by ${day}`,
    yearEnd: 'all at the year end',
    seasonal: (months) => `only in ${months.map(monthName).join(', ')}, a share each month`,
    plan: 'by the payment plan',
  },
  reportEvery: {
    month: 'reported monthly',
    half_year: 'reported in Jun and Dec',
    year: 'reported in Dec',
  },
  basis: {
    month: 'of the month',
    cumulative: 'cumulative',
    level: 'at period end',
  },
  grades: {
    achieved: 'Achieved',
    partly: 'Partly achieved',
    not_achieved: 'Not achieved',
  },
  pace: {
    none: (name) => `${name}: nothing reported yet`,
    behind: (name, actual, expected, gap) => `${name} ${actual}, expected ${expected}, ${gap} short`,
    ahead: (name, actual, expected) => `${name} ${actual}, expected ${expected}, reached`,
    nothingDue: (name, actual) => `${name} ${actual}, nothing expected yet`,
    ceiling: (name, actual, ceiling) => `${name} ${actual}, ceiling ${ceiling}`,
    level: (name, actual, goal) => `${name} ${actual}, target ${goal}`,
    target: (value) => `target ${value}`,
    limit: (value) => `ceiling ${value}`,
    budget: (value) => `budget ${value}`,
    expected: (value) => `due ${bare(value)}`,
    actual: (value) => `actual ${bare(value)}`,
    gap: (value) => `−${bare(value)}`,
    outlook: (value, range) => (range === null ? `forecast ${value}` : `forecast ${value} (${range})`),
    month: 'Month end',
    expectedHead: 'Expected',
    actualHead: 'Actual',
  },
};
