/**
 * Layouts of forms that an installation adds without code: JSON files in `layouts` of the data folder, one a layout. What a
 * file leaves out is as in the layout that it is based on. Checked at start, so that a mistake is told to who made it.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { StartupError } from '../../db/startup-error.ts';
import {
  LAYOUTS,
  TREE_2015,
  TREE_2021,
  type FieldLabel,
  type IndicatorTree,
  type Layout,
} from '../../domain/layouts.ts';

const FOLDER = 'layouts';
/** A layout is two kB; a county has a handful. */
const MOST_FILES = 100;
const LARGEST_FILE = 200_000;

const Label = Type.String({ minLength: 1, maxLength: 30 });
const Labels = Type.Array(Label, { minItems: 1, maxItems: 50 });
const closed = { additionalProperties: false };
const oneOf = <const Names extends readonly string[]>(names: Names) =>
  Type.Enum([...names] as Names[number][]);

const Level2 = Type.Object(
  {
    name: Label,
    level1: Label,
    code: Type.Optional(Type.String({ pattern: '^(\\d{2})?$' })),
    variants: Type.Optional(Type.Array(Label, { maxItems: 50 })),
    nameWords: Type.Optional(Type.Array(Label, { maxItems: 50 })),
  },
  closed,
);

/** The ministry's trees go by their rules, a county's own is written out. */
const RULES = { [TREE_2015.rule]: TREE_2015, [TREE_2021.rule]: TREE_2021 };
const Tree = Type.Union([
  oneOf(Object.keys(RULES)),
  Type.Object(
    {
      rule: Label,
      fromYear: Type.Integer({ minimum: 2000, maximum: 2100 }),
      levels: Type.Array(Level2, { minItems: 1, maxItems: 50 }),
    },
    closed,
  ),
]);

const LayoutFile = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,49}$' }),
    basedOn: Type.Optional(oneOf(LAYOUTS.map(({ name }) => name))),
    titles: Labels,
    amountUnit: Type.Optional(oneOf(['元', '万元'])),
    blocks: Type.Optional(Type.Array(oneOf(['period', 'annual']), { minItems: 1, maxItems: 2 })),
    fields: Type.Optional(
      Type.Array(
        Type.Object(
          {
            field: oneOf([
              'projectName',
              'implementingUnit',
              'department',
              'attribute',
              'duration',
              'overview',
              'basis',
              'necessity',
              'measures',
              'plan',
            ]),
            labels: Labels,
            paragraph: Type.Optional(Type.Literal(true)),
          },
          closed,
        ),
        { minItems: 1, maxItems: 50 },
      ),
    ),
    goalLabels: Type.Optional(Labels),
    goalHeadings: Type.Optional(Type.Array(Label, { maxItems: 20 })),
    fundingHeadings: Type.Optional(Labels),
    funding: Type.Optional(
      Type.Array(
        Type.Object(
          {
            part: oneOf(['total', 'fiscal', 'central', 'provincial', 'local', 'selfRaised', 'other']),
            /** Whole labels; `中央…` begins so, `…资金总额` ends so. */
            labels: Labels,
          },
          closed,
        ),
        { minItems: 1, maxItems: 50 },
      ),
    ),
    indicatorColumns: Type.Optional(
      Type.Array(
        Type.Object(
          {
            kind: oneOf(['level1', 'level2', 'name', 'comparator', 'target', 'unit', 'ignored']),
            headings: Labels,
          },
          closed,
        ),
        { minItems: 2, maxItems: 12 },
      ),
    ),
    sectionLabel: Type.Optional(Label),
    trees: Type.Optional(Type.Array(Tree, { minItems: 1, maxItems: 5 })),
    level2Name: Type.Optional(oneOf(['canonical', 'printed'])),
    fragments: Type.Optional(Type.Array(Label, { maxItems: 50 })),
    foot: Type.Optional(Type.Object({ filledAt: Label, labels: Labels }, closed)),
  },
  closed,
);
type LayoutFile = Static<typeof LayoutFile>;

