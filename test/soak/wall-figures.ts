/** What the wall shows and what it should show of an answer, in one shape, so that both can be laid side by side. */
import type { Page } from 'playwright-core';
import type { Overview } from '../../server/contract.ts';
import { percent, points } from '../../web/format.ts';
import { LIGHT_ORDER, byLight } from '../../web/lights.ts';
import { gapToTime } from '../../web/overview-view.ts';
import { lateTitle, matrixTitle, wallFacts } from '../../web/wall-facts.ts';
import { markOf } from '../../web/wall-view.ts';
import { commonWords } from '../../web/words/common.ts';
import { wallWords } from '../../web/words/wall.ts';

export interface WallFigures {
  sentence: string;
  lights: string[];
  units: string[];
  matrixTitle: string;
  matrix: string[];
  late: string;
  worst: string[];
}

const bare = (text: string): string => text.replaceAll(/\s/gu, '');
const WORST_SHOWN = 5;

/**
 * A reason from its figure on: `取证 302 人，应达 583 人` → `302人，应达583人`. A change tells it without its subject, and the
 * page puts the subject before it in its own way until it reads the whole again.
 */
function figuresOf(why: string): string {
  const [first = '', ...rest] = bare(why).split('，');
  return [first.replace(/^.*?([\d.,]+\D*)$/u, '$1'), ...rest].join('，');
}

/** As the wall should say it; all units fit one leaf. */
export function saidOf(overview: Overview): WallFigures {
  const lights = byLight(overview.projects);
  return {
    sentence: bare(
      wallWords
        .sentence(wallFacts(overview))
        .map((piece) => (typeof piece === 'string' ? piece : piece.text))
        .join(''),
    ),
    lights: LIGHT_ORDER.filter((light) => lights[light] > 0).map(
      (light) => `${lights[light]}${commonWords.lights[light]}`,
    ),
    units: overview.units.map((unit) =>
      bare(
        `${unit.name}${percent(unit.executionRate)}${points(gapToTime(unit.executionRate, overview.timeProgress))}`,
      ),
    ),
    matrixTitle: bare(matrixTitle(overview)),
    matrix: overview.matrix.map((row) =>
      bare(
        `${row.name}:${row.cells
          .map((cell) => {
            const mark = markOf(cell);
            return mark === null
              ? commonWords.unknown
              : `${commonWords.lights[mark.light]}${mark.count === null ? '' : mark.count}`;
          })
          .join(',')}`,
      ),
    ),
    late: bare(lateTitle(overview.duties)),
    worst: overview.worst
      .slice(0, WORST_SHOWN)
      .map((row) => `${bare(commonWords.lights[row.light] + row.name + row.unitName)} ${figuresOf(row.why)}`),
  };
}

/** Runs in the page. */
const READ = `(() => {
  const text = (root, selector) => root.querySelector(selector)?.textContent ?? '';
  const texts = (selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent);
  const [, matrix, late] = document.querySelectorAll('.upper .wall-panel');
  return {
    sentence: text(document, '.wall-sentence'),
    lights: texts('.lower .wall-panel:first-child li'),
    units: texts('.upper .wall-panel:first-child li'),
    matrixTitle: text(matrix, '.title'),
    matrix: [...document.querySelectorAll('.upper tbody tr')].map(
      (row) =>
        text(row, 'th') +
        ':' +
        [...row.querySelectorAll('td')].map((cell) => text(cell, 'title') + text(cell, 'b') + text(cell, '.none')).join(','),
    ),
    late: text(late, '.title'),
    worst: [...document.querySelectorAll('.lower tbody tr')].map((row) =>
      [...row.children].slice(0, 3).map((cell) => cell.textContent).join('') + '|' + row.children[3].textContent,
    ),
  };
})()`;

export async function readWall(page: Page): Promise<WallFigures> {
  const read = await page.evaluate<WallFigures>(READ);
  return {
    sentence: bare(read.sentence),
    lights: read.lights.map(bare),
    units: read.units.map(bare),
    matrixTitle: bare(read.matrixTitle),
    matrix: read.matrix.map(bare),
    late: bare(read.late),
    worst: read.worst.map((row) => {
      const [what = '', why = ''] = row.split('|');
      return `${bare(what)} ${figuresOf(why)}`;
    }),
  };
}
