/** The strings that cells of a workbook share. Readings above Chinese characters (phonetic runs) are no part of them. */
import { local, type Archive } from './archive.ts';
import { storable } from './text.ts';

/** @returns by their number; cut at `longest` characters */
export async function readSharedStrings(archive: Archive, longest: number): Promise<string[]> {
  const strings: string[] = [];
  const text = new CellText(longest);
  await archive.xml('xl/sharedStrings.xml', {
    open(name) {
      const tag = local(name);
      if (tag === 'si') text.clear();
      else text.open(tag);
    },
    close(name) {
      const tag = local(name);
      if (tag === 'si') strings.push(text.text);
      else text.close(tag);
    },
    say: (said) => text.say(said),
  });
  return strings;
}

/** Gathers the text of one string: of its `t`, plain or in runs. */
export class CellText {
  #text = '';
  #isOpen = false;
  #isReading = false;
  readonly #longest: number;

  constructor(longest: number) {
    this.#longest = longest;
  }

  get text(): string {
    return unescaped(this.#text).slice(0, this.#longest).trim();
  }

  clear(): void {
    this.#text = '';
    this.#isOpen = this.#isReading = false;
  }

  open(tag: string): void {
    if (tag === 't') this.#isOpen = true;
    else if (tag === 'rPh') this.#isReading = true;
  }

  close(tag: string): void {
    if (tag === 't') this.#isOpen = false;
    else if (tag === 'rPh') this.#isReading = false;
  }

  say(text: string): void {
    if (this.#isOpen && !this.#isReading && this.#text.length < this.#longest) this.#text += text;
  }
}

/** What XML cannot hold is written as `_x000D_`. */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? storable(
        text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
          String.fromCharCode(Number.parseInt(code, 16)),
        ),
      )
    : text;