const layoutFile = Compile(LayoutFile);

/**
 * The product's layouts and those of the data folder, which are tried first.
 * @throws StartupError naming the file and what is wrong with it
 */
export function layoutsOf(dataDir: string): readonly Layout[] {
  const folder = join(dataDir, FOLDER);
  if (!existsSync(folder)) return LAYOUTS;
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  if (files.length > MOST_FILES)
    throw refused(folder, `超过 ${MOST_FILES} 个文件`, `more than ${MOST_FILES} files`);
  const own: Layout[] = [];
  for (const file of files) {
    const layout = readLayout(join(folder, file));
    if ([...own, ...LAYOUTS].some(({ name }) => name === layout.name)) {
      throw refused(
        join(folder, file),
        `名称“${layout.name}”已经有了，请换一个`,
        `the name ${layout.name} is taken`,
      );
    }
    own.push(layout);
  }
  return [...own, ...LAYOUTS];
}

function readLayout(path: string): Layout {
  if (statSync(path).size > LARGEST_FILE) {
    throw refused(path, `超过 ${LARGEST_FILE / 1000} kB`, `larger than ${LARGEST_FILE / 1000} kB`);
  }
  let said: unknown;
  try {
    said = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refused(path, `不是 JSON（${error.message}）`, 'it is no JSON');
  }
  if (!layoutFile.Check(said)) {
    const [first] = layoutFile.Errors(said);
    const where = first?.instancePath || '/';
    throw refused(
      path,
      `“${where}”一项不对（${first?.message ?? ''}）`,
      `${where} ${first?.message ?? 'is wrong'}`,
    );
  }
  return layoutOf(said, path);
}

/** A layout as its file describes it. @throws StartupError when its columns cannot be read by */
export function layoutOf(file: LayoutFile, path: string): Layout {
  const { basedOn, funding, trees, fields, ...own } = file;
  const base = LAYOUTS.find(({ name }) => name === (basedOn ?? LAYOUTS[0]?.name)) as Layout;
  const kinds = own.indicatorColumns?.map(({ kind }) => kind);
  if (kinds && !(kinds.includes('name') && kinds.includes('target') && kinds.includes('level2'))) {
    throw refused(path, 'indicatorColumns 里要有 level2、name 和 target', 'it needs level2, name and target');
  }
  const repeated = kinds?.find((kind, at) => kind !== 'ignored' && kinds.indexOf(kind) !== at);
  if (repeated) throw refused(path, `indicatorColumns 里 ${repeated} 写了两次`, `${repeated} stands twice`);
  return {
    ...base,
    ...own,
    ...(fields && { fields: fields as readonly FieldLabel[] }),
    ...(funding && { funding: funding.map(({ part, labels }) => ({ part, label: patternOf(labels) })) }),
    ...(trees && { trees: trees.map(treeOf) }),
  };
}

function treeOf(tree: Static<typeof Tree>): IndicatorTree {
  if (typeof tree === 'string') return RULES[tree] as IndicatorTree;
  return {
    ...tree,
    levels: tree.levels.map((level) => ({ code: '', variants: [], nameWords: [], ...level })),
  };
}

/** Labels are compared without blanks and with half-width brackets (domain/form-label.ts). */
function patternOf(labels: readonly string[]): RegExp {
  const one = (label: string): string => {
    const plain = label
      .replace(/[\s…]/g, '')
      .replaceAll('（', '(')
      .replaceAll('）', ')')
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return `${label.startsWith('…') ? '' : '^'}${plain}${label.endsWith('…') ? '' : '$'}`;
  };
  return new RegExp(labels.map(one).join('|'));
}

const refused = (path: string, chinese: string, english: string) =>
  new StartupError(
    `目标表的版式文件 ${path} 有误：${chinese}。请改正或移走后再启动。`,
    `Layout file ${path}: ${english}; mend it or take it away.`,
  );
