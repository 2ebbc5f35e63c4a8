/**
 * Which project of the budget tables is which declaration. A name is no key: the same one stands for several projects, is cut
 * off, or is spelt with other dashes and brackets. Pairs are made on the strongest evidence first, and say how sure they are.
 */
import { verdictOf, type BudgetRow, type BudgetTable, type BudgetUnit } from './budget-table.ts';
import type { Declaration } from './form-declaration.ts';
import { exact } from './money.ts';

/** `certain`: nobody need look. `likely`, `unsure`: a person must say. */
export type PairSureness = 'certain' | 'likely' | 'unsure';

/** A project with money, as a budget table prints it. */
export interface BudgetedProject {
  table: BudgetTable;
  row: BudgetRow;
  amount: string;
}

export interface DeclaredProject {
  index: number;
  form: Declaration;
  /** Yuan; null: none was read. */
  amount: string | null;
}

export interface ProjectPair {
  project: BudgetedProject;
  declared: DeclaredProject;
  sure: PairSureness;
}

export interface Pairing {
  pairs: ProjectPair[];
  /** Money without targets. */
  projects: BudgetedProject[];
  /** Targets without money. */
  declared: DeclaredProject[];
}

const MARKS = /[\s\u3000—–\-－_~～“”"'‘’「」()（）[\]【】《》<>，,、.。·:：;；/]/g;

/** What names are compared by: no blanks, marks and widths. */
export const nameKey = (name: string): string => name.normalize('NFKC').replace(MARKS, '').toLowerCase();

interface Side<T> {
  item: T;
  name: string;
  unit: string;
  paired: boolean;
}

const alike = (a: string, b: string): boolean => a === '' || b === '' || a.includes(b) || b.includes(a);

/** Is the form's amount what the table prints, rounded as the table rounds? */
export function sameAmount(
  form: string | null,
  project: string,
  unit: BudgetUnit,
): 'equal' | 'rounded' | null {
  if (form === null) return null;
  const verdict = verdictOf(project, form, 0, unit);
  return verdict === 'differs' ? null : verdict;
}

/** Two neighbouring letters each. */
function pairsOfLetters(text: string): Map<string, number> {
  const pairs = new Map<string, number>();
  for (let at = 0; at + 1 < text.length; at++) {
    const two = text.slice(at, at + 2);
    pairs.set(two, (pairs.get(two) ?? 0) + 1);
  }
  return pairs;
}

/** Likeness of two names, 0 to 1 (Dice over neighbouring letters); 0.9 where one is the other cut off. */
export function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < 2) return 0;
  if (short.length >= 4 && long.includes(short)) return 0.9;
  const left = pairsOfLetters(short);
  const right = pairsOfLetters(long);
  let common = 0;
  for (const [two, count] of left) common += Math.min(count, right.get(two) ?? 0);
  return (2 * common) / (short.length - 1 + long.length - 1);
}

const groupBy = <T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
};

type ProjectSide = Side<BudgetedProject>;
type FormSide = Side<DeclaredProject>;

/** Hundreds of yuan (0.01 万元): where amounts that may be equal are looked up. */
const hundreds = (amount: string): number => Math.floor(exact(amount).toNumber() / 100);

/** Likeness from which an equal amount makes a pair likely; and from which names alone are worth asking about. */
const LIKE_WITH_AMOUNT = 0.5;
const LIKE_WITHOUT_AMOUNT = 0.75;
/** Names alone are compared each with each, within a unit only: not more than so many of either. */
const MAX_COMPARED = 200;

/** Pairs projects with forms. Each is paired at most once; what stays single is handed back. */
export function pairProjects(
  projects: readonly BudgetedProject[],
  declared: readonly DeclaredProject[],
): Pairing {
  const left = projects.map((item): ProjectSide => ({
    item,
    name: nameKey(item.row.name),
    unit: nameKey(item.row.unit ?? ''),
    paired: false,
  }));
  const right = declared.map((item): FormSide => ({
    item,
    name: nameKey(item.form.projectName ?? ''),
    unit: nameKey(item.form.implementingUnit ?? ''),
    paired: false,
  }));
  const pairs: ProjectPair[] = [];
  const pair = (project: ProjectSide, form: FormSide, sure: PairSureness) => {
    project.paired = form.paired = true;
    pairs.push({ project: project.item, declared: form.item, sure });
  };
  const byName = groupBy(left, (side) => side.name);
  for (const [name, forms] of groupBy(right, (side) => side.name)) {
    if (name !== '') pairWithinName(byName.get(name) ?? [], forms, pair);
  }
  pairByAmount(left, right, pair);
  pairByNameAlone(left, right, pair);
  pairs.sort((a, b) => a.declared.index - b.declared.index);
  return {
    pairs,
    projects: left.filter((side) => !side.paired).map((side) => side.item),
    declared: right.filter((side) => !side.paired).map((side) => side.item),
  };
}

