/**
 * What a page of a PDF draws that a table is made of: its pieces of text with their places, and its level and upright rules.
 * Read from the drawing commands, glyph by glyph: the library's own text puts neighbouring cells into one piece and
 * cannot tell a printed blank from the space between Chinese and Latin type.
 */
import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Rule } from './pdf-grid.ts';
import type { Piece } from './pdf-lines.ts';

export interface Drawing {
  pieces: Piece[];
  rules: Rule[];
}

export interface Operators {
  fnArray: readonly number[];
  argsArray: readonly unknown[];
}

/** @returns lengths in points, y upwards; a page turned by its viewer is read as it was drawn */
export function drawingOf({ fnArray, argsArray }: Operators): Drawing {
  const pen = new Pen();
  fnArray.forEach((operator, index) => pen.draw(operator, argsArray[index]));
  return { pieces: pen.pieces, rules: pen.rules };
}

type Matrix = readonly [number, number, number, number, number, number];
const SAME: Matrix = [1, 0, 0, 1, 0, 0];

const times = (a: Matrix, b: Matrix): Matrix => [
  a[0] * b[0] + a[2] * b[1],
  a[1] * b[0] + a[3] * b[1],
  a[0] * b[2] + a[2] * b[3],
  a[1] * b[2] + a[3] * b[3],
  a[0] * b[4] + a[2] * b[5] + a[4],
  a[1] * b[4] + a[3] * b[5] + a[5],
];

interface Glyph {
  unicode?: string;
  /** Thousandths of the type's size. */
  width: number;
  isSpace?: boolean;
}

/** What `save` keeps and `restore` brings back. */
interface State {
  matrix: Matrix;
  fontSize: number;
  charSpacing: number;
  wordSpacing: number;
  /** Horizontal scale, 1 is none. */
  scale: number;
  leading: number;
  rise: number;
}

const FRESH: State = {
  matrix: SAME,
  fontSize: 0,
  charSpacing: 0,
  wordSpacing: 0,
  scale: 1,
  leading: 0,
  rise: 0,
};

/** A hostile page draws no more. */
const MOST_PIECES = 100_000;
const MOST_RULES = 50_000;
/** Nested states of a hostile page. */
const DEEPEST = 200;
/** A step inside one command wider than this share of the type's size opens a new piece: another cell may begin there. */
const STEP = 0.9;

class Pen {
  readonly pieces: Piece[] = [];
  readonly rules: Rule[] = [];
  #state: State = FRESH;
  readonly #kept: State[] = [];
  #text: Matrix = SAME;
  #line: Matrix = SAME;

  draw(operator: number, args: unknown): void {
    const numbers = args as number[];
    const state = this.#state;
    switch (operator) {
      case OPS.save:
        this.#save();
        break;
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        this.#state = this.#kept.pop() ?? state;
        break;
      case OPS.transform:
        this.#state = { ...state, matrix: times(state.matrix, numbers as unknown as Matrix) };
        break;
      case OPS.paintFormXObjectBegin: {
        this.#save();
        const [own] = args as [Matrix | null];
        if (own) this.#state = { ...state, matrix: times(state.matrix, own) };
        break;
      }
      case OPS.beginText:
        this.#text = this.#line = SAME;
        break;
      case OPS.setCharSpacing:
        this.#state = { ...state, charSpacing: numbers[0] ?? 0 };
        break;
      case OPS.setWordSpacing:
        this.#state = { ...state, wordSpacing: numbers[0] ?? 0 };
        break;
      case OPS.setHScale:
        this.#state = { ...state, scale: (numbers[0] ?? 100) / 100 };
        break;
      case OPS.setLeading:
        this.#state = { ...state, leading: -(numbers[0] ?? 0) };
        break;
      case OPS.setFont:
        this.#state = { ...state, fontSize: numbers[1] ?? 0 };
        break;
      case OPS.setTextRise:
        this.#state = { ...state, rise: numbers[0] ?? 0 };
        break;
      case OPS.moveText:
        this.#move(numbers[0] ?? 0, numbers[1] ?? 0);
        break;
      case OPS.setLeadingMoveText:
        this.#state = { ...state, leading: numbers[1] ?? 0 };
        this.#move(numbers[0] ?? 0, numbers[1] ?? 0);
        break;
      case OPS.setTextMatrix: {
        // Some versions of the library wrap the six numbers.
        const [first] = args as [number | Matrix];
        this.#text = this.#line = (typeof first === 'number' ? numbers : first) as unknown as Matrix;
        break;
      }
      case OPS.nextLine:
        this.#move(0, state.leading);
        break;
      case OPS.showText:
        this.#show((args as [(Glyph | number | null)[]])[0]);
        break;
      case OPS.constructPath: {
        const [painted, paths] = args as [number, (Path | null)[]];
        // A clipping path is not drawn.
        if (painted === OPS.endPath) break;
        for (const path of paths) if (path) this.#addRules(path);
        break;
      }
    }
  }

