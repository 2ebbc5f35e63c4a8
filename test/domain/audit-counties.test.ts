/** The audit over the three published documents: the golden list, what a careful reader had found, and how often it is wrong. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AUDIT_RULES } from '../../domain/audit.ts';
import type { County } from '../forms/seeds.ts';
import { GOLDEN, goldenText } from './audit-golden.ts';
import {
  allDefects,
  allFindings,
  auditedCounty,
  COUNTIES,
  drawn,
  drawnByName,
  rulesAbout,
} from './audit-seeds.ts';

const fixture = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../fixtures/audit/${name}`, import.meta.url), 'utf8')) as T;

interface Judged {
  seed: number;
  draws: { seed: number; judged: number; falseAlarms: number; what: string }[];
  judged: { id: string; verdict: 'right' | 'false alarm'; why: string }[];
}
interface Defects {
  seed: number;
  drawn: { id: string; defect: string; print?: true; rule?: string | null; why?: string }[];
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

describe('the audit of the three counties', () => {
  it('finds what the golden list says, with the same words, counts and scores', () => {
    expect(goldenText()).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it('prints no telephone number and no identity number', () => {
    const said = allFindings().map(
      ({ finding }) => `${finding.message} ${JSON.stringify(finding.fix ?? [])}`,
    );
    expect(said.join('\n')).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)/);
  });

  it('says nothing twice about one cell, and nothing that the reader said', () => {
    const ids = allFindings().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const reading = COUNTIES.flatMap((county) =>
      auditedCounty(county).forms.flatMap(({ findings }) => findings),
    );
    const own = new Set<string>(Object.keys(AUDIT_RULES));
    expect(reading.filter(({ rule }) => own.has(rule))).toEqual([]);
    const unreadable = new Set(
      COUNTIES.flatMap((county) =>
        auditedCounty(county).forms.flatMap(({ indicators }, form) =>
          indicators.flatMap(({ target }, at) =>
            target.kind === 'unreadable' ? [`${county} /${form}/indicators/${at}/rawTarget`] : [],
          ),
        ),
      ),
    );
    const again = allFindings().filter(({ id, finding }) =>
      unreadable.has(`${id.split(':')[0] ?? ''} ${finding.cell}`),
    );
    expect(again.map(({ id }) => id)).toEqual([]);
  });

  it('leads every fix and every cell to something that is there', () => {
    for (const county of COUNTIES) {
      const { forms, audit } = auditedCounty(county);
      const at = (pointer: string) =>
        pointer
          .split('/')
          .slice(1)
          .reduce<unknown>((node, key) => (node as Record<string, unknown> | null)?.[key], forms);
      for (const { cell, fix } of audit.forms.flatMap(({ findings }) => findings)) {
        expect(at(cell), cell).toBeDefined();
        for (const { path, value } of fix ?? []) expect(at(path), path).not.toBe(value);
      }
    }
  });
});

describe('what a careful reader found', () => {
  const { seed, drawn: mapped } = fixture<Defects>('defects.json');
  const asked = mapped.filter(({ print }) => !print);

  it('was drawn by seed from all 470 remarks', () => {
    const all = allDefects();
    expect(all.size).toBe(470);
    expect(mapped.map(({ id }) => id)).toEqual(drawn([...all.keys()], seed).slice(0, mapped.length));
    for (const { id, defect } of mapped) expect(all.get(id)).toBe(defect);
    expect(asked).toHaveLength(60);
  });

  it('is found by the rule that should find it, nine times in ten', () => {
    const missed = asked.filter(({ id, rule }) => {
      const [county, form] = id.split(':');
      return !rule || !rulesAbout(county as County, Number(form)).has(rule);
    });
    const share = (asked.length - missed.length) / asked.length;
    console.log(`defects found: ${asked.length - missed.length} of ${asked.length} (${percent(share)})`);
    expect(share).toBeGreaterThanOrEqual(0.9);
    // Those that no rule claims, and no others.
    expect(missed.map(({ id }) => id)).toEqual(asked.filter(({ rule }) => rule === null).map(({ id }) => id));
  });
});

describe('a sample of 150 findings judged by hand', () => {
  const { seed, judged, draws } = fixture<Judged>('judged-findings.json');

  it('is the sample that the seed draws from what is found today', () => {
    const sample = drawnByName(allFindings(), 150, seed).map(({ id }) => id);
    expect(sample).toEqual(judged.map(({ id }) => id));
  });

  it('has fewer than one false alarm in twenty, as every draw before it', () => {
    const wrong = judged.filter(({ verdict }) => verdict !== 'right').length;
    console.log(`false alarms: ${wrong} of ${judged.length} (${percent(wrong / judged.length)})`);
    for (const { seed: other, judged: count, falseAlarms, what } of draws) {
      console.log(
        `  as first judged, seed ${other}: ${falseAlarms} of ${count} (${percent(falseAlarms / count)}): ${what}`,
      );
      expect(falseAlarms / count).toBeLessThan(0.05);
    }
    expect(wrong / judged.length).toBeLessThan(0.05);
    expect(judged.every(({ why }) => why.length > 5)).toBe(true);
  });
});
