import type { evidenceWords } from '../evidence.ts';

export const evidence: typeof evidenceWords = {
  title: 'Evidence',
  none: 'No evidence yet',
  types: {
    'application/pdf': 'PDF',
    'image/png': 'picture',
    'image/jpeg': 'picture',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel',
  },
  otherType: 'file',
  mb: (size) => `${size} MB`,
  kb: (size) => `${size} KB`,
  by: (post, when) => `uploaded by ${post}, ${when}`,
  look: (name) => `Look at ${name} on a new page`,
  save: (name) => `Download ${name}`,
  picture: (name) => `What ${name} looks like`,
  invented: 'Demonstration data',
  add: 'Upload evidence',
  busy: (at, all) => (all > 1 ? `Uploading ${at} of ${all}` : 'Uploading'),
  takes: 'PDF, PNG, JPG, docx or xlsx, up to 20 MB each',
  room: (kept, most) => `a project keeps ${most} files at most, ${kept} are there`,
  full: (most) =>
    `The project keeps ${most} files already: choose one that is there, or merge several into one PDF`,
  tooLarge: (name, size) =>
    `“${name}” has ${size}, more than the 20 MB a file may have; it was not uploaded. Compress it or split it up`,
  empty: (name) => `“${name}” is empty; it was not uploaded`,
  kept: 'Choose one of this project…',
  keptLabel: 'Choose evidence that the project has',
  remove: 'Take away',
  removeOf: (name) => `Take ${name} away`,
  added: (name) => `Put at this cell: ${name}`,
  removed: (name) => `Taken away from this cell: ${name}; the project keeps the file, it can be chosen again`,
  frozen: 'After submission nothing is added or taken away',
  count: (files) => `Evidence ${files}`,
};
