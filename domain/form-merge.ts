/** Joins what was printed twice or cut over pages: several printed forms, one declaration. */
import type { Finding, FundingParts } from './form-declaration.ts';
import { finding, whereIs } from './form-findings.ts';
import type { PrintedIndicator } from './form-indicators.ts';
import type { PrintedForm, TextName } from './form-printed.ts';

export interface MergedForm extends PrintedForm {
  source: { from: PrintedForm['from']; to: PrintedForm['to'] }[];
}

const NAMES: Partial<Record<TextName, string>> = {
  projectName: '项目名称',
  implementingUnit: '实施单位',
  department: '主管部门及代码',
  attribute: '项目属性',
  duration: '项目期',
};

const agree = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

/** Blank on one side, equal, or one is the other with a unit's name before it or its end cut off. */
const alike = (a: string | undefined, b: string | undefined): boolean =>
  agree(a, b) || Boolean(a && b && (a.includes(b) || b.includes(a)));

function totalsAgree(a: PrintedForm, b: PrintedForm): boolean {
  const scopes = ['annual', 'period'] as const;
  const totals = scopes.map(
    (scope) => [a.funding[scope]?.total ?? null, b.funding[scope]?.total ?? null] as const,
  );
  return (
    totals.every(([x, y]) => x === null || y === null || x === y) &&
    totals.some(([x, y]) => x !== null && x === y)
  );
}

const indicatorKey = (indicator: PrintedIndicator): string =>
  JSON.stringify([indicator.scope, indicator.level.name, indicator.name, indicator.rawTarget]);

const within = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].every((key) => b.has(key));

/** Where both print rows of one level, one must hold the other's: two sets that differ are two forms. */
function indicatorsAgree(a: PrintedForm, b: PrintedForm): boolean {
  const group = (form: PrintedForm): Map<string, Set<string>> => {
    const groups = new Map<string, Set<string>>();
    for (const indicator of form.indicators) {
      const key = `${indicator.scope} ${indicator.level.name}`;
      groups.set(key, (groups.get(key) ?? new Set()).add(indicatorKey(indicator)));
    }
    return groups;
  };
  const theirs = group(b);
  for (const [key, own] of group(a)) {
    const other = theirs.get(key);
    if (other && !within(own, other) && !within(other, own)) return false;
  }
  return true;
}

/**
 * The same form again? Same name, unit and amounts; a name that is blank or differs by the unit printed before it
 * counts only for the form printed next to it whose grounds (立项依据) are the same.
 */
function sameForm(a: PrintedForm, b: PrintedForm, adjacent: boolean): boolean {
  if (a.layout !== b.layout || !totalsAgree(a, b) || !indicatorsAgree(a, b)) return false;
  if (!agree(a.texts.implementingUnit, b.texts.implementingUnit)) return false;
  const { projectName: x } = a.texts;
  const { projectName: y } = b.texts;
  if (x !== undefined && x === y && a.texts.implementingUnit === b.texts.implementingUnit) return true;
  return adjacent && alike(x, y) && (x === y || a.texts.basis === b.texts.basis);
}

const fill = (own: FundingParts | null, other: FundingParts | null): FundingParts | null => {
  if (!own || !other) return own ?? other;
  return Object.fromEntries(
    Object.entries(own).map(([part, amount]) => [part, amount ?? other[part as keyof FundingParts]]),
  ) as unknown as FundingParts;
};

/** The print with most indicators is the base; what it leaves blank comes from the others, in order. */
function join(group: readonly PrintedForm[]): MergedForm {
  const [first] = group as [PrintedForm];
  const base = group.reduce(
    (best, form) => (form.indicators.length > best.indicators.length ? form : best),
    first,
  );
  const merged: MergedForm = {
    ...base,
    texts: { ...base.texts },
    indicators: [...base.indicators],
    findings: group.flatMap((form) => form.findings),
    source: group.map(({ from, to }) => ({ from, to })),
  };
  const known = new Set(base.indicators.map(indicatorKey));
  let added = 0;
  for (const form of group) {
    if (form === base) continue;
    merged.texts = { ...form.texts, ...merged.texts };
    merged.fiscalYear ??= form.fiscalYear;
    merged.funding = {
      annual: fill(merged.funding.annual, form.funding.annual),
      period: fill(merged.funding.period, form.funding.period),
    };
    for (const indicator of form.indicators) {
      if (known.has(indicatorKey(indicator))) continue;
      known.add(indicatorKey(indicator));
      merged.indicators.push(indicator);
      added++;
    }
  }
  const order = base.layout.tree;
  if (added > 0) merged.indicators.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  if (group.length > 1) merged.findings.unshift(...mergeFindings(group, base, added));
  return merged;
}

function mergeFindings(group: readonly PrintedForm[], base: PrintedForm, added: number): Finding[] {
  const [first] = group as [PrintedForm];
  const cut = added > 0 || group.every((form) => form === base || form.indicators.length === 0);
  const places = group.map((form) => whereIs(form.from)).join('、');
  const findings = [
    finding(cut ? 'form-cut-over-pages' : 'form-printed-again', 'info', first.from, {
      where: places,
      message: cut
        ? `同一张表分在 ${group.length} 处印出（${places}），已合为一张。`
        : `同一张表重复印了 ${group.length} 次（${places}），只计一次。`,
      remedy: '如确为两个项目，请改名或写明区别后分别导入。',
    }),
  ];
  for (const [field, label] of Object.entries(NAMES)) {
    const values = new Set(group.flatMap((form) => form.texts[field as TextName] ?? []));
    if (values.size < 2) continue;
    findings.push(
      finding('prints-differ', 'confirm', base.from, {
        where: places,
        message: `几次印出的${label}不同：${[...values].map((value) => `“${value}”`).join('、')}，采用“${base.texts[field as TextName] ?? ''}”。`,
        remedy: `请确认${label}。`,
      }),
    );
  }
  return findings;
}

/** Joins the printed forms that are one form; order is that of the first print. */
export function mergeForms(forms: readonly PrintedForm[]): MergedForm[] {
  const groups: PrintedForm[][] = [];
  for (const form of forms) {
    const last = groups.at(-1);
    const group = groups.find((members) =>
      members.some((member) => sameForm(member, form, members === last)),
    );
    if (group) group.push(form);
    else groups.push([form]);
  }
  return groups.map(join);
}