type PairUp = (project: ProjectSide, form: FormSide, sure: PairSureness) => void;

const amountsAgree = (project: ProjectSide, form: FormSide): boolean =>
  sameAmount(form.item.amount, project.item.amount, project.item.table.unit) !== null;

/** One name: by amount and unit; by amount; and where one of each is left in a unit, by the name. */
function pairWithinName(projects: readonly ProjectSide[], forms: readonly FormSide[], pair: PairUp): void {
  for (const form of forms) {
    // Several that are alike in all three are printed twice, or are two: in the order of print either way.
    const found = projects.find(
      (project) => !project.paired && alike(project.unit, form.unit) && amountsAgree(project, form),
    );
    if (found) pair(found, form, 'certain');
  }
  for (const form of forms) {
    if (form.paired) continue;
    const found = projects.filter((project) => !project.paired && amountsAgree(project, form));
    const [only] = found;
    if (only && found.length === 1) pair(only, form, 'likely');
  }
  for (const form of forms) {
    if (form.paired) continue;
    const own = projects.filter((project) => !project.paired && alike(project.unit, form.unit));
    const others = forms.filter((other) => !other.paired && alike(other.unit, form.unit));
    const [only] = own;
    if (!only || own.length !== 1 || others.length !== 1) continue;
    // The name was there once on both sides: it is this one, and the amounts differ.
    const isAlone = projects.length === 1 && forms.length === 1;
    pair(only, form, isAlone ? 'certain' : 'unsure');
  }
}

/** Another name, the same amount: likely when the names are alike, else a question, and only where no other comes in question. */
function pairByAmount(left: readonly ProjectSide[], right: readonly FormSide[], pair: PairUp): void {
  const byAmount = new Map<number, ProjectSide[]>();
  for (const project of left) {
    if (project.paired) continue;
    const key = hundreds(project.item.amount);
    const group = byAmount.get(key);
    if (group) group.push(project);
    else byAmount.set(key, [project]);
  }
  const candidates = (form: FormSide): ProjectSide[] => {
    if (form.paired || form.item.amount === null) return [];
    const at = hundreds(form.item.amount);
    return [at - 1, at, at + 1]
      .flatMap((key) => byAmount.get(key) ?? [])
      .filter((project) => !project.paired && alike(project.unit, form.unit) && amountsAgree(project, form));
  };
  for (const form of right) {
    const found = candidates(form).filter((project) => likeness(project.name, form.name) >= LIKE_WITH_AMOUNT);
    const [only] = found;
    if (only && found.length === 1) pair(only, form, 'likely');
  }
  const open = right.filter((form) => !form.paired);
  const wanted = new Map<ProjectSide, number>();
  for (const form of open) {
    for (const project of candidates(form)) wanted.set(project, (wanted.get(project) ?? 0) + 1);
  }
  for (const form of open) {
    const found = candidates(form);
    const [only] = found;
    if (only && found.length === 1 && wanted.get(only) === 1) pair(only, form, 'unsure');
  }
}

/** Names that are alike, amounts that differ: a question, where it is the only one. */
function pairByNameAlone(left: readonly ProjectSide[], right: readonly FormSide[], pair: PairUp): void {
  const open = groupBy(
    left.filter((side) => !side.paired),
    (side) => side.unit,
  );
  for (const [unit, forms] of groupBy(
    right.filter((side) => !side.paired && side.name !== ''),
    (side) => side.unit,
  )) {
    const projects = [...open].flatMap(([other, group]) => (alike(other, unit) ? group : []));
    if (projects.length > MAX_COMPARED || forms.length > MAX_COMPARED) continue;
    for (const form of forms) {
      const found = projects.filter(
        (project) => !project.paired && likeness(project.name, form.name) >= LIKE_WITHOUT_AMOUNT,
      );
      const [only] = found;
      if (only && found.length === 1) pair(only, form, 'unsure');
    }
  }
}
