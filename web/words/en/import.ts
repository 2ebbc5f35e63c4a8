import type { importWords } from '../import.ts';
import { audit } from './import/audit.ts';
import { reconciliation } from './import/reconciliation.ts';
import { joined, lower, some } from './terms.ts';

export const importing: typeof importWords = {
  documentTitle: (file) => (file ? `Import ${file} · Mubiao` : 'Import · Mubiao'),
  crumb: 'Import',
  step: { upload: 'Upload', read: 'Read', check: 'Check', commit: 'Import' },
  upload: {
    title: 'Put in the target forms',
    lead: 'The text of target forms for project spending; one file may hold dozens. They are read and shown to you first and imported once you confirm; importing the same file again changes nothing.',
    drop: 'Drop a file here, or',
    choose: 'choose a file',
    types: 'Word (docx), Excel (xlsx), PDF or txt, up to 20 MB; or select all, copy and paste below',
    paste: 'Or paste text',
    pastePlaceholder: 'Select all in Word, Excel or a web page, copy, and paste here',
    pasteName: 'pasted text.txt',
    submit: 'Read',
    empty: 'Paste text or choose a file first',
    tooLarge: 'The file exceeds 20 MB; split it into several',
    reading: (name, size) => `Reading ${name} (${size})`,
    seconds: (seconds) => `${some(seconds, 'second')}; dozens of forms take less than 5`,
  },
  reading: {
    title: (file) => `Reading ${file}`,
    waiting: 'Another file is being read; this one starts by itself',
    opening: 'Counting the forms',
    forms: (read, found) => `${read} of ${some(found, 'form')} read`,
    joining: (found) => `${some(found, 'form')} read, joining and checking`,
    note: 'You may leave or reload this page; reading goes on, and this address shows the result',
    failed: (file) => `${file} could not be read`,
    again: 'Choose another',
  },
  size: (kilobytes) => `${kilobytes} KB`,
  when: (time) => `Read ${time}, the original is kept`,
  verdict: {
    all: (forms) => `${some(forms, 'form')}, nothing that must be corrected`,
    some: (forms, ready, open) =>
      `${some(forms, 'form')}: ${ready} can be imported, ${open} with something that must be corrected`,
    nothing: (forms) => `${some(forms, 'form')}, all imported before; nothing to import`,
    done: (file) => `${file} has been imported`,
  },
  counts: {
    understood: 'Indicators understood',
    ofTotal: (total) => `/ ${total}`,
    mustFix: 'Must be corrected',
    confirm: 'To be confirmed',
    places: '',
    money: 'Funds of the year',
    effect: 'On importing',
    effectText: (fresh, unchanged, changed) =>
      joined(
        [
          fresh > 0 ? some(fresh, 'new project') : 'no new projects',
          unchanged > 0 ? `${unchanged} as stored, left alone` : '',
          changed > 0 ? `${changed} different from stored, left alone` : '',
        ],
        '; ',
      ),
  },
  list: {
    title: 'Forms',
    note: 'those to correct first',
    mustFix: (count) => `${count} to correct`,
    confirm: (count) => `${count} to confirm`,
    ready: 'ready',
    unchanged: 'stored',
    changed: 'differs',
    skipped: 'skipped',
    unnamed: 'No project name',
  },
  effects: {
    new: 'A new project once imported',
    unchanged: 'Stored already, exactly the same; not doubled',
    changed: 'Different from what was approved: it stays unless you choose to adjust',
  },
  sheet: {
    where: (index, lines) => `Form ${index} · ${lower(lines)} of the original`,
    lines: (from, to) => (from === to ? `Line ${from}` : `Lines ${from}–${to}`),
    and: ', ',
    ready: 'No problems',
    skip: 'Skip this form',
    keep: 'Do not skip',
    skipped: 'This form is not imported',
    showSource: 'Show the lines of the original',
    hideSource: 'Hide the original',
    head: {
      projectName: 'Project name',
      implementingUnit: 'Implementing unit',
      department: 'Department',
      fiscalYear: 'Fiscal year',
      attribute: 'Kind / term',
      annual: 'Funds of the year',
      period: 'Funds of the whole term',
      goalAnnual: 'Goal of the year',
      goalPeriod: 'Goal of the whole term',
    },
    missing: 'not printed',
    funding: (total, parts) => (parts ? `${total} wan yuan (${parts})` : `${total} wan yuan`),
    parts: {
      fiscal: 'fiscal appropriation',
      central: 'central',
      provincial: 'provincial',
      local: 'local',
      selfRaised: 'self-raised',
      other: 'other',
    },
    heads: {
      line: 'Line',
      group: 'Kind',
      name: 'Indicator (as printed)',
      target: 'Target (as printed)',
      understood: 'Read as',
      findings: 'Findings and remedies',
    },
    caption: (project) => `Indicators of ${project}: as printed and as read`,
    period: 'Whole term',
    periodValue: (raw) => `Whole term: ${raw}`,
    notPrinted: 'empty',
    findingsTitle: 'Problems of the whole form',
    none: 'This form has no indicators.',
  },
  notes: {
    qualitative: 'no figure; graded as achieved, partly achieved or not achieved',
    assumed: 'filled in by rule',
  },
  severity: { must_fix: 'Must be corrected', confirm: 'Please confirm', info: 'Note' },
  edit: {
    change: 'Edit',
    changed: 'edited',
    back: 'Restore the original',
    label: (field) => `Edit ${lower(field)}`,
    hint: 'Enter accepts, Esc discards',
  },
  fields: { rawTarget: 'Target', name: 'Indicator name' },
  defects: {
    projectName: 'Enter a project name (up to 180 characters)',
    implementingUnit: 'Enter the implementing unit',
    fiscalYear: 'Enter the fiscal year, such as 2023',
    name: 'Enter the indicator name',
  },
  commit: {
    action: (projects, indicators) =>
      `Import ${some(projects, 'project')} with ${some(indicators, 'indicator')}`,
    adjust: (projects, adjusted) =>
      projects === 0
        ? `Adjust the targets of ${some(adjusted, 'project')}`
        : `Import ${some(projects, 'project')}, adjust ${some(adjusted, 'project')}`,
    nothing: 'No new project to import',
    blocked: (count) => `${some(count, 'place')} still to be filled in`,
    unsolved: (count) =>
      `${count} must-correct ${count === 1 ? 'place' : 'places'} left; if imported now, those indicators show “Unclear”`,
    edits: (count) => `${some(count, 'edit')}`,
    skipped: (count) => `${count} skipped`,
    busy: 'Importing',
    again: 'Choose another',
  },
  result: {
    title: (projects, indicators) =>
      projects === 0
        ? 'No new project imported'
        : `Imported ${some(projects, 'project')} with ${some(indicators, 'indicator')}`,
    unchanged: (count) => `${count} as stored, left alone. `,
    adjusted: (count) => `Targets of ${some(count, 'project')} adjusted by the file; the old versions stay. `,
    sameTargets: (count) =>
      `${some(count, 'pair')} of indicators marked as the same target; totals count each once. `,
    changed: (count) =>
      `${count} different from stored, left alone. Targets change only by the adjustment procedure: `,
    next: 'Lights are worked out; the overview and the list of projects show them.',
    overview: 'Open the overview',
    projects: 'Open the list of projects',
  },
  reconciliation,
  audit,
  documentFindings: 'Problems of the whole file',
};