  #save(): void {
    if (this.#kept.length < DEEPEST) this.#kept.push(this.#state);
  }

  #move(x: number, y: number): void {
    this.#text = this.#line = times(this.#line, [1, 0, 0, 1, x, y]);
  }

  #show(glyphs: readonly (Glyph | number | null)[]): void {
    const { matrix, fontSize, charSpacing, wordSpacing, scale, rise } = this.#state;
    let begun: Matrix | null = null;
    let text = '';
    const end = () => {
      if (begun !== null && text !== '' && this.pieces.length < MOST_PIECES) {
        this.pieces.push(pieceOf(text, times(matrix, begun), times(matrix, this.#text), fontSize));
      }
      begun = null;
      text = '';
    };
    const step = (x: number) => (this.#text = times(this.#text, [1, 0, 0, 1, x * scale, 0]));
    for (const glyph of glyphs) {
      if (glyph === null) continue;
      if (typeof glyph === 'number') {
        if (Math.abs(glyph) > STEP * 1000) end();
        step((-glyph / 1000) * fontSize);
        continue;
      }
      begun ??= times(this.#text, [1, 0, 0, 1, 0, rise]);
      text += glyph.unicode ?? '';
      step((glyph.width / 1000) * fontSize + charSpacing + (glyph.isSpace ? wordSpacing : 0));
    }
    end();
  }

  #addRules(path: Path): void {
    const { matrix } = this.#state;
    const point = (at: number): Point => {
      const [x, y] = [path[at] ?? 0, path[at + 1] ?? 0];
      return [matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]];
    };
    let start: Point = [0, 0];
    let last: Point = [0, 0];
    const line = (to: Point) => {
      const rule = ruleOf(last, to);
      if (rule && this.rules.length < MOST_RULES) this.rules.push(rule);
      last = to;
    };
    for (let at = 0; at < path.length;) {
      const command = path[at];
      at += 1;
      if (command === MOVE) {
        last = start = point(at);
        at += 2;
      } else if (command === LINE) {
        line(point(at));
        at += 2;
      } else if (command === CURVE) {
        last = point(at + 4);
        at += 6;
      } else if (command === QUADRATIC) {
        last = point(at + 2);
        at += 4;
      } else if (command === CLOSE) line(start);
      // A command that this reader does not know: better no rules than wrong ones.
      else return;
    }
  }
}

function pieceOf(text: string, from: Matrix, to: Matrix, fontSize: number): Piece {
  return {
    text,
    x: Math.min(from[4], to[4]),
    y: from[5],
    width: Math.abs(to[4] - from[4]),
    height: Math.abs(fontSize) * Math.hypot(from[2], from[3]),
  };
}

/** Numbers of a path in the library's compact form: a command, then its coordinates. */
type Path = { readonly [n: number]: number; readonly length: number };
type Point = readonly [number, number];
const MOVE = 0;
const LINE = 1;
const CURVE = 2;
const QUADRATIC = 3;
const CLOSE = 4;

/** Slanted lines are no rules. Points over the whole length. */
const SLANT = 1;
/** The short sides of rules that are drawn as filled boxes. Points. */
const SHORT = 2.5;

function ruleOf(from: Point, to: Point): Rule | null {
  const [dx, dy] = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
  const isLevel = dy <= SLANT && dx > SHORT;
  if (!isLevel && !(dx <= SLANT && dy > SHORT)) return null;
  const [along, across] = isLevel ? [0, 1] : [1, 0];
  return {
    isLevel,
    at: ((from[across] ?? 0) + (to[across] ?? 0)) / 2,
    from: Math.min(from[along] ?? 0, to[along] ?? 0),
    to: Math.max(from[along] ?? 0, to[along] ?? 0),
  };
}
