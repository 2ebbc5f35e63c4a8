/** What differs from county to county is configuration: no decision in the product's code is made on a place's name. */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const PLACES =
  /liulin|pingluo|lishi(?!ng)|liuchuan|pinghe|lishan|qilihe|jiexiu|liyang|taiyuan|shuozhou|jiaozuo|changde|miyun|sheqi|qingshen|chuzhou|chengan|laoting|柳林|平罗|离石|柳川|平河|离山|七里河|介休|溧阳|太原|朔州|焦作|常德|密云|社旗|青神|滁州|成安|乐亭|吕梁|石嘴山|山西|宁夏/i;
const FOLDERS = ['server', 'web', 'jobs', 'db', 'domain'];
const COMPARING = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
const ASKING = new Set(['includes', 'startsWith', 'endsWith', 'test', 'match', 'search', 'indexOf', 'has']);

/** Literals with a place's name that stand in a condition, a comparison, a case, an index or a question to a text. */
function decisions(file: string, source: string): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ESNext, true);
  const found: string[] = [];
  const walk = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isRegularExpressionLiteral(node);
    if (isText && PLACES.test(node.text) && decides(node)) found.push(`${file}: ${node.getText(tree)}`);
    ts.forEachChild(node, walk);
  };
  walk(tree);
  return found;
}

function decides(literal: ts.Node): boolean {
  for (let node = literal; ; node = node.parent) {
    const above = node.parent as ts.Node | undefined;
    if (above === undefined || ts.isBlock(above) || ts.isSourceFile(above)) return false;
    if (ts.isIfStatement(above) || ts.isSwitchStatement(above)) return above.expression === node;
    if (ts.isCaseClause(above)) return above.expression === node;
    if (ts.isConditionalExpression(above) && above.condition === node) return true;
    if (ts.isElementAccessExpression(above) && above.argumentExpression === node) return true;
    if (ts.isBinaryExpression(above) && COMPARING.has(above.operatorToken.kind)) return true;
    if (ts.isCallExpression(above) && ts.isPropertyAccessExpression(above.expression)) {
      if (ASKING.has(above.expression.name.text)) return true;
    }
  }
}

const scriptsOf = (file: string, text: string): string =>
  file.endsWith('.vue')
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code).join('\n')
    : text;

describe('no place', () => {
  it('is decided on by name in server, web, jobs, db or domain', () => {
    const named = FOLDERS.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter(
          (name) => /\.(ts|vue)$/.test(name) && !name.startsWith('dist') && !name.includes('node_modules'),
        )
        .map((name) => `${folder}/${name}`),
    );
    expect(named.length).toBeGreaterThan(200);
    const found = named.flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      // A template's condition is no script: none may name a place at all.
      const template = file.endsWith('.vue') ? text.replace(/<script[^>]*>[\s\S]*?<\/script>/g, '') : '';
      const inTemplate = [...template.matchAll(/(v-if|v-else-if|v-show|:\w+)="[^"]*"/g)].filter(([code]) =>
        PLACES.test(code),
      );
      return [
        ...inTemplate.map(([code]) => `${file}: ${code}`),
        ...(PLACES.test(text) ? decisions(file, scriptsOf(file, text)) : []),
      ];
    });
    expect(found).toEqual([]);
  });
  it.each([
    `if (region.slug === 'lishan') a();`,
    `const days = name.startsWith('柳林') ? 10 : 20;`,
    `switch (slug) { case 'pinghe': break; }`,
    `const x = /离石|太原/.test(name);`,
    `const x = DAYS['liyang'];`,
    `if (['qilihe', 'jiexiu'].includes(slug)) a();`,
  ])('is found: %s', (code) => {
    expect(decisions('example.ts', code)).not.toEqual([]);
  });
  it.each([`const SLUG = 'lishan';`, `import { x } from './liulin.ts';`, `say('如 离石区');`])(
    'is only named: %s',
    (code) => {
      expect(decisions('example.ts', code)).toEqual([]);
    },
  );
});
