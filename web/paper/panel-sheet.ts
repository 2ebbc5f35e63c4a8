/**
 * One panel for a report, out of the page: a copy without controls, a legend for lights that stand without their word, and
 * a line that says where its figures come from. The copy is what both the picture and the printer get.
 */
import { LIGHTS, type Light } from '../../domain/light.ts';
import { commonWords } from '../words/common.ts';

/** What a reader works with and a report does not hold. */
const CONTROLS = '.no-print, button, input, textarea, form, .visually-hidden, title';

/**
 * A copy of the panel in a frame as wide as the panel, to be put beside the screen: only there its height is known.
 * @param origin as-of day, place, unit of money, demo mark
 */
export function panelSheet(panel: HTMLElement, origin: readonly string[]): HTMLElement {
  const copy = panel.cloneNode(true) as HTMLElement;
  unfold(panel, copy);
  for (const control of copy.querySelectorAll('select')) (control.closest('label') ?? control).remove();
  for (const control of copy.querySelectorAll(CONTROLS)) control.remove();
  for (const each of copy.querySelectorAll('.fresh')) each.classList.remove('fresh');
  const sheet = document.createElement('div');
  sheet.className = 'panel-sheet';
  sheet.setAttribute('data-theme', 'light');
  sheet.style.width = `${Math.ceil(panel.getBoundingClientRect().width)}px`;
  sheet.append(copy, ...legend(copy), line('origin', origin.join(' · ')));
  return sheet;
}

/** A list that scrolls on the screen is whole in a report. */
function unfold(panel: HTMLElement, copy: HTMLElement): void {
  const copies = copy.querySelectorAll<HTMLElement>('*');
  panel.querySelectorAll<HTMLElement>('*').forEach((element, index) => {
    if (element.scrollHeight <= element.clientHeight + 1) return;
    const { overflowY } = getComputedStyle(element);
    const twin = copies[index];
    if (!twin || (overflowY !== 'auto' && overflowY !== 'scroll')) return;
    twin.style.height = 'auto';
    twin.style.maxHeight = 'none';
    twin.style.overflow = 'visible';
  });
}

/** Shape and word of every light that the panel shows without its word, worst first. */
function legend(copy: HTMLElement): HTMLElement[] {
  const wordless = new Map<Light, Element>();
  for (const mark of copy.querySelectorAll('.light')) {
    const light = LIGHTS.find((each) => mark.classList.contains(`light-${each}`));
    const word = mark.querySelector('.word')?.textContent ?? '';
    if (light && word !== commonWords.lights[light] && !wordless.has(light)) wordless.set(light, mark);
  }
  if (wordless.size === 0) return [];
  const row = line('legend', '');
  for (const light of [...LIGHTS].reverse()) {
    const shape = wordless.get(light)?.cloneNode(true) as Element | undefined;
    if (!shape) continue;
    shape.classList.remove('outline');
    shape.querySelector('.word')?.remove();
    shape.append(commonWords.lights[light]);
    row.append(shape);
  }
  return [row];
}

function line(className: string, text: string): HTMLElement {
  const row = document.createElement('p');
  row.className = className;
  row.textContent = text;
  return row;
}

/** Puts the sheet beside the screen for as long as `use` takes. */
export async function besideScreen<T>(sheet: HTMLElement, use: () => T | Promise<T>): Promise<T> {
  document.body.append(sheet);
  try {
    return await use();
  } finally {
    sheet.remove();
  }
}
