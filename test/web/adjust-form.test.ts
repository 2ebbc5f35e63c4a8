/** An adjustment while it is written: what was typed becomes what is asked for, and what follows is said before the click. */
import { describe, expect, it } from 'vitest';
import { changesBeside, readTarget, type StandingProject } from '../../domain/adjustment.ts';
import {
  askedOf,
  consequenceOf,
  documentOf,
  emptyDocument,
  emptyDraft,
  onlyChanged,
  reachesInto,
  typedAmount,
} from '../../web/adjust-form.ts';

const place = { level1: '产出指标', level2: '数量指标', name: '培训人次' };
const standing: StandingProject = {
  id: 'p',
  name: '培训',
  unitName: '就业中心',
  fiscalYear: 2023,
  indicators: [
    {
      ...place,
      id: 'people',
      rawTarget: '≥1200人次',
      judged: readTarget(place, '≥1200人次', 2023).judged,
      validFrom: '2023-01-01',
      lastReported: '2023-06',
    },
  ],
  rows: [],
  budget: [{ source: 'local', amount: '100000.00' }],
  texts: {
    department: null,
    departmentCode: null,
    attribute: null,
    duration: null,
    goalAnnual: null,
    goalPeriod: null,
    periodTotal: null,
  },
  revision: 'r1',
};
const changesOf = (targets: Record<string, string>, amounts: Record<string, string> = {}) =>
  changesBeside(standing, askedOf({ ...emptyDraft(), targets, amounts }).asked);

describe('a draft', () => {
  it('asks for what was typed only, and names amounts that are none', () => {
    const draft = { ...emptyDraft(), targets: { people: ' ≥1000人次 ' }, amounts: { local: '8 万', '': '' } };
    expect(askedOf(draft)).toMatchObject({
      asked: { targets: [{ indicatorId: 'people', rawTarget: '≥1000人次' }], amounts: [] },
      wrong: ['local'],
    });
  });
  it('that says the same as before asks for nothing', () => {
    const { asked } = askedOf({
      ...emptyDraft(),
      targets: { people: '≥1200人次' },
      amounts: { local: '100,000' },
    });
    expect(onlyChanged(standing, asked)).toMatchObject({ targets: [], amounts: [] });
  });
  it('of an indicator that ends has no new target', () => {
    const { asked } = askedOf({ ...emptyDraft(), targets: { people: '≥1人次' }, ended: ['people'] });
    expect(asked).toMatchObject({ targets: [], ended: ['people'] });
  });
});

it.each([
  ['130000', '130000.00'],
  ['130,000.50', '130000.50'],
  ['13万', null],
  ['-5', null],
  ['1.234', null],
])('the amount %s is %s', (typed, amount) => {
  expect(typedAmount(typed)).toBe(amount);
});

describe('the document', () => {
  it('holds from the next month on, within the fiscal year', () => {
    expect(emptyDocument('2023-07-31', 2023).validFrom).toBe('2023-08-01');
    expect(emptyDocument('2023-12-05', 2023).validFrom).toBe('2023-12-05');
    expect(emptyDocument('2024-01-05', 2023).validFrom).toBe('2023-12-31');
  });
  it('reads days as people type them', () => {
    const draft = { ...emptyDocument('2023-07-31', 2023), documentOn: '7.28', validFrom: '20230901' };
    expect(documentOf(draft, 2023)).toMatchObject({ documentOn: '2023-07-28', validFrom: '2023-09-01' });
  });
});

describe('what follows', () => {
  it('says through which day the old target judges and from which the new one', () => {
    const said = consequenceOf(standing, changesOf({ people: '≥1000人次' }), '2023-08-01', '2023-07-20');
    expect(said).toMatch(/07-31.*原目标.*08-01.*新目标.*6.*月/);
  });
  it('never says that a day that is over changes', () => {
    const said = consequenceOf(standing, changesOf({ people: '≥1000人次' }), '2023-05-01', '2023-07-20');
    expect(said).toMatch(/07-19.*原目标.*07-20.*新目标/);
  });
  it('says what becomes of the budget, and nothing of targets that stay', () => {
    const said = consequenceOf(standing, changesOf({}, { local: '80000' }), '2023-08-01', '2023-07-20');
    expect(said).toContain('8.00');
    expect(said).not.toContain('原目标');
  });
  it('names the month that it reaches back into', () => {
    const changes = changesOf({ people: '≥1000人次' });
    expect(reachesInto(standing, changes, '2023-06-01')).toBe(6);
    expect(reachesInto(standing, changes, '2023-07-01')).toBeNull();
    expect(reachesInto(standing, changes, '2023-06-31')).toBeNull();
  });
});
