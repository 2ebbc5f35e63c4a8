/** Joins what was printed twice or cut over pages: several printed forms, one declaration. */
import type { Finding, FundingParts } from './form-declaration.ts';
import { finding, shown, whereIs } from './form-findings.ts';
import type { PrintedIndicator } from './form-indicators.ts';
import { treeOf } from './form-label.ts';
import type { PrintedForm, TextName } from './form-printed.ts';

export interface MergedForm extends PrintedForm {
  source: { from: PrintedForm['from']; to: PrintedForm['to'] }[];
}

const NAMES: Record<TextName, string> = {
  projectName: '项目名称',
  implementingUnit: '实施单位',
  department: '主管部门及代码',
  departmentCode: '主管部门编码',
  attribute: '项目属性',
  duration: '项目期',
  overview: '项目概况',
  basis: '立项依据',
  necessity: '项目设立必要性',
  measures: '制度、措施',
  plan: '项目实施计划',
  goalAnnual: '年度目标',
  goalPeriod: '实施期目标',
  filledAt: '填报日期',
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
  const { projectName: x } = a.texts;
  const { projectName: y } = b.texts;
  const isNamed = x !== undefined && x === y && a.texts.implementingUnit === b.texts.implementingUnit;
  const isNext = adjacent && alike(x, y) && (x === y || a.texts.basis === b.texts.basis);
  // The cheap test first: each form is held against all before it, and a book has thousands.
  if (!isNamed && !isNext) return false;
  if (!agree(a.texts.implementingUnit, b.texts.implementingUnit)) return false;
  return a.layout.name === b.layout.name && totalsAgree(a, b) && indicatorsAgree(a, b);
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
  const order = treeOf(base.layout);
  if (added > 0) merged.indicators.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  if (group.length > 1) merged.findings.unshift(...mergeFindings(group, base, added));
  return merged;
}

/** A long text near where it begins to differ from another. */
function aroundDifference(text: string, other: string): string {
  if (text.length <= 40) return shown([text]);
  let at = 0;
  while (at < text.length && text[at] === other[at]) at++;
  return `${at > 10 ? '…' : ''}${shown([text.slice(Math.max(0, at - 10), at + 15)])}…`;
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
    const kept = base.texts[field as TextName];
    const others = group.flatMap((form) => form.texts[field as TextName] ?? []);
    const values = new Set(
      kept === undefined ? others : [kept, ...others.filter((text) => !kept.startsWith(text))],
    );
    if (values.size < 2) continue;
    const [first = '', ...rest] = [...values];
    findings.push(
      finding('prints-differ', 'confirm', base.from, {
        where: places,
        message: `几次印出的${label}不同：采用“${aroundDifference(first, rest[0] ?? '')}”，另有${rest.map((text) => `“${aroundDifference(text, first)}”`).join('、')}。`,
        remedy: `请确认${label}。`,
      }),
    );
  }
  for (const scope of ['annual', 'period'] as const) {
    if (sameWhereBothPrint(group, scope)) continue;
    findings.push(
      finding('prints-differ', 'confirm', base.from, {
        where: places,
        message: `几次印出的${scope === 'annual' ? '年度' : '实施期'}资金来源不同，采用${whereIs(base.from)}起的一张。`,
        remedy: '请核对资金来源。',
      }),
    );
  }
  return findings;
}

function sameWhereBothPrint(group: readonly PrintedForm[], scope: 'annual' | 'period'): boolean {
  const seen = new Map<string, string>();
  for (const form of group) {
    for (const [part, amount] of Object.entries(form.funding[scope] ?? {}) as [string, string | null][]) {
      if (amount === null) continue;
      if ((seen.get(part) ?? amount) !== amount) return false;
      seen.set(part, amount);
    }
  }
  return true;
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
