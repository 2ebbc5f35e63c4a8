/** Few rules; each stands here because the mistake it stops has been made. Layout is prettier's. */
import { dirname, relative, resolve, sep } from 'node:path';
import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';

const root = import.meta.dirname;
const typed = ['{domain,db,server,jobs,test}/**/*.ts', '*.ts'];
/** Pages and their tests: .vue files are not known to the type-aware rules. */
const pages = ['web/**/*.{ts,vue}', 'test/web/**/*.ts'];

/** Who may import whom (docs/architecture.md). `domain` may use no package but a decimal library. */
const contract = [
  'contract',
  'contract-accounts',
  'contract-basics',
  'contract-budget',
  'contract-duties',
  'contract-entries',
  'contract-health',
  'contract-imports',
  'contract-judgements',
  'contract-ladder',
  'contract-ledger',
  'contract-live',
  'contract-projects',
  'contract-session',
  'contract-adjustments',
  'contract-same-targets',
  'contract-reviews',
  'contract-evaluations',
  'contract-review-shapes',
  'contract-review-told',
  'contract-rectifications',
  'contract-papers',
  'contract-evidence',
  'contract-alerts',
  'contract-curves',
  'contract-calendar',
  'contract-payments',
  'contract-jobs',
  'contract-notices',
  'contract-demo',
  'contract-preferences',
  'contract-search',
  'contract-overview',
].map((name) => `server/${name}.ts`);
const fences = {
  domain: { folders: ['domain'], packages: ['decimal.js'] },
  db: { folders: ['db', 'domain'], types: contract },
  server: { folders: ['server', 'db', 'domain'], files: ['jobs/queue.ts'] },
  jobs: { folders: ['jobs', 'db', 'domain'] },
  web: { folders: ['web', 'domain'], types: contract },
};

const imports = {
  meta: { schema: [], messages: { fence: '{{from}} must not import {{to}} (docs/architecture.md).' } },
  create(context) {
    const from = relative(root, context.filename).split(sep)[0];
    const fence = fences[from];
    if (!fence) return {};
    const check = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string') return;
      const isPath = specifier.startsWith('.');
      const to = isPath
        ? relative(root, resolve(dirname(context.filename), specifier))
            .split(sep)
            .join('/')
        : specifier;
      const isTypeOnly = node.importKind === 'type' || node.exportKind === 'type';
      const isAllowed = isPath
        ? fence.folders.includes(to.split('/')[0]) ||
          // package.json tells the version.
          (to === 'package.json' && from !== 'domain') ||
          fence.files?.includes(to) ||
          (isTypeOnly && fence.types?.includes(to))
        : !fence.packages || fence.packages.includes(to);
      if (!isAllowed) context.report({ node, messageId: 'fence', data: { from, to } });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
    };
  },
};

/** Signs that are the same in every language; keys of the keyboard are called what is printed on them. */
const SIGNS = ['·', '/', ':', '—', '→', '+', '−', '×', '%', '(', ')', ',', '.', '›', '‹', '…'];

/** Han and the punctuation and signs that are set with it. */
const CHINESE = /[\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/u;

/**
 * What people read stands in the dictionaries (web/words), where every text has its twin in the other language. Patterns
 * that read what the county's own papers print are no texts.
 */
const words = {
  meta: {
    schema: [],
    messages: { outside: 'A text that people read stands in web/words, with its English twin: {{text}}' },
  },
  create(context) {
    const check = (node, text) => {
      if (typeof text === 'string' && CHINESE.test(text)) {
        context.report({ node, messageId: 'outside', data: { text: text.trim().slice(0, 40) } });
      }
    };
    const inScript = {
      Literal: (node) => check(node, node.value),
      TemplateElement: (node) => check(node, node.value.cooked),
    };
    const inTemplate = {
      ...inScript,
      VText: (node) => check(node, node.value),
      VLiteral: (node) => check(node, node.value),
    };
    const { defineTemplateBodyVisitor } = context.sourceCode.parserServices;
    return defineTemplateBodyVisitor ? defineTemplateBodyVisitor(inTemplate, inScript) : inScript;
  },
};

const emptyCatch = {
  selector: 'CatchClause > BlockStatement[body.length=0]',
  message: 'A fault that is swallowed is found by the user: handle it, or say in code which one is expected.',
};
const wallClock = {
  selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
  message: 'Today is handed in (db/clock.ts): what reads the wall cannot be replayed or tested.',
};

export default tseslint.config(
  { ignores: ['node_modules', 'web/dist', 'coverage', '.data', 'test/browser/dist'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: [...typed, ...pages],
    languageOptions: { parser: tseslint.parser },
    plugins: { '@typescript-eslint': tseslint.plugin, mubiao: { rules: { imports, words } } },
    rules: {
      'mubiao/imports': 'error',
      'no-restricted-syntax': ['error', emptyCatch],
      // == makes '0.00' equal to 0 and null equal to undefined; the one useful case, x == null, stays.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Node strips types, it does not look them up: a type imported as a value fails at run time.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // any switches the compiler off for everything that touches it.
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  {
    files: typed,
    ignores: pages,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      // A promise nobody awaits loses its error, or runs on after its transaction has ended.
      '@typescript-eslint/no-floating-promises': 'error',
      // `if (promise)` is always true; an async listener's rejection ends the process.
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      // A new light or state must be answered everywhere; a default would hide the places.
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['domain/**/*.ts', 'db/**/*.ts', 'jobs/**/*.ts'],
    ignores: ['db/clock.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'Date', property: 'now', message: wallClock.message }],
      'no-restricted-syntax': ['error', emptyCatch, wallClock],
    },
  },
  {
    files: ['{domain,db,server,jobs}/**/*.ts'],
    ignores: ['jobs/queue.ts'],
    rules: {
      // The queue can be changed in one file; the rest knows jobs by name and payload.
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'bullmq', message: 'Only jobs/queue.ts knows BullMQ.' }] },
      ],
    },
  },
  ...vue.configs['flat/essential'].map((config) => ({ ...config, files: ['web/**/*.vue'] })),
  {
    files: ['web/**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // A page is named after what it shows; no HTML element is capitalised.
      'vue/multi-word-component-names': 'off',
      // What a document printed is data of others: as HTML it would run in the leader's browser.
      'vue/no-v-html': 'error',
      // Without keys and emits declared, a listener is also put on the root element and fires twice.
      'vue/require-explicit-emits': 'error',
      // <script setup lang="ts"> throughout: a plain script loses the types of its props.
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      // As mubiao/words, for any language: signs between words are not words.
      'vue/no-bare-strings-in-template': ['error', { allowlist: SIGNS }],
    },
  },
  {
    files: ['web/**/*.{ts,vue}'],
    ignores: ['web/words/**'],
    rules: { 'mubiao/words': 'error' },
  },
  prettier,
);
