import type { ladderWords } from '../ladder.ts';
import { some, workingDays } from './terms.ts';

export const ladder: typeof ladderWords = {
  documentTitle: 'Ladder · Mubiao',
  crumbs: { alerts: 'Alerts', ladder: 'Ladder' },
  sentence: (levels, last, repeat) =>
    `${some(levels, 'level')} of escalation, the last to the ${last}${repeat}`,
  repeat: (days) => `, then again every ${workingDays(days)}`,
  version: {
    standard: 'In force: the default ladder, never changed',
    own: (version, day, by) => `In force: version ${version}, since ${day}, set by the ${by}`,
  },
  steps: {
    title: 'Each level: on which working day, whom to tell',
    caption: 'Levels of the ladder',
    heads: { level: 'Level', days: 'Working days', posts: 'Tell', meaning: 'Meaning', act: 'Action' },
    level: (level) => `Level ${level + 1}`,
    days: (level) => `Working days of level ${level + 1}`,
    posts: (level) => `Whom level ${level + 1} tells`,
    before: (days) => `${workingDays(days)} before the due date`,
    on: 'on the due date',
    after: (days) => `${workingDays(days)} overdue`,
    unknown: 'enter a whole number',
    add: 'Add a level',
    remove: 'Remove',
    removeLabel: (level) => `Remove level ${level + 1}`,
  },
  repeatSubject: 'The interval',
  repeatLabel: 'After the last level, every',
  repeatUnit: 'working days again',
  repeatNone: 'Empty: not again',
  preview: {
    title: 'The days that follow from it',
    dueOn: 'Due date',
    note: 'Weekends and public holidays skipped, make-up working days counted',
    again: 'again to',
    remind: 'remind',
    report: 'escalate to',
    pending: 'Shown once what is marked red on the left is corrected',
    caption: 'Days of each level',
    line: (verb, posts) => `${verb} ${posts}`,
  },
  save: {
    title: 'On saving',
    consequence:
      'From today every open alert follows the new ladder; nobody is told twice. The old version is kept and can be looked up.',
    submit: 'Use from today',
    busy: 'Saving',
    cancel: 'Discard changes',
    done: 'Saved, in force from today.',
    same: 'Nothing changed.',
    mayNot: 'The ladder is set by the finance performance section; your post may only look.',
    lookingBack: 'Nothing can be changed while looking back; return to today first.',
  },
  fallback: 'Not filled in correctly, please check',
};
