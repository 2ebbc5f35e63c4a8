/**
 * What the Chromium 86 of government office browsers (360, 奇安信, 红莲花) does not know, looked for in built pages: syntax,
 * built-ins and styles. The versions are those of MDN's compatibility tables. Names that are also common names of
 * methods count only where the call is clearly the built-in's.
 */
import ts from 'typescript';

/** Members that came after Chromium 86, with the version that brought them. */
const MEMBERS: Readonly<Record<string, number>> = {
  at: 92,
  findLast: 97,
  findLastIndex: 97,
  toSorted: 110,
  toReversed: 110,
  toSpliced: 110,
  hasOwn: 93,
  randomUUID: 92,
  groupBy: 117,
  fromAsync: 121,
  withResolvers: 119,
  canParse: 120,
  throwIfAborted: 100,
  checkVisibility: 105,
  showPopover: 114,
  togglePopover: 114,
  hidePopover: 114,
  startViewTransition: 111,
  postTask: 94,
  isWellFormed: 111,
  toWellFormed: 111,
  isSubsetOf: 122,
  isSupersetOf: 122,
  isDisjointFrom: 122,
  symmetricDifference: 122,
  supportedValuesOf: 99,
  formatRange: 106,
  userAgentData: 90,
  fromBase64: 140,
  toBase64: 140,
  waitAsync: 87,
  getSetCookie: 113,
  measureUserAgentSpecificMemory: 89,
  setHTMLUnsafe: 124,
  moveBefore: 133,
};
/** Members of one global only: `AbortSignal.timeout`. */
const STATICS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AbortSignal: { timeout: 103, any: 116, abort: 93 },
  Promise: { try: 128 },
  Response: { json: 105 },
  Intl: { Segmenter: 87, DurationFormat: 129 },
  RegExp: { escape: 136 },
  Error: { isError: 134 },
  URL: { parse: 126 },
};
const GLOBALS: Readonly<Record<string, number>> = {
  structuredClone: 98,
  scheduler: 94,
  reportError: 95,
  Temporal: 999,
  navigation: 102,
  CSSContainerRule: 105,
  Iterator: 122,
  Highlight: 105,
};
/** Iterators had no methods before Chromium 122. */
const ITERATOR_SOURCES = new Set(['values', 'keys', 'entries', 'matchAll']);
const ITERATOR_HELPERS = new Set([
  'map',
  'filter',
  'take',
  'drop',
  'flatMap',
  'reduce',
  'toArray',
  'forEach',
  'some',
  'every',
  'find',
]);

export interface Newer {
  /** With the version of Chromium that brought it. */
  feature: string;
  /** The code before and behind the place. */
  around: string;
}

