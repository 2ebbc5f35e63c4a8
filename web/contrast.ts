/** Contrast of two colours as WCAG 2 computes it. Pure. */

/** Relative luminance of `#rrggbb` or `#rgb`, 0 (black) to 1 (white). */
function luminance(short: string): number {
  const colour = short.length === 4 ? short.replace(/[0-9a-f]/gi, '$&$&') : short;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** 1 (the same) to 21 (black on white); text wants 4.5, shapes 3. Both as `#rrggbb` or `#rgb`. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
