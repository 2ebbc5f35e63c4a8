/** A panel's sheet to the printer, alone on one page: as large as the page allows, or smaller until it fits. */
import { leavePrinter, takePrinter } from './paper.ts';

/** A4 landscape without its margins of 12 mm, CSS px. */
const PAGE = { width: 1031, height: 702 };
/** Below this a text of 13 px is smaller than 5 pt: the sheet then goes over several pages. */
const LEAST_SCALE = 0.5;
const MOST_SCALE = 1.3;

/** Resolves when the printer has it, or at once while something else is being printed. */
export function printPanel(sheet: HTMLElement): void {
  if (!takePrinter()) return;
  document.body.append(sheet);
  const { width, height } = sheet.getBoundingClientRect();
  const scale = Math.min(MOST_SCALE, PAGE.width / width, PAGE.height / height);
  if (scale >= LEAST_SCALE) {
    sheet.style.transform = `scale(${scale})`;
    // The transform leaves the room as it was: a page of that height would be followed by an empty one.
    sheet.style.height = `${height}px`;
    sheet.style.marginBottom = `${Math.min(0, Math.floor((scale - 1) * height))}px`;
  }
  document.body.classList.add('prints-sheet');
  window.addEventListener(
    'afterprint',
    () => {
      document.body.classList.remove('prints-sheet');
      sheet.remove();
      leavePrinter();
    },
    { once: true },
  );
  window.print();
}
