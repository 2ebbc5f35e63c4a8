/**
 * All of a Word document but its body, made by the library: styles, page, footer, properties, charts with the workbooks behind them.
 * For papers without charts it is the same for every paper of an orientation, so it is made and deflated once.
 */
import {
  AlignmentType,
  Document,
  Footer,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  TextRun,
} from 'docx';
import type { Paper, PaperChart } from '../../domain/paper.ts';
import { chartRun } from './docx-chart.ts';
import { fixedParts } from './fixed-archive.ts';
import { LATIN_FONT, LOOKS, type Look, type Type } from './look.ts';
import { pageOf } from './table.ts';
import { CELL_STYLE, escaped, LABEL_STYLE, twips } from './word-xml.ts';
import { deflated, zipOf, type PackedPart } from './zip.ts';

export interface WordShell {
  /** Paragraphs that hold the charts, in their order. */
  charts: string[];
  /** The whole document with that body. */
  around(body: string, title: string): Buffer;
}

const BODY = 'word/document.xml';
const PROPERTIES = 'docProps/core.xml';

const made = new Map<Paper['orientation'], Promise<WordShell>>();

export function wordShell({ orientation, blocks }: Paper): Promise<WordShell> {
  const charts = blocks.filter((block) => block.kind === 'chart');
  if (charts.length > 0) return makeShell(orientation, charts);
  const kept = made.get(orientation);
  if (kept !== undefined) return kept;
  const shell = makeShell(orientation, []);
  made.set(orientation, shell);
  // What failed is tried again by the next.
  shell.catch(() => made.delete(orientation));
  return shell;
}

async function makeShell(
  orientation: Paper['orientation'],
  charts: readonly PaperChart[],
): Promise<WordShell> {
  const bytes = await Packer.toBuffer(documentOf(orientation, charts));
  const all = await fixedParts(bytes, withFixedIds);
  // The theme gives charts their ink.
  const parts = charts.length > 0 ? all : withoutUnused(all);
  const textOf = (name: string): string =>
    parts.find((part) => part.name === name)?.bytes.toString('utf8') ?? '';
  const [head = '', tail = ''] = textOf(BODY).split(/(?<=<w:body>).*(?=<w:sectPr>)/s);
  if (head === '' || tail === '') throw new Error('the library wrote a document without a body');
  const properties = textOf(PROPERTIES);
  // Those that no paper changes.
  const packed = parts.map(({ name, bytes: part }): PackedPart | string =>
    name === BODY || name === PROPERTIES ? name : deflated(name, part),
  );
  return {
    charts: textOf(BODY).match(/<w:p>.*?<\/w:p>/gs) ?? [],
    around: (body, title) => {
      const named = properties.replace(
        /<dc:title>[^<]*<\/dc:title>/,
        () => `<dc:title>${escaped(title)}</dc:title>`,
      );
      const own = (name: string): string => (name === BODY ? `${head}${body}${tail}` : named);
      return zipOf(
        packed.map((part) => (typeof part === 'string' ? deflated(part, Buffer.from(own(part))) : part)),
      );
    },
  };
}

/** Lists, notes and a theme that no paper uses: a third of a form's bytes, thousands of times over in an archive. */
const UNUSED =
  /(^|\/)(theme1|numbering|footnotes|endnotes|fontTable|custom|app)\.xml$|(notes|fontTable|footer1)\.xml\.rels$/;

function withoutUnused(parts: { name: string; bytes: Buffer }[]): { name: string; bytes: Buffer }[] {
  const said = (entry: string, attribute: string): boolean =>
    UNUSED.test(new RegExp(`\\b${attribute}="([^"]*)"`).exec(entry)?.[1] ?? '');
  return parts
    .filter(({ name }) => !UNUSED.test(name))
    .map(({ name, bytes }) => {
      if (!name.endsWith('.rels') && name !== '[Content_Types].xml') return { name, bytes };
      const xml = bytes
        .toString('utf8')
        .replace(/<Relationship\b[^>]*>/g, (entry) => (said(entry, 'Target') ? '' : entry))
        .replace(/<Override\b[^>]*>/g, (entry) => (said(entry, 'PartName') ? '' : entry));
      return { name, bytes: Buffer.from(xml, 'utf8') };
    });
}

/** Drawings are numbered by a counter that the whole process shares. */
function withFixedIds(xml: string): string {
  let drawing = 0;
  return xml.replace(/(<wp:docPr\b[^>]*?\bid=")\d+(")/g, (_, before: string, after: string) => {
    drawing += 1;
    return `${before}${drawing}${after}`;
  });
}

function documentOf(orientation: Paper['orientation'], charts: readonly PaperChart[]): Document {
  const { inner, margins } = pageOf(orientation);
  const look = LOOKS[orientation];
  return new Document({
    // Each paper puts its own.
    title: '公文',
    creator: '',
    lastModifiedBy: '',
    styles: {
      default: { document: { run: runOf(look.body) } },
      paragraphStyles: [
        { id: CELL_STYLE, name: CELL_STYLE, run: runOf(look.cell) },
        { id: LABEL_STYLE, name: LABEL_STYLE, run: runOf(look.label) },
      ],
    },
    sections: [
      {
        properties: {
          page: {
            size: {
              width: twips(210),
              height: twips(297),
              orientation: orientation === 'landscape' ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
            },
            margin: {
              top: twips(margins.top),
              bottom: twips(margins.bottom),
              left: twips(margins.left),
              right: twips(margins.right),
              footer: twips(6),
              header: twips(6),
            },
          },
        },
        footers: { default: pageFooter(look) },
        children: charts.map(
          (chart) =>
            new Paragraph({
              alignment: AlignmentType.CENTER,
              spacing: { before: 120, after: 120 },
              children: [chartRun(chart, inner)],
            }),
        ),
      },
    ],
  });
}

function pageFooter({ line }: Look): Footer {
  const type = runOf({ font: line.font, size: 9 });
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          new TextRun({
            ...type,
            children: ['第 ', PageNumber.CURRENT, ' 页，共 ', PageNumber.TOTAL_PAGES, ' 页'],
          }),
        ],
      }),
    ],
  });
}

function runOf({ font, size, bold }: Type) {
  return {
    font: { ascii: LATIN_FONT, hAnsi: LATIN_FONT, cs: LATIN_FONT, eastAsia: font },
    size: Math.round(size * 2),
    ...(bold ? { bold } : {}),
  };
}
