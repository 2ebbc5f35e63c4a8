/**
 * What the Chromium 86 of government office browsers lacks and our code or the domain's uses. The compiler's library
 * is held at ES2021 plus exactly these (tsconfig.json), so a newer call does not get in unseen.
 */
interface Array<T> {
  findLast(predicate: (value: T, index: number, array: T[]) => boolean): T | undefined;
  findLastIndex(predicate: (value: T, index: number, array: T[]) => boolean): number;
}
interface ObjectConstructor {
  hasOwn(object: object, key: PropertyKey): boolean;
}
interface ReadonlyArray<T> {
  findLast(predicate: (value: T, index: number, array: readonly T[]) => boolean): T | undefined;
  findLastIndex(predicate: (value: T, index: number, array: readonly T[]) => boolean): number;
}

function at<T>(this: ArrayLike<T>, index: number): T | undefined {
  const whole = Math.trunc(index) || 0;
  return this[whole < 0 ? this.length + whole : whole];
}

for (const prototype of [Array.prototype, String.prototype]) {
  if (!('at' in prototype)) {
    Object.defineProperty(prototype, 'at', { value: at, writable: true, configurable: true });
  }
}

function lastIndexWhere<T>(
  this: readonly T[],
  predicate: (value: T, index: number, array: readonly T[]) => boolean,
): number {
  for (let index = this.length - 1; index >= 0; index -= 1) {
    if (predicate(this[index] as T, index, this)) return index;
  }
  return -1;
}

if (!('findLastIndex' in Array.prototype)) {
  Object.defineProperty(Array.prototype, 'findLastIndex', {
    value: lastIndexWhere,
    writable: true,
    configurable: true,
  });
}

if (!('findLast' in Array.prototype)) {
  Object.defineProperty(Array.prototype, 'findLast', {
    value<T>(this: readonly T[], predicate: (value: T, index: number, array: readonly T[]) => boolean) {
      return this[lastIndexWhere.call(this, predicate as (value: unknown, index: number) => boolean)];
    },
    writable: true,
    configurable: true,
  });
}

// vue-echarts compares its options with it too.
if (!Reflect.has(Object, 'hasOwn')) {
  Object.defineProperty(Object, 'hasOwn', {
    value: (object: object, key: PropertyKey): boolean => Object.prototype.hasOwnProperty.call(object, key),
    writable: true,
    configurable: true,
  });
}

if (!('canParse' in URL)) {
  Object.defineProperty(URL, 'canParse', {
    value: (url: string, base?: string): boolean => {
      try {
        return Boolean(new URL(url, base));
      } catch {
        return false; // no address
      }
    },
    writable: true,
    configurable: true,
  });
}
