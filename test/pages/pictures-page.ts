/** docs/pictures/README.md: every picture that is there, full, empty and stale, beside the guide's. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** By the pictures' names, in the order of the page. */
const HEADINGS: Readonly<Record<string, string>> = {
  overview: 'Overview',
  wall: 'Wall',
  projects: 'Projects',
  project: 'Project',
  'project-duties': 'Project: duties',
  'project-money': 'Project: money',
  entry: 'Entry of the month',
  import: 'Import preview',
  payments: 'Payment file',
  alerts: 'Alerts',
  alert: 'An alert, about to be silenced',
  ladder: 'Ladder',
  notices: 'Who was told what when',
  reviews: 'Mid-year review: cockpit of the bureau',
  'reviews-open': 'Mid-year review: a round about to be opened',
  forms: 'Mid-year review: my forms',
  form: 'Mid-year review: a form, with a figure that is none',
  'forms-review': 'Mid-year review: what waits for me',
  'form-review': 'Mid-year review: a form under review, a cell about to be returned',
  'self-evaluation': 'Self-evaluation',
  rectifications: 'Rectifications',
  rectification: 'A rectification that waits for its answer',
  calendar: 'Days off',
  jobs: 'Jobs',
  accounts: 'Accounts and regions',
  account: 'My account',
  'sign-in': 'Sign-in',
  'first-administrator': 'First administrator',
  'set-password': 'Set a password',
  'no-access': 'Not for this role',
  'not-found': 'No such page',
  design: 'Building blocks',
};
/** The guide's picture of a page, by width. */
const GUIDE: Readonly<Record<string, Partial<Record<Width, string>>>> = {
  overview: { 1440: '01-overview', 390: '08-phone-overview' },
  project: { 1440: '02-project' },
  entry: { 1440: '03-entry' },
  alert: { 1440: '04-alert', 390: '08-phone-alert' },
  import: { 1440: '05-import' },
  reviews: { 1440: '06-finance-cockpit' },
  wall: { 1920: '07-wall' },
};
const STATES = { full: '', empty: '-empty', stale: '-stale' } as const;
const WIDTHS = [1440, 1920, 390] as const;
type Width = (typeof WIDTHS)[number];
/** Of a picture in the table. */
const SHOWN_WIDTHS: Record<Width, number> = { 1440: 420, 1920: 420, 390: 160 };

const INTRODUCTION = `# Pictures

Taken by \`PICTURES=1 npm run pages -- test/pages/pictures.test.ts\`, which writes this page too, from the demonstration of 2023-07-31
(演示数据: names of places and all figures are invented), in Chromium at 1440×900, 1920×1080 and 390×844, and beside them the pictures of the guide.
The same test checks at each size and at 200 % that nothing is wider than the screen, cut off without a tooltip or printed over something else.

- **full**: the demonstration;
- **empty**: a county that has just been set up (for a project: imported, nothing reported, paid or due); pages that look the same there have none;
- **stale**: the line to the server was cut after the page was read; figures stay, the ring says how old they are, and what was about to be sent waits.

How they were made smaller: \`convert F -strip +dither -colors 255 -type Palette F\`.
`;

/**
 * Writes the page anew from the pictures that lie in the folder.
 * @throws when a picture has no heading here
 */
export function writePicturesPage(folder: string): void {
  const there = new Set(readdirSync(folder));
  const unknown = [...there].filter((file) => file.endsWith('.png') && !(nameIn(file) in HEADINGS));
  if (unknown.length > 0) throw new Error(`no heading for ${unknown.join(', ')}`);
  const picture = (file: string, width: Width) =>
    there.has(file) || file.startsWith('guide/') ? `<img src="${file}" width="${SHOWN_WIDTHS[width]}">` : '';
  const sections = Object.entries(HEADINGS).flatMap(([name, heading]) => {
    const rows = Object.entries(STATES).map(([state, suffix]) => ({
      state,
      cells: WIDTHS.map((width) => picture(`${name}${suffix}-${width}.png`, width)),
    }));
    const guide = GUIDE[name];
    if (guide) {
      const cells = WIDTHS.map((width) => (guide[width] ? picture(`guide/${guide[width]}.png`, width) : ''));
      rows.push({ state: 'guide', cells });
    }
    const shown = rows.filter(({ cells }) => cells.some((cell) => cell !== ''));
    if (shown.length === 0) return [];
    const lines = shown.map(({ state, cells }) => `| ${state} | ${cells.join(' | ')} |`);
    return [
      `## ${heading}`,
      ['| | 1440 × 900 | 1920 × 1080 | 390 × 844 |', '| --- | --- | --- | --- |', ...lines].join('\n'),
    ];
  });
  writeFileSync(join(folder, 'README.md'), `${[INTRODUCTION.trimEnd(), ...sections].join('\n\n')}\n`);
}

/** `project-duties` of `project-duties-stale-390.png`. */
const nameIn = (file: string): string => file.replace(/(?:-empty|-stale)?-\d+\.png$/, '');
