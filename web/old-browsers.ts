/**
 * What the Chromium 86 of government office browsers lacks and our code or the domain's uses. The compiler's library
 * is held at ES2021 plus exactly these (tsconfig.json), so a newer call does not get in unseen.
 */
function at<T>(this: ArrayLike<T>, index: number): T | undefined {
  const whole = Math.trunc(index) || 0;
  return this[whole < 0 ? this.length + whole : whole];
}

for (const prototype of [Array.prototype, String.prototype]) {
  if (!('at' in prototype)) {
    Object.defineProperty(prototype, 'at', { value: at, writable: true, configurable: true });
  }
}
