/**
 * A panel's sheet as PNG: drawn by the browser itself out of an SVG image that holds the sheet with its look written into
 * it. Everything is inside a data: address, so that the canvas stays readable and the content policy holds.
 */
import { withInlineStyles } from './inline-styles.ts';

/** Dots of the picture for one of the page: sharp in a printed report. */
const PICTURE_SCALE = 2;
/** Chromium draws no canvas beyond this, dots. */
const MOST_DOTS = 16_384;

/** Throws where the sheet is too large for a canvas or cannot be drawn. */
export async function panelPicture(sheet: HTMLElement): Promise<Blob> {
  const width = Math.ceil(sheet.getBoundingClientRect().width);
  const height = Math.ceil(sheet.getBoundingClientRect().height);
  if (Math.max(width, height) * PICTURE_SCALE > MOST_DOTS) throw new RangeError('the panel is too large');
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(sheet, width, height))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * PICTURE_SCALE;
  canvas.height = height * PICTURE_SCALE;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  );
}

function svgOf(sheet: HTMLElement, width: number, height: number): string {
  const copy = withInlineStyles(sheet);
  copy.style.position = 'static';
  const markup = new XMLSerializer().serializeToString(copy);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width * PICTURE_SCALE}" height="${height * PICTURE_SCALE}"` +
    ` viewBox="0 0 ${width} ${height}">` +
    `<foreignObject width="${width}" height="${height}">${markup}</foreignObject></svg>`
  );
}

/** Hands a file to the person, as a download. */
export function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold of the data by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
