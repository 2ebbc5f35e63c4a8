/**
 * Writes the look of an element into style attributes, so that it keeps it where the page's styles do not reach. Computed
 * styles: themes, media queries and variables are answered by then.
 */

const TEXT = [
  'color',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'font-variant-numeric',
  'line-height',
  'letter-spacing',
  'text-align',
  'text-decoration-line',
  'text-overflow',
  'text-wrap',
  'text-indent',
  'vertical-align',
  'white-space',
  'word-break',
  'overflow-wrap',
  '-webkit-line-clamp',
  '-webkit-box-orient',
];
const BOX = [
  'display',
  'box-sizing',
  'position',
  'top',
  'right',
  'bottom',
  'left',
  'z-index',
  'float',
  'transform',
  'opacity',
  'visibility',
  'overflow-x',
  'overflow-y',
  'min-width',
  'min-height',
  'max-width',
  'max-height',
  'margin-top',
  'margin-right',
  'margin-bottom',
  'margin-left',
  'padding-top',
  'padding-right',
  'padding-bottom',
  'padding-left',
  'background-color',
  'background-image',
  'background-position',
  'background-size',
  'background-repeat',
  'box-shadow',
  'list-style-type',
  ...['top', 'right', 'bottom', 'left'].flatMap((side) => [
    `border-${side}-width`,
    `border-${side}-style`,
    `border-${side}-color`,
  ]),
  'border-top-left-radius',
  'border-top-right-radius',
  'border-bottom-right-radius',
  'border-bottom-left-radius',
];
const LAYOUT = [
  'flex-direction',
  'flex-wrap',
  'flex-grow',
  'flex-shrink',
  'flex-basis',
  'align-items',
  'align-self',
  'align-content',
  'justify-content',
  'justify-self',
  'justify-items',
  'order',
  'row-gap',
  'column-gap',
  'grid-template-columns',
  'grid-template-rows',
  'grid-template-areas',
  'grid-auto-flow',
  'grid-row-start',
  'grid-row-end',
  'grid-column-start',
  'grid-column-end',
  'table-layout',
  'border-collapse',
  'border-spacing',
];
const DRAWING = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'visibility',
  'width',
  'height',
];
const OF_HTML = [...BOX, ...LAYOUT, ...TEXT];

/** The twin of an element that is on the page, its look written into it. */
export function withInlineStyles(element: HTMLElement): HTMLElement {
  const twin = element.cloneNode(true) as HTMLElement;
  const twins = [twin, ...twin.querySelectorAll('*')];
  [element, ...element.querySelectorAll('*')].forEach((each, index) => {
    const own = twins[index];
    if (own instanceof HTMLElement && each instanceof HTMLElement) {
      own.setAttribute('style', styleOf(each));
      addPseudo(each, own, '::before');
      addPseudo(each, own, '::after');
    } else own?.setAttribute('style', declarations(getComputedStyle(each), DRAWING));
  });
  return twin;
}

function styleOf(element: HTMLElement): string {
  const computed = getComputedStyle(element);
  const style = declarations(computed, [...OF_HTML, ...sizesOf(element, computed)]);
  // What can be scrolled is shown whole (panel-sheet.ts); a scroll bar in a picture moves nothing.
  return style.replaceAll(/(overflow-[xy]):(auto|scroll)/g, '$1:visible');
}

/**
 * Sizes that do not follow from the content: bars, cells, drawings. A text keeps the width that it asks for, or the last
 * letter of a line would wrap for a hundredth of a pixel.
 */
function sizesOf(element: HTMLElement, { display, overflowX }: CSSStyleDeclaration): string[] {
  if (display === 'inline' || display === 'contents') return [];
  const isDrawing = element.textContent?.trim() === '' || element.closest('.chart') !== null;
  const isFixed = display.startsWith('table') || overflowX !== 'visible';
  return isDrawing || isFixed ? ['width', 'height'] : ['height'];
}

/** `content` of a pseudo-element as an element of its own. */
function addPseudo(element: HTMLElement, twin: HTMLElement, name: '::before' | '::after'): void {
  const computed = getComputedStyle(element, name);
  if (computed.content === 'none' || computed.content === 'normal') return;
  const made = document.createElement('span');
  made.textContent = /^"(.*)"$/s.exec(computed.content)?.[1] ?? '';
  made.setAttribute('style', declarations(computed, [...OF_HTML, 'width', 'height']));
  if (name === '::before') twin.prepend(made);
  else twin.append(made);
}

function declarations(computed: CSSStyleDeclaration, names: readonly string[]): string {
  return names.map((name) => `${name}:${computed.getPropertyValue(name)}`).join(';');
}
