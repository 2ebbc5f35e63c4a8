/** What a commit of these forms would do: which are new, which stand already, which say something else than what stands. */
import type { Tx } from './database.ts';
import { fingerprintOf } from './declared-project.ts';
import { addPrinted } from './printed-before.ts';
import { readStandings, type Standing } from './standing-project.ts';
import { plainName } from './units.ts';
import { changesBeside, countChanges } from '../domain/adjustment.ts';
import { changesOfForm } from '../domain/changed-declaration.ts';
import type { Declaration } from '../domain/form.ts';

export interface FormEffect {
  effect: 'new' | 'unchanged' | 'changed';
  /** Of a changed one: the project as approved and adjusted so far. */
  standing: Standing['project'] | null;
}

/**
 * For each form: `unchanged` when a project of the year was declared by exactly the same form, or what stands says the same;
 * `changed` when one of the same unit and name says something else and no form of this document accounts for it; else `new`.
 * The name alone is no key: a county declares two projects of one name.
 */
export async function effectOf(
  tx: Tx,
  regionId: string,
  forms: readonly Declaration[],
): Promise<FormEffect[]> {
  const years = [...new Set(forms.flatMap((form) => form.fiscalYear ?? []))];
  const there = years.length
    ? await tx
        .selectFrom('app.projects as p')
        .innerJoin('app.units as u', (join) =>
          join.onRef('u.region_id', '=', 'p.region_id').onRef('u.id', '=', 'p.unit_id'),
        )
        .select(['p.id', 'p.fingerprint', 'p.name', 'p.fiscal_year', 'u.name as unit'])
        .where('p.region_id', '=', regionId)
        .where('p.fiscal_year', 'in', years)
        .execute()
    : [];
  const known = new Set(there.map((project) => `${project.fiscal_year} ${project.fingerprint}`));
  const fingerprints = new Set(forms.map((form) => `${form.fiscalYear} ${fingerprintOf(form)}`));
  const open = there.filter((project) => !fingerprints.has(`${project.fiscal_year} ${project.fingerprint}`));
  const seen = new Set<string>();
  const found = forms.map((form): { effect: FormEffect['effect']; projectId: string | null } => {
    const fingerprint = `${form.fiscalYear} ${fingerprintOf(form)}`;
    if (known.has(fingerprint) || seen.has(fingerprint)) return { effect: 'unchanged', projectId: null };
    seen.add(fingerprint);
    const unit = form.implementingUnit && plainName(form.implementingUnit);
    const at = open.findIndex(
      (project) =>
        project.fiscal_year === form.fiscalYear && project.name === form.projectName && project.unit === unit,
    );
    const [project] = at < 0 ? [] : open.splice(at, 1);
    return project ? { effect: 'changed', projectId: project.id } : { effect: 'new', projectId: null };
  });
  const changed = found.flatMap(({ projectId }) => projectId ?? []);
  const standings =
    changed.length > 0 ? await readStandings(tx, regionId, changed) : new Map<string, Standing>();
  if (changed.length > 0) await addPrinted(tx, regionId, standings);
  return found.map(({ effect, projectId }, index): FormEffect => {
    const standing = projectId === null ? undefined : standings.get(projectId)?.project;
    const form = forms[index];
    if (!standing || !form) return { effect, standing: null };
    const changes = changesBeside(standing, changesOfForm(standing, form));
    return countChanges(changes) === 0 ? { effect: 'unchanged', standing: null } : { effect, standing };
  });
}
