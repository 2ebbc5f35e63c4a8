/**
 * Type of the papers, the same in Word, Excel and print. Fonts by the names that every county office has installed. Sizes in
 * points: a lying form is small and full, a letter or report goes by GB/T 9704 (title 二号, body 仿宋 三号, lines of 28 points).
 */
export interface Type {
  /** Chinese font by name. */
  font: string;
  /** Points. */
  size: number;
  bold?: true;
}

export interface Look {
  title: Type;
  line: Type;
  heading: Type;
  body: Type;
  /** Exact distance of lines of running text, points. */
  leading: number;
  label: Type;
  cell: Type;
}

/** Figures and Latin letters; a Chinese font draws them too wide. */
export const LATIN_FONT = 'Times New Roman';

export const LOOKS: Readonly<Record<'portrait' | 'landscape', Look>> = {
  landscape: {
    title: { font: '黑体', size: 18 },
    line: { font: '宋体', size: 9 },
    heading: { font: '黑体', size: 12 },
    body: { font: '宋体', size: 10.5 },
    leading: 18,
    label: { font: '宋体', size: 9, bold: true },
    cell: { font: '宋体', size: 9 },
  },
  portrait: {
    title: { font: '宋体', size: 22, bold: true },
    line: { font: '仿宋', size: 14 },
    heading: { font: '黑体', size: 16 },
    body: { font: '仿宋', size: 16 },
    leading: 28,
    label: { font: '宋体', size: 10.5, bold: true },
    cell: { font: '宋体', size: 10.5 },
  },
};

/** A round official seal is 42 mm wide; it stands over name and day. Millimetres. */
export const SEAL_ROOM_MM = 42;
