/** db/tables.ts is written by hand: here its types are read by the compiler and held against the catalogue. */
import { join } from 'node:path';
import pg from 'pg';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../postgres.ts';

const database = await createTestDatabase();

interface Column {
  type: string;
  nullable: boolean;
  /** May be left out of an insert though it is not null. */
  made: boolean;
}

type Tables = Record<string, Record<string, Column>>;

/** PostgreSQL's types as the driver hands them out (db/database.ts sets the parsers). */
const DRIVER_TYPES: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  date: 'string',
  timestamptz: 'string',
  numeric: 'string',
  int8: 'string',
  int4: 'number',
  bool: 'boolean',
  bytea: 'Buffer',
  jsonb: 'object',
  _text: 'string[]',
};

const described = readTypes(join(import.meta.dirname, '../../db/tables.ts'));
const actual = await readCatalogue();

it('the types describe every table of app, shared and ops, and no other', () => {
  expect(Object.keys(described).sort()).toEqual(Object.keys(actual).sort());
  expect(Object.keys(described).length).toBeGreaterThan(15);
});

it.each(Object.keys(actual))(
  '%s has the columns that its type names, of their types, null where they may be',
  (name) => {
    expect(withoutMade(described[name])).toEqual(withoutMade(actual[name]));
  },
);

it('a column that an insert may leave out is one that the database makes', () => {
  const left = Object.entries(described).flatMap(([table, columns]) =>
    Object.entries(columns)
      .filter(([column, { made }]) => made && actual[table]?.[column]?.made !== true)
      .map(([column]) => `${table}.${column}`),
  );
  expect(left).toEqual([]);
  expect(described['app.entries']?.['seq']?.made).toBe(true);
});

function withoutMade(columns: Record<string, Column> | undefined) {
  return Object.entries(columns ?? {})
    .map(([name, { type, nullable }]) => ({ name, type, nullable }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readCatalogue(): Promise<Tables> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  const { rows } = await client.query<{ table: string; column: string } & Column>(
    `select n.nspname || '.' || c.relname as table, a.attname as column, t.typname as type, not a.attnotnull as nullable,
       a.atthasdef or a.attidentity <> '' as made
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     join pg_type t on t.oid = a.atttypid
     where n.nspname in ('app', 'shared', 'ops') and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`,
  );
  await client.end();
  const tables: Tables = {};
  for (const { table, column, type, nullable, made } of rows) {
    (tables[table] ??= {})[column] = { type: DRIVER_TYPES[type] ?? `no parser for ${type}`, nullable, made };
  }
  return tables;
}

function readTypes(path: string): Tables {
  const program = ts.createProgram([path], {
    strict: true,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path);
  if (!source) throw new Error(`${path} is not there`);
  const declared = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === 'Database',
  );
  if (!declared) throw new Error(`${path} has no interface Database`);
  const columnOf = (symbol: ts.Symbol): Column => {
    const declaredType = checker.getTypeOfSymbol(symbol);
    const whole = checker.getNonNullableType(declaredType);
    // Kysely's ColumnType says separately what is selected and what is inserted.
    const part = (name: string) => {
      const property = whole.getProperty(name);
      return property && checker.getTypeOfSymbol(property);
    };
    const selected = part('__select__') ?? whole;
    const nullable = isNullable(declaredType) || isNullable(selected);
    const inserted = part('__insert__');
    return {
      type: nameOf(checker, checker.getNonNullableType(selected)),
      nullable,
      made: inserted !== undefined && has(inserted, ts.TypeFlags.Undefined),
    };
  };
  return Object.fromEntries(
    checker
      .getTypeAtLocation(declared)
      .getProperties()
      .map((table) => [
        table.name,
        Object.fromEntries(
          checker
            .getTypeOfSymbol(table)
            .getProperties()
            .map((column) => [column.name, columnOf(column)]),
        ),
      ]),
  );
}

function has(type: ts.Type, flag: ts.TypeFlags): boolean {
  return (type.flags & flag) !== 0 || (type.isUnion() && type.types.some((one) => has(one, flag)));
}

function isNullable(type: ts.Type): boolean {
  return has(type, ts.TypeFlags.Null);
}

function nameOf(checker: ts.TypeChecker, type: ts.Type): string {
  // A union of texts is a text to the database.
  if (has(type, ts.TypeFlags.StringLike)) return 'string';
  if (has(type, ts.TypeFlags.NumberLike)) return 'number';
  if (has(type, ts.TypeFlags.BooleanLike)) return 'boolean';
  const name = checker.typeToString(type);
  if (name.startsWith('Buffer')) return 'Buffer';
  if (checker.isArrayType(type)) {
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    // A list of documents is one document to the database; only plain values have arrays of their own.
    return item && has(item, ts.TypeFlags.Object) ? 'object' : name;
  }
  return has(type, ts.TypeFlags.Object) ? 'object' : name;
}
