import type { paperWords } from '../paper.ts';
import { some } from './terms.ts';

export const paper: typeof paperWords = {
  print: 'Print',
  printWhy: 'Print on one A4 page, or save as PDF',
  printFailed: 'The print version could not be fetched; check the network and try again',
  source: 'Source: Mubiao, worked out from target forms, reported figures and the ledger of funds',
  asOf: (day, share) => `As of ${day}, ${share} of the year elapsed`,
  asOfDay: (day) => `As of ${day}`,
  printedAt: (when) => `Printed ${when}`,
  invented: 'Demo data',
  sourceInvented:
    'Source: Mubiao, worked out from target forms, reported figures and the ledger of funds; holds invented reports and payments, for demonstration only',
  seal: 'Unit (seal)',
  reporter: 'Reported by',
  checker: 'Checked by',
  head: 'Head',
  date: 'Date ____________________',
  rest: (count, parts) => `${some(count, 'more indicator')} not printed on this page: ${parts}`,
  restPart: (light, count) => `${light} ${count}`,
  and: ', ',
  overview: {
    heading: (scope, year) => `${scope}: performance targets of ${year}, monitored`,
    unit: 'Unit',
    projects: 'Projects',
    time: 'Elapsed time',
    gap: 'vs time (points)',
    all: 'Total',
    indicatorLights: 'Budget execution and indicator lights by unit',
    groupLights: 'Lights by kind of indicator',
    late: 'Overdue and due soon',
    noneLate: 'Nothing overdue, nothing due within 3 working days',
    more: (count) => `${count} more not printed on this page`,
    moreUnits: (count) => `${some(count, 'more unit')} not printed on this page; the totals include them`,
  },
  project: {
    heading: (year) => `Monitoring of the performance targets of a project, ${year}`,
    months: 'Lights of twelve months',
    indicators: (shown, total) =>
      shown < total ? `The ${shown} most pressing of ${some(total, 'indicator')}` : some(total, 'indicator'),
    duties: 'Duties',
    alerts: (count) => `Open alerts: ${count}`,
    attribute: 'Kind of project',
    department: 'Department',
  },
  panel: {
    menu: (title) => `${title}: save as picture or print`,
    picture: 'Save as picture',
    print: 'Print or save as PDF',
    failed: 'This panel could not be saved as a picture; print it instead',
    file: (title, day) => `${title} (as of ${day})`,
  },
};
