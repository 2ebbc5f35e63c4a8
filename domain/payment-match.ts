/** Which project a row of a payment file speaks of. By name and unit; where two fit, somebody must choose. */
import { plainCell } from './payment-cells.ts';
import type { PaymentRow } from './payment-rows.ts';

export interface PaymentProject {
  id: string;
  name: string;
  unit: string;
  /** As shown where the county is known: 社会保险服务中心. */
  unitShort: string;
  fiscalYear: number;
}

export type Match =
  | { kind: 'found'; project: PaymentProject }
  /** Several fit, or one fits by its name and has another unit. */
  | { kind: 'ambiguous'; candidates: PaymentProject[] }
  | { kind: 'unknown' };

/** `051001-某县人社局[部门]` → `某县人社局`. */
const plainUnit = (text: string): string =>
  plainCell(text)
    .replace(/\[[^\]]*\]/g, '')
    .replace(/^[\dA-Za-z]+[-_.]/, '');

/** Without quotes and brackets' kinds, and without a code printed before it: `140000R0001-补贴` → `补贴`. */
const plainProjectName = (text: string): string =>
  plainCell(text)
    .replace(/[“”"'‘’《》「」]/g, '')
    .replace(/^[\dA-Z]{8,}[-_]/i, '')
    .replace(/[〔［【]/g, '(')
    .replace(/[〕］】]/g, ')');

export type Matcher = (row: Pick<PaymentRow, 'date' | 'projectName' | 'unit'>) => Match;

/** Rows with equal names, units and years are answered from memory. */
export function openMatcher(projects: readonly PaymentProject[]): Matcher {
  const byExact = Map.groupBy(projects, (project) => `${project.fiscalYear} ${project.name.trim()}`);
  const byPlain = Map.groupBy(
    projects,
    (project) => `${project.fiscalYear} ${plainProjectName(project.name)}`,
  );
  const known = new Map<string, Match>();
  return ({ date, projectName, unit }) => {
    const year = Number(date.slice(0, 4));
    const key = [year, projectName, unit ?? ''].join('\n');
    let match = known.get(key);
    if (!match) {
      const named =
        byExact.get(`${year} ${projectName.trim()}`) ??
        byPlain.get(`${year} ${plainProjectName(projectName)}`) ??
        [];
      match = choose(named, unit);
      known.set(key, match);
    }
    return match;
  };
}

function choose(named: readonly PaymentProject[], unit: string | null): Match {
  const [first] = named;
  if (!first) return { kind: 'unknown' };
  const own = unit === null ? named : named.filter((project) => isUnit(project, unit));
  const [only] = own;
  if (own.length === 1 && only) return { kind: 'found', project: only };
  return { kind: 'ambiguous', candidates: [...(own.length > 1 ? own : named)] };
}

function isUnit(project: PaymentProject, printed: string): boolean {
  const unit = plainUnit(printed);
  return unit === plainUnit(project.unit) || unit === plainUnit(project.unitShort);
}
