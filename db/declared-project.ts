/** A declaration as rows: project, indicators, first target versions, budget facts. */
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Insertable } from 'kysely';
import type { Actor } from './actor.ts';
import type { Database } from './tables.ts';
import { budgetBySource } from '../domain/changed-declaration.ts';
import type { Declaration, FundingParts } from '../domain/form.ts';
import { indicatorGroup } from '../domain/indicator-group.ts';
import { judgedTarget } from '../domain/target.ts';

export interface DeclaredRows {
  project: Insertable<Database['app.projects']>;
  indicators: Insertable<Database['app.indicators']>[];
  targets: Insertable<Database['app.target_versions']>[];
  ledger: Insertable<Database['app.ledger_events']>[];
}

/**
 * What a declaration says, as a hash: equal for the same form read again from whatever file. Places and findings
 * do not count, printed texts do.
 */
export function fingerprintOf(form: Declaration): string {
  const content = [
    form.projectName,
    form.implementingUnit,
    form.department,
    form.departmentCode,
    form.fiscalYear,
    form.attribute,
    form.duration,
    form.annualTotal,
    fundingContent(form.funding.annual),
    fundingContent(form.funding.period),
    form.goalAnnual,
    form.goalPeriod,
    form.indicators.map((row) => [
      row.scope,
      row.level1,
      row.level2,
      row.level2Code,
      row.name,
      row.rawTarget,
    ]),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

const PARTS = ['total', 'central', 'provincial', 'local', 'selfRaised', 'other', 'fiscal'] as const;

const fundingContent = (block: FundingParts | null) => block && PARTS.map((part) => block[part]);

export function declaredRows(
  form: Declaration,
  options: {
    actor: Actor;
    unitId: string;
    fiscalYear: number;
    name: string;
    fingerprint: string;
    ordinal: number;
    importId: string;
    today: string;
    now: string;
  },
): DeclaredRows {
  const { actor, unitId, fiscalYear, today } = options;
  const region_id = actor.context.regionId;
  const recorded = { recorded_on: today, recorded_at: options.now, recorded_by: actor.accountId };
  const projectId = uuidv7();
  const ids = form.indicators.map(() => uuidv7());
  const targets: DeclaredRows['targets'] = [];
  const indicators = form.indicators.map((row, index) => {
    const id = ids[index] as string;
    if (row.judged) {
      targets.push({
        region_id,
        id: uuidv7(),
        indicator_id: id,
        unit_id: unitId,
        version: 1,
        raw_target: row.rawTarget,
        parsed: JSON.stringify(row.target),
        judged: JSON.stringify(
          judgedTarget(row.target, {
            level1: row.level1,
            level2: row.level2,
            name: row.fullName,
            fiscalYear,
          }),
        ),
        // A target approved with the budget holds for the whole fiscal year.
        valid_from: `${fiscalYear}-01-01`,
        supersedes: null,
        adjustment_id: null,
        ...recorded,
      });
    }
    return {
      region_id,
      id,
      project_id: projectId,
      unit_id: unitId,
      ordinal: index,
      scope: row.scope,
      level1: row.level1,
      level2: row.level2,
      level2_code: row.level2Code,
      grp: indicatorGroup(row.level1, row.level2),
      // A name cut off by its column is printed whole in the other scope's column: people read the whole one.
      name: row.judged ? row.fullName : row.name,
      raw_target: row.rawTarget,
      pairs_with: null,
      is_subject: row.judged,
      place: JSON.stringify(row.place),
      adjustment_id: null,
      ...recorded,
    };
  });
  // The annual row points to its 实施期 pair; one direction, so that rows can be inserted in any order of the pairs.
  form.indicators.forEach((row, index) => {
    const pair = row.judged && row.pairedWith !== null ? ids[row.pairedWith] : undefined;
    const own = indicators[index];
    if (own && pair) Object.assign(own, { pairs_with: pair });
  });
  return {
    project: {
      region_id,
      id: projectId,
      unit_id: unitId,
      fiscal_year: fiscalYear,
      fingerprint: options.fingerprint,
      name: options.name,
      department: form.department,
      department_code: form.departmentCode,
      attribute: form.attribute,
      duration: form.duration,
      goal_annual: form.goalAnnual,
      goal_period: form.goalPeriod,
      funding: JSON.stringify(form.funding),
      texts: JSON.stringify({
        overview: form.overview,
        basis: form.basis,
        necessity: form.necessity,
        measures: form.measures,
        plan: form.plan,
        filledAt: form.filledAt,
      }),
      money_curve: JSON.stringify({ type: 'even' }),
      ordinal: options.ordinal,
      invented: actor.invented,
      import_id: options.importId,
      ...recorded,
    },
    // Pairs first: a row that names its pair needs it to be there.
    indicators: indicators.sort((a, b) => Number(a.is_subject) - Number(b.is_subject)),
    targets,
    ledger: budgetBySource(form.annualTotal, form.funding.annual ?? form.funding.period).map((part) => ({
      region_id,
      id: uuidv7(),
      project_id: projectId,
      unit_id: unitId,
      fiscal_year: fiscalYear,
      event: 'budgeted' as const,
      happened_on: today,
      amount: part.amount,
      source: part.source,
      payees: null,
      document: null,
      obligation_id: null,
      reverses: null,
      invented: actor.invented,
      recorded_post: actor.post,
      ...recorded,
    })),
  };
}
