/**
 * The copy of a paper that is published (信息公开, domain.md 5: approved only, personal data stripped [advice]): names, telephones and
 * accounts of persons are gone, where the paper has a place for them and where somebody wrote them into a text.
 */
import {
  isPaperNumber,
  type Paper,
  type PaperBlock,
  type PaperContent,
  type PaperRow,
  type PaperText,
} from './paper.ts';
import { PERSONAL_MARKS, type TemplateData } from './paper-marks.ts';
import { masked } from './payment-personal.ts';

const MASK = '●●●●';
/** A mobile number with blanks or hyphens between its groups. */
const SPACED_MOBILE = /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g;
/** 0358-4022345, (0358)4022345, 010 12345678. */
const LANDLINE = /(?<!\d)[(（]?0\d{2,3}[)）]?[- ]?[2-9]\d{6,7}(?!\d)/g;
/** Any number of eleven digits: what it is of, a text does not say. */
const ELEVEN = /(?<!\d)\d{11}(?!\d)/g;
/** Eighteen characters with a birthday inside, or fifteen digits of before 1999. */
const IDENTITY = /(?<!\d)\d{6}(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]?(?![\dXx])/g;

export interface DisclosureNames {
  /** Names of persons and accounts that may stand in texts: all actors of the form, at least. Shorter than two letters: not looked for. */
  names: readonly string[];
}

/** The same paper without persons. Figures stay as they are; opinions of the offices are left out. */
export function forDisclosure(paper: Paper, { names }: DisclosureNames): Paper {
  const scrub = scrubber(names);
  return {
    ...paper,
    title: scrub(paper.title),
    blocks: paper.blocks.flatMap((block) => disclosed(block, scrub)),
  };
}

/** The same for what a bureau's own template is filled with. */
export function dataForDisclosure({ plain, loops }: TemplateData, { names }: DisclosureNames): TemplateData {
  const scrub = scrubber(names);
  const cleaned = (row: Record<string, string>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(row).map(([mark, text]) => [mark, PERSONAL_MARKS.includes(mark) ? '' : scrub(text)]),
    );
  return {
    plain: cleaned(plain),
    loops: Object.fromEntries(Object.entries(loops).map(([loop, rows]) => [loop, rows.map(cleaned)])),
  };
}

function scrubber(names: readonly string[]): (text: string) => string {
  // The longest first: a name that begins another must not leave the other's end behind.
  const looked = [...new Set(names.map((name) => name.trim()))]
    .filter((name) => name.length >= 2)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const name of looked) clean = clean.replaceAll(name, MASK);
    return masked(clean)
      .replace(SPACED_MOBILE, MASK)
      .replace(LANDLINE, MASK)
      .replace(IDENTITY, MASK)
      .replace(ELEVEN, MASK);
  };
}

function disclosed(block: PaperBlock, scrub: (text: string) => string): PaperBlock[] {
  switch (block.kind) {
    case 'title':
    case 'heading':
      return [{ ...block, text: scrub(block.text) }];
    case 'line':
    case 'paragraph':
      return [{ ...block, content: disclosedText(block.content, scrub) }];
    case 'table': {
      const parts = block.parts.map((part) =>
        part.filter(({ internal }) => internal !== true).map((row) => disclosedRow(row, scrub)),
      );
      return [{ ...block, parts: parts.filter((part) => part.length > 0) }];
    }
    case 'chart':
      return [
        {
          ...block,
          title: scrub(block.title),
          categories: block.categories.map(scrub),
          series: block.series.map((each) => ({ ...each, name: scrub(each.name) })),
        },
      ];
    case 'foot': {
      const items = block.items.filter(({ personal }) => personal !== true);
      return items.length === 0
        ? []
        : [{ ...block, items: items.map((item) => ({ ...item, value: scrub(item.value) })) }];
    }
    case 'seal':
      return [{ ...block, name: scrub(block.name) }];
    case 'page_break':
      return [block];
  }
}

function disclosedRow(row: PaperRow, scrub: (text: string) => string): PaperRow {
  return {
    ...row,
    cells: row.cells.map((cell) => ({ ...cell, content: disclosedContent(cell.content, scrub) })),
  };
}

function disclosedContent(content: PaperContent, scrub: (text: string) => string): PaperContent {
  return content === null || isPaperNumber(content) ? content : disclosedText(content, scrub);
}

function disclosedText(content: PaperText, scrub: (text: string) => string): PaperText {
  if (typeof content === 'string') return scrub(content);
  // Joined first: a number may be cut by the bounds of two parts.
  return scrub(
    content
      .filter(({ personal }) => personal !== true)
      .map(({ text }) => text)
      .join(''),
  );
}
