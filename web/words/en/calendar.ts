import type { calendarWords } from '../calendar.ts';
import { joined, monthName, some, workingDays } from './terms.ts';

export const calendar: typeof calendarWords = {
  documentTitle: (year) => `Days off ${year} · Mubiao`,
  title: 'Days off',
  sentence: {
    confirmed: (year, working, off, madeUp) =>
      `${year} has ${workingDays(working)}: ${some(off, 'day')} off, ${
        madeUp === 0 ? 'no weekend worked' : `${some(madeUp, 'weekend day')} worked`
      }`,
    missing: (year) => `Days off of ${year} not confirmed; working days cannot be counted`,
  },
  missingWhy:
    'Until then reporting deadlines are taken on the latest day possible (17th to 19th of the next month), never guessed from Monday to Friday, so nobody counts as unreported by mistake.',
  source: (source, version) => `Basis: ${source} (version ${version})`,
  cameWith: 'delivered with the system',
  knownFrom: (day) => `In force from ${day}; earlier judgements stay`,
  confirmedAt: (instant) => `Confirmed ${instant}`,
  notNeeded: 'No project uses this year at present',
  years: 'Years',
  wholeYear: (year) => `${year} month by month`,
  wholeYearPreview: (year) => `${year} month by month, preview of what was just compared, not confirmed`,
  state: { confirmed: 'Confirmed', missing: 'Not confirmed' },
  month: monthName,
  weekdays: ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'],
  working: workingDays,
  off: 'off',
  on: 'W',
  today: 'today',
  dayName: (day, state, name) => joined([day, state, name], ' '),
  stateWords: { off: 'day off', on: 'weekend worked', weekend: 'weekend', working: '' },
  legend: 'Legend',
  legendOff: 'Day off',
  legendOn: 'Weekend worked (make-up)',
  legendWeekend: 'Weekend',
  closure: (first, last, days, name) =>
    first === last ? `${first} ${name}` : `${first} to ${last} ${name}, ${some(days, 'day')}`,
  madeUp: (days) => `Worked: ${days}`,
  readOnly: 'Imported and confirmed by the system administrator.',
  import: {
    title: (year) => `Import days off of ${year}`,
    open: 'Import a new version',
    close: 'Close',
    year: 'Year',
    lead: 'Paste the notice of the State Council’s general office, or lines such as “2027-01-01 休 元旦” and “2027-02-06 班”; CSV and the JSON of chinese-days are read too.',
    text: 'Days off',
    placeholder: '一、元旦：1月1日（周五）至3日（周日）放假，共3天。',
    choose: 'Choose file',
    compare: 'Compare with what is stored',
    comparing: 'Comparing',
    empty: 'Paste the days off first, or choose a file',
    tooLarge: 'The file is too large: a year takes a few thousand characters; please check',
    unreadableFile: 'No text can be read from this file',
  },
  diff: {
    same: (year) => `Exactly what is stored for ${year}; nothing to confirm`,
    title: (added, removed, changed) => `${some(added, 'day')} added, ${removed} removed, ${changed} changed`,
    blocked: (count) => `${some(count, 'place')} not understood or contradictory; correct and compare again`,
    workingDays: (before, after) =>
      before === null ? `${workingDays(after)} in the year` : `Working days of the year ${before} → ${after}`,
    heads: { kind: 'Change', day: 'Day', before: 'Before', after: 'After' },
    caption: 'Changes day by day',
    kind: { added: 'added', removed: 'removed', changed: 'changed' },
    plain: 'as usual',
    off: (name) => (name === '' ? 'off' : `off ${name}`),
    on: (name) => (name === '' ? 'worked' : `worked ${name}`),
    findings: 'Worth a look',
    severity: { must_fix: 'Must be corrected', confirm: 'Please check', note: 'Note' },
    line: (line) => `Line ${line}`,
    notes: (count) => `${some(count, 'more line')} not taken in`,
    hideNotes: 'Hide',
  },
  confirm: {
    source: 'Number of the notice',
    sourceHint: 'such as 国办发明电〔2026〕7号',
    sourceMissing: 'Say which notice this rests on',
    act: (year) => `Confirm ${year}`,
    busy: 'Confirming',
    consequence: (on, projects) =>
      `On confirming: in force from ${on}; deadlines, duties and alerts of ${some(projects, 'project')} are worked out again; judgements before ${on} stay; the act goes into the audit log.`,
    done: (year, projects) =>
      `Days off of ${year} confirmed; ${some(projects, 'project')} being worked out again.`,
  },
  bar: {
    text: (years) => `Days off of ${years} not confirmed; due dates are taken on the latest day possible`,
    tell: 'ask the system administrator to import and confirm them.',
    open: 'Import now',
    look: 'Look',
  },
};
