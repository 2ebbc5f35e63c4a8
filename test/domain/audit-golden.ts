/**
 * The golden list: every finding of the three counties, with counts by rule and the scores. Written anew by
 * `node test/domain/audit-golden.ts`; whoever does reads what changed.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { AUDIT_RULES } from '../../domain/audit.ts';
import { auditedCounty, COUNTIES } from './audit-seeds.ts';

export const GOLDEN = new URL('../fixtures/audit/golden.txt', import.meta.url);

export function goldenText(): string {
  const audits = COUNTIES.map((county) => ({ county, ...auditedCounty(county) }));
  const rows = Object.keys(AUDIT_RULES).map((name) => {
    const counts = audits.map(({ audit }) =>
      audit.forms.reduce((sum, { findings }) => sum + findings.filter(({ rule }) => rule === name).length, 0),
    );
    return [name, ...counts].join('\t');
  });
  const forms = audits.flatMap(({ county, forms, audit }) =>
    audit.forms.flatMap(({ findings, score }, index) => [
      `# ${county}:${index} ${forms[index]?.projectName ?? ''} ${score.total} ${score.grade}`,
      ...findings.map(({ rule, cell, message }) => `${rule} ${cell} ${message}`),
    ]),
  );
  return [`rule\t${COUNTIES.join('\t')}`, ...rows, '', ...forms, ''].join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(GOLDEN, goldenText());
}
