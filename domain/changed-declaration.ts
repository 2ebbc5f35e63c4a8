/** A form of a project that stands already and says something else: what it would change. Pure. */
import { noChanges, type AskedChanges, type BudgetSource, type StandingProject } from './adjustment.ts';
import type { Declaration, FundingParts } from './form-declaration.ts';
import { compareAmounts, sumAmounts } from './money.ts';

const PARTS = [
  ['central', 'central'],
  ['provincial', 'provincial'],
  ['local', 'local'],
  ['selfRaised', 'self_raised'],
  ['other', 'other'],
  ['fiscal', 'fiscal'],
] as const;

/** Budget by source; in one sum without a source where the printed parts do not make up the total. Yuan. */
const LEVELS: ReadonlySet<NonNullable<BudgetSource>> = new Set(['central', 'provincial', 'local']);

export function budgetBySource(
  annualTotal: string | null,
  block: FundingParts | null,
): { source: BudgetSource; amount: string }[] {
  if (annualTotal === null) return [];
  const parts = PARTS.flatMap(([part, source]) => {
    const amount = block?.[part] ?? null;
    return amount !== null && compareAmounts(amount, '0') > 0 ? [{ source, amount }] : [];
  });
  const levels = parts.filter(({ source }) => source !== 'fiscal');
  const fiscal = parts.filter(({ source }) => source === null || !LEVELS.has(source));
  // 财政拨款 may be printed above the levels that it comes from: by level where they are all of it.
  for (const given of [parts, levels, fiscal]) {
    if (compareAmounts(sumAmounts(given.map((part) => part.amount)), annualTotal) === 0) return given;
  }
  return compareAmounts(annualTotal, '0') > 0 ? [{ source: null, amount: annualTotal }] : [];
}

const keyOf = (level2: string, name: string): string => `${level2} ${name}`.replace(/\s/g, '');

/**
 * What the form changes beside what stands. Indicators are the same when level 2 and name are, several of one name in their
 * order; one that is called otherwise is another indicator. A form without amounts changes none.
 */
export function changesOfForm(standing: StandingProject, form: Declaration): AskedChanges {
  const asked = noChanges();
  const open = [...standing.indicators];
  for (const row of form.indicators) {
    if (!row.judged) {
      asked.rows.push({ level2: row.level2, name: row.name, rawTarget: row.rawTarget });
      continue;
    }
    const key = keyOf(row.level2, row.fullName);
    const at = open.findIndex(
      ({ level2, name, printed }) =>
        keyOf(level2, name) === key || (printed !== undefined && keyOf(level2, printed.name) === key),
    );
    const own = at < 0 ? undefined : open.splice(at, 1)[0];
    const rawTarget = row.rawTarget ?? '';
    // Printed as before: what was mended then stands.
    if (own?.printed && (own.printed.rawTarget ?? '').trim() === rawTarget.trim()) continue;
    if (own) asked.targets.push({ indicatorId: own.id, rawTarget });
    else {
      const { level1, level2, fullName: name } = row;
      asked.added.push({ level1, level2, name, rawTarget });
    }
  }
  // What says the same is no change, and an emptied cell of an emptied one neither.
  asked.targets = asked.targets.filter(({ indicatorId, rawTarget }) => {
    const own = standing.indicators.find(({ id }) => id === indicatorId);
    return (own?.rawTarget?.trim() ?? '') !== rawTarget.trim();
  });
  asked.ended = open.map(({ id }) => id);
  if (form.annualTotal !== null) {
    const now = budgetBySource(form.annualTotal, form.funding.annual ?? form.funding.period);
    const sources = new Set(now.map(({ source }) => source));
    const gone = standing.budget.filter(({ source }) => !sources.has(source));
    asked.amounts = [...now, ...gone.map(({ source }) => ({ source, amount: '0.00' }))];
  }
  asked.texts = [
    { field: 'department', after: form.department },
    { field: 'departmentCode', after: form.departmentCode },
    { field: 'attribute', after: form.attribute },
    { field: 'duration', after: form.duration },
    { field: 'goalAnnual', after: form.goalAnnual },
    { field: 'goalPeriod', after: form.goalPeriod },
    { field: 'periodTotal', after: form.funding.period?.total ?? null },
  ];
  return asked;
}
