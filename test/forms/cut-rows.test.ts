/** Rows cut by the end of a page: what their letters tell, what their words tell, and how lines of a cell become one text again. */
import { describe, expect, it } from 'vitest';
import { joinCutRows } from '../../domain/form-cut-rows.ts';
import type { Row } from '../../domain/form-declaration.ts';
import { LAYOUTS } from '../../domain/layouts.ts';
import { goesOnFrom, paddingOf } from '../../server/forms/pdf-cut.ts';
import type { Box } from '../../server/forms/pdf-grid.ts';
import { joined, joinLines, linesOf, mannerOf, type Piece } from '../../server/forms/pdf-lines.ts';

const SIZE = 10;
const isNarrow = (character: string) => /[ -~≥]/.test(character);
/** A line of type of 10 points that begins `from` points behind the left rule. */
const pieceOf = (text: string, x = 2, y = 0): Piece => ({
  text,
  x,
  y,
  width: [...text].reduce((width, character) => width + (isNarrow(character) ? 6 : SIZE), 0),
  height: SIZE,
});
const box = (width: number, ...texts: string[]): Box => ({
  row: 3,
  left: 0,
  right: width,
  lines: texts.map((text, at) => [pieceOf(text, 2, -at * 14)]),
});
/** Room for `characters` Chinese ones beside paddings of 2. */
const wide = (characters: number, ...texts: string[]) => box(characters * SIZE + 4, ...texts);

describe('a cell at the top of a page goes on from the one above', () => {
  it.each<[string, Box, Box, boolean]>([
    ['whose last line is full', wide(5, '保障退休人'), wide(5, '员的取暖费'), true],
    ['whose last line had no room for the next word', wide(4, '提高'), wide(4, '100%'), true],
    ['but not where there was room for it', wide(5, '提高'), wide(5, '100%'), false],
    ['nor where there was room for a character', wide(6, '持续发展'), wide(6, '不断下降'), false],
    ['where a bracket keeps the next character with it', wide(6, '公共就业服'), wide(6, '（必填）'), true],
    ['where a comma keeps the character before it', wide(6, '一二三四五'), wide(6, '六，七'), true],
    ['where a word is wider than the column', wide(5, '晋社保'), wide(5, '【', '2022】'), true],
    ['but not when one of them is empty', wide(5), wide(5, '新'), false],
    ['but not in another column', wide(5, '保障退休人'), wide(6, '员的取暖费'), false],
  ])('%s', (_what, above, below, wanted) => {
    expect(goesOnFrom([above], [below], 2)).toEqual([wanted ? 3 : null]);
  });

  it('by what most cells leave before their text, not by the one that leaves least', () => {
    const boxes = [wide(4, '一'), wide(4, '二'), wide(4, '三'), { ...wide(4, '四'), left: 1.8 }, wide(4)];
    expect(paddingOf(boxes)).toBe(2);
  });
});

describe('rows on two pages', () => {
  const row = (line: number, page: number, cells: string[], goesOn?: (number | null)[]): Row => ({
    place: { line, page, table: 1 },
    cells,
    ...(goesOn && { goesOnFrom: goesOn }),
  });
  const free = (line: number, text: string): Row => ({ place: { line, page: 2 }, cells: [text] });
  const cellsOf = (rows: Row[]) => joinCutRows(rows, LAYOUTS).map(({ cells }) => cells.join('|'));

  it('are one when every cell goes on, whatever the edges of the pages print between', () => {
    const rows = [
      row(1, 1, ['', '可持续影响', '保障退休人', '提高']),
      free(2, '某某县 2023 年部门预算'),
      free(3, '第 2 页'),
      row(4, 2, ['', '指标', '员的取暖费', '100%'], [null, 1, 1, 1]),
      row(5, 2, ['', '满意度指标', '满意', '100%']),
    ];
    expect(cellsOf(rows)).toEqual(['|可持续影响指标|保障退休人员的取暖费|提高100%', '|满意度指标|满意|100%']);
  });

  it('are one over three pages', () => {
    const rows = [
      row(1, 1, ['名', '甲']),
      row(2, 2, ['', '乙'], [null, 1]),
      row(3, 3, ['', '丙'], [null, 2]),
    ];
    expect(cellsOf(rows)).toEqual(['名|甲乙丙']);
  });

  it.each<[string, string[], string[]]>([
    ['two labels', ['数量指标', '养老金发放'], ['质量指标', '养老金发放']],
    ['two targets with their units', ['发放及时率', '100%'], ['发放准确率', '100%']],
  ])('are two in spite of full cells: %s', (_what, first, second) => {
    expect(cellsOf([row(1, 1, first), row(2, 2, second, [1, 1])])).toEqual([
      first.join('|'),
      second.join('|'),
    ]);
  });

  it('are two when one of the cells is new; the rest of a label that spans both goes to its beginning', () => {
    const rows = [
      row(1, 1, ['', '24-可持续影', '社会待业人员就业压力减少', '持续发展']),
      row(2, 2, ['', '响', '各部门单位人员紧缺情况', '不断下降'], [null, 1, null, null]),
    ];
    expect(cellsOf(rows)).toEqual([
      '|24-可持续影响|社会待业人员就业压力减少|持续发展',
      '||各部门单位人员紧缺情况|不断下降',
    ]);
  });

  it('are two when one name happens to be full', () => {
    const rows = [
      row(1, 1, ['', '', '保障离休人员数量', '39人']),
      row(2, 2, ['', '', '保障退休人员数量', '4036人'], [null, null, 1, null]),
    ];
    expect(cellsOf(rows)).toHaveLength(2);
  });
});

describe('lines of a cell', () => {
  const habit = (...texts: string[]) => mannerOf(texts.map((text) => [pieceOf(text)]));

  it.each<[string, string[], string[], string]>([
    [
      'as the document writes',
      ['满意度提高,', '机关工作'],
      ['补齐, 缺口', '发放, 及时'],
      '满意度提高, 机关工作',
    ],
    ['as the cell itself writes', ['甲,乙丙,', '丁'], ['补齐, 缺口', '发放, 及时'], '甲,乙丙,丁'],
    ['without a blank where nothing tells', ['甲,', '乙'], [], '甲,乙'],
    [
      'with a blank before a numeral where all have one',
      ['2023 年 1 月至', '12 月'],
      [],
      '2023 年 1 月至 12 月',
    ],
    ['without one behind letters', ['手机APP', '使用率'], ['共 12 人'], '手机APP使用率'],
  ])('are joined %s', (_what, lines, document, wanted) => {
    expect(joinLines(lines, habit(...document))).toBe(wanted);
  });

  it('keep gaps as blanks, but not those of a line that was stretched', () => {
    const [line = []] = linesOf([pieceOf('高', 40), pieceOf('提', 0)]);
    expect(joined(line)).toBe('提 高');
    expect(joined(line, true)).toBe('提高');
  });
});