/** Built-ins that a script needs and Chromium 86 lacks, syntax included. */
export function newerScript(code: string): Newer[] {
  const source = ts.createSourceFile('built.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const found: Newer[] = [];
  const visit = (node: ts.Node): void => {
    const feature = newerNode(node);
    if (feature !== null) found.push({ feature, around: around(code, node.getStart(source)) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function around(code: string, position: number): string {
  return code.slice(Math.max(0, position - 60), position + 100);
}

function newerNode(node: ts.Node): string | null {
  if (ts.isClassStaticBlockDeclaration(node)) return 'static block (94)';
  if (ts.isAwaitExpression(node) && !isInFunction(node)) return 'top-level await (89)';
  if (ts.isBinaryExpression(node) && ts.isPrivateIdentifier(node.left)) return '#name in (91)';
  if (ts.isRegularExpressionLiteral(node)) return newerPattern(node.text);
  if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using)
    return 'using (134)';
  if (ts.isImportDeclaration(node) && node.attributes) return 'import attributes (123)';
  if (ts.isPropertyAccessExpression(node)) return newerMember(node);
  if (ts.isIdentifier(node)) return newerGlobal(node);
  return null;
}

function isInFunction(node: ts.Node): boolean {
  for (let each: ts.Node | undefined = node.parent; each; each = each.parent) {
    if (ts.isFunctionLike(each)) return true;
  }
  return false;
}

function newerPattern(literal: string): string | null {
  const flags = literal.slice(literal.lastIndexOf('/') + 1);
  if (/[dv]/.test(flags)) return `pattern with flag ${flags} (90, 112)`;
  return /\(\?[ims]+(-[ims]+)?:|\(\?-[ims]+:/.test(literal) ? 'pattern with modifiers (125)' : null;
}

function newerMember(node: ts.PropertyAccessExpression): string | null {
  const name = node.name.text;
  const owner = ts.isIdentifier(node.expression) ? node.expression.text : '';
  const ofStatic = Object.hasOwn(STATICS, owner) ? STATICS[owner]?.[name] : undefined;
  if (ofStatic !== undefined) return `${owner}.${name} (${ofStatic})`;
  if (Object.hasOwn(MEMBERS, name)) return `.${name} (${MEMBERS[name]})`;
  const isHelper =
    ITERATOR_HELPERS.has(name) &&
    ts.isCallExpression(node.parent) &&
    ts.isCallExpression(node.expression) &&
    ts.isPropertyAccessExpression(node.expression.expression) &&
    ITERATOR_SOURCES.has(node.expression.expression.name.text) &&
    // Object.keys and its like return arrays.
    node.expression.expression.expression.getText() !== 'Object';
  return isHelper ? `.${name} of an iterator (122)` : null;
}

/** A name that nothing around it declares and that is no property's. */
function newerGlobal(node: ts.Identifier): string | null {
  const name = node.text;
  if (!Object.hasOwn(GLOBALS, name)) return null;
  const { parent } = node;
  const isOwnName =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    ts.isVariableDeclaration(parent) ||
    ts.isFunctionLike(parent) ||
    ts.isBindingElement(parent) ||
    ts.isShorthandPropertyAssignment(parent);
  return isOwnName ? null : `${name} (${GLOBALS[name]})`;
}

/** Styles of after Chromium 86 without which a page falls apart; `text-wrap` and its like only look plainer. */
const STYLES: readonly (readonly [RegExp, string])[] = [
  [/:has\(/, ':has (105)'],
  [/:(is|where)\(/, ':is, :where (88)'],
  [/:not\([^()]*[,\s>+~]/, ':not with a list or a path (88)'],
  [/:(modal|popover-open|user-valid|user-invalid|dir\()/, 'newer pseudo-class'],
  [/@(layer|container|scope|starting-style|view-transition|position-try)\b/, 'newer at-rule'],
  [/@media[^{]*[<>]=?/, 'range in a media query (104)'],
  [/[;{]\s*&/, 'nesting (112)'],
  [/[;{]\s*inset(-inline|-block)?(-start|-end)?\s*:/, 'inset (87)'],
  [/[;{]\s*(margin|padding)-(inline|block)\s*:/, 'margin-inline (87)'],
  [/[;{]\s*aspect-ratio\s*:/, 'aspect-ratio (88)'],
  [/[;{]\s*(translate|rotate|scale)\s*:/, 'translate (104)'],
  [/[;{]\s*container(-type|-name)?\s*:/, 'container (105)'],
  [/[;{]\s*(mask|mask-image)\s*:/, 'mask without a prefix (120)'],
  [/overflow(-x|-y)?\s*:\s*clip/, 'overflow: clip (90)'],
  [/\b(color-mix|light-dark|oklch|oklab|lch|lab|color)\(/, 'newer colour'],
  [/\d(dvh|svh|lvh|dvw|svw|lvw|cqw|cqh|cqi|lh|rlh)\b/, 'newer unit'],
  [/:\s*(round|mod|rem|sin|cos|sqrt|pow|abs|sign)\(/, 'newer function'],
  [/grid-template-(columns|rows)\s*:[^;}]*subgrid/, 'subgrid (117)'],
  [/font-size-adjust|text-box|field-sizing|interpolate-size|anchor-name/, 'newer property'],
];

/** Styles that Chromium 86 does not know, each once, with what stands around it. */
export function newerStyles(css: string): Newer[] {
  return STYLES.flatMap(([pattern, feature]) => {
    const at = css.search(pattern);
    return at < 0 ? [] : [{ feature, around: around(css, at) }];
  });
}
