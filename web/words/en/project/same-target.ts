import type { sameTarget as chinese } from '../../project/same-target.ts';
import type { Twin } from '../../words.ts';
import { lower } from '../terms.ts';

export const sameTarget: Twin<typeof chinese> = {
  open: 'Same target',
  openWhy: 'Where several projects pay for the same people, mark them as one target: totals count it once',
  also: (projects) => `Same target: ${projects}`,
  and: ', ',
  title: 'Same target',
  alone: 'This indicator is counted by itself; it is the same target as none of another project.',
  group: (count, light) =>
    `One target in ${count} projects: totals count 1 indicator, in the worst of their lights: ${lower(light)}.`,
  since: (day, reason) => `Since ${day}: ${reason}`,
  caption: 'Indicators that are one target',
  heads: { light: 'Light', project: 'Project', name: 'Indicator', target: 'Target' },
  own: 'this project',
  link: 'Mark as the same target',
  with: 'The same target as which indicator',
  choose: 'Please choose',
  alike: 'With the same figure',
  others: 'Others of this kind',
  candidate: (project, name, target) => `${project} · ${name} ${target}`,
  noCandidates: 'No other project of this unit has an indicator of this kind this year.',
  unlink: 'No longer the same target',
  reason: 'Reason',
  reasonHint: 'For instance: the same insured people are paid from central and county funds',
  consequence: 'What follows',
  linkThen: (count) =>
    `From today on the overview, the wall and the list’s totals count these ${count} indicators as 1, in the worst of their lights. Each project’s own lights and entries, and the days before, stay.`,
  unlinkThen: (count) =>
    count <= 2
      ? 'From today on the two indicators are counted one by one again; the days before stay as they were.'
      : 'From today on this indicator is counted by itself again. The others stay one target; the days before stay as they were.',
  submitLink: 'Mark as the same target',
  submitUnlink: 'Take it out',
  busy: 'Recording',
  cannot: 'Your post may only look.',
};
