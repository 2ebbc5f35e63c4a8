/** A described paper → a page that a browser prints. One file without script, without anything from elsewhere. */
import {
  shownContent,
  type Paper,
  type PaperBlock,
  type PaperCell,
  type PaperFootItem,
  type PaperTable,
} from '../../domain/paper.ts';
import { chartSvg } from './chart-svg.ts';
import { fitCharts } from './fitted-charts.ts';
import { LATIN_FONT, LOOKS, SEAL_ROOM_MM, type Look, type Type } from './look.ts';
import { printable } from './printable.ts';
import { alignOf, fittedColumns, gridOf, headingRows, pageOf } from './table.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);
const lines = (text: string): string => escaped(text).replaceAll('\n', '<br>');

/** Where the office's fonts are not installed (a server), those of the same kind. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  宋体: `'SimSun', 'Noto Serif CJK SC', serif`,
  仿宋: `'FangSong', 'Noto Serif CJK SC', serif`,
  黑体: `'SimHei', 'Noto Sans CJK SC', sans-serif`,
};

function typeCss({ font, size, bold }: Type): string {
  return `font-family: '${LATIN_FONT}', '${font}', ${SUBSTITUTES[font] ?? 'serif'}; font-size: ${size}pt; font-weight: ${bold ? 'bold' : 'normal'};`;
}

/** @throws RangeError for a description that does not fill its grid */
export function paperToHtml(paper: Paper): string {
  const page = pageOf(paper.orientation);
  const { margins } = page;
  const look = LOOKS[paper.orientation];
  const body = fitCharts(paper)
    .blocks.map((block, n, all) => blockHtml(block, all[n + 1], page.inner))
    .join('\n');
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(paper.title)}</title>
<style>
@page { size: A4 ${paper.orientation}; margin: ${margins.top}mm ${margins.right}mm ${margins.bottom}mm ${margins.left}mm; }
${styles(look)}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

function styles(look: Look): string {
  return `body { margin: 0; color: #000; }
h1 { ${typeCss(look.title)} text-align: center; margin: 0 0 2mm; line-height: 1.4; }
h2 { ${typeCss(look.heading)} line-height: ${look.leading}pt; margin: 1mm 0 0; text-indent: 2em; break-after: avoid; }
p { ${typeCss(look.body)} line-height: ${look.leading}pt; margin: 0; text-indent: 2em; text-align: justify; }
p.flush { text-indent: 0; }
.line { ${typeCss(look.line)} line-height: 1.5; }
table.grid { ${typeCss(look.cell)} border-collapse: collapse; table-layout: fixed; width: 100%; line-height: 1.35; margin: 1mm 0; }
.grid td, .grid th { border: 0.5pt solid #000; padding: 0.6mm 1mm; overflow-wrap: anywhere; font-weight: normal; }
.grid th { ${typeCss(look.label)} }
.grid thead { display: table-header-group; }
.grid tr { break-inside: avoid; }
.grid + .grid { margin-top: -1mm; border-top: 0; }
.part { margin: 0; }
.foot { ${typeCss(look.line)} display: flex; margin-top: 3mm; }
.foot span { flex: 1; }
.seal { ${typeCss(look.body)} line-height: ${look.leading}pt; width: ${SEAL_ROOM_MM * 2}mm; margin: ${SEAL_ROOM_MM / 2}mm 0 0 auto; text-align: center; break-inside: avoid; }
figure { margin: 3mm 0; text-align: center; break-inside: avoid; }
.left { text-align: left; } .center { text-align: center; } .right { text-align: right; }
.keep { break-after: avoid; }
.break { break-before: page; }`;
}

/** A line must not part from the grid, chart or seal that it leads up to. */
const LED_UP_TO: readonly (PaperBlock['kind'] | undefined)[] = ['table', 'chart', 'seal'];

function blockHtml(block: PaperBlock, next: PaperBlock | undefined, inner: number): string {
  const keep = LED_UP_TO.includes(next?.kind) ? ' keep' : '';
  switch (block.kind) {
    case 'title':
      return `<h1>${lines(block.text)}</h1>`;
    case 'line':
      return `<div class="line ${block.align}${keep}">${lines(shownContent(block.content))}</div>`;
    case 'heading':
      return `<h2>${lines(block.text)}</h2>`;
    case 'paragraph':
      return `<p class="${block.flush ? 'flush' : 'indented'}${keep}">${lines(shownContent(block.content))}</p>`;
    case 'table':
      return tableHtml(block, inner);
    case 'chart':
      return `<figure>${chartSvg(block, inner)}</figure>`;
    case 'foot':
      return footHtml(block.items);
    case 'seal':
      return `<div class="seal">${escaped(block.name)}<br>${escaped(block.day)}</div>`;
    case 'page_break':
      return '<div class="break"></div>';
  }
}

function footHtml(items: readonly PaperFootItem[]): string {
  return `<div class="foot">${items.map(({ label, value }) => `<span>${escaped(label)}${escaped(value)}</span>`).join('')}</div>`;
}

/** Each part is a table: a browser repeats the head of its own. */
function tableHtml(table: PaperTable, inner: number): string {
  const columns = fittedColumns(table.columns, inner)
    .map((width) => `<col style="width: ${width.toFixed(2)}mm">`)
    .join('');
  const { rows, starts } = gridOf(table);
  return table.parts
    .map((part, n) => {
      const from = starts[n] ?? 0;
      const own = rows.slice(from, from + part.length).map(({ row, cells }) => {
        const height = row.heightMm === undefined ? '' : ` style="height: ${row.heightMm}mm"`;
        return `<tr${height}>${cells.map(({ cell }) => cellHtml(cell)).join('')}</tr>`;
      });
      const headings = headingRows(part);
      const head = headings === 0 ? '' : `<thead>${own.slice(0, headings).join('\n')}</thead>`;
      return `<table class="grid"><colgroup>${columns}</colgroup>${head}<tbody>${own.slice(headings).join('\n')}</tbody></table>`;
    })
    .join('\n');
}

function cellHtml(cell: PaperCell): string {
  const tag = cell.label ? 'th' : 'td';
  const spans = [
    cell.colspan === undefined ? '' : ` colspan="${cell.colspan}"`,
    cell.rowspan === undefined ? '' : ` rowspan="${cell.rowspan}"`,
  ].join('');
  const vertical = cell.valign ?? 'middle';
  return `<${tag}${spans} class="${alignOf(cell)}" style="vertical-align: ${vertical}">${lines(shownContent(cell.content))}</${tag}>`;
}
