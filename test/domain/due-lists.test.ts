/** What the three counties' declarations of 2023 ask to be paid or done by when, as a list to be read by eye. */
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../domain/form.ts';
import { dutyRuleWords, obligationsOf, type DutySource, type Obligation } from '../../domain/obligation.ts';
import { dutyOfTarget } from '../../domain/obligation-rule.ts';
import { readSeed, type County } from '../forms/seeds.ts';
import { calendar, fiscalYear } from './cases.ts';

const COUNTIES: readonly [County, string][] = [
  ['liulin', '柳林'],
  ['pingluo', '平罗'],
  ['lishi', '离石'],
];

interface Line {
  county: County;
  form: Declaration;
  raw: string | null;
  duty: DutySource;
  obligations: Obligation[];
}

/** As `declaredRows` stores them: subject indicators under their whole names. */
const subjects = COUNTIES.flatMap(([county]) =>
  readSeed(county).forms.flatMap((form, index) =>
    form.indicators
      .filter((row) => row.judged)
      .map((row, ordinal) => ({
        county,
        form,
        indicator: {
          id: `${county}-${String(index)}-${String(ordinal)}`,
          level1: row.level1,
          level2: row.level2,
          name: row.fullName,
          rawTarget: row.rawTarget,
          recordedOn: '2023-01-10',
          projectName: form.projectName,
        },
      })),
  ),
);
const lines = subjects.flatMap(({ county, form, indicator }): Line[] => {
  const duty = dutyOfTarget(indicator, fiscalYear);
  if (duty === null) return [];
  const all = obligationsOf(duty, [], fiscalYear, '2023-01-10', calendar);
  const obligations = all.filter((each): each is Obligation => 'title' in each);
  expect(obligations).toHaveLength(all.length);
  return [{ county, form, raw: indicator.rawTarget, duty, obligations }];
});

const KIND_WORDS = { payment: '支付', allotment: '拨付', work: '办理' };

function printed(county: County): string[] {
  return lines
    .filter((line) => line.county === county)
    .flatMap(({ form, raw, duty, obligations }) => [
      `${form.projectName ?? ''}`,
      `  ${duty.title} | 印 ${(raw ?? '').trim()} | ${KIND_WORDS[duty.kind]} | ${dutyRuleWords(duty.rule)}${
        duty.assumed.length > 0 ? ` | 推定 ${duty.assumed.join(' ')}` : ''
      }`,
      ...obligations.map(
        ({ period, dueOn, lateFrom, amount }) =>
          `    ${period ?? '一次'}  期限 ${dueOn ?? '待触发'}  逾期自 ${lateFrom ?? '待触发'}${
            amount === null ? '' : `  ${amount} 元`
          }`,
      ),
    ]);
}

const ofCounty = (county: County) => lines.filter((line) => line.county === county);

describe('the due lists of the three counties for 2023', () => {
  it('are as kept, for reading by eye', async () => {
    const text = COUNTIES.flatMap(([county, name]) => {
      const due = ofCounty(county).flatMap(({ obligations }) => obligations).length;
      return [`${name}：${String(ofCounty(county).length)} 项，${String(due)} 期`, ...printed(county), ''];
    }).join('\n');
    await expect(text).toMatchFileSnapshot('./due-lists-2023.txt');
  });

  it('have every 1月—12月 twelve times', () => {
    const printedSo = subjects.filter(({ indicator }) =>
      /^1\s*月\s*[—-]\s*12\s*月$/.test((indicator.rawTarget ?? '').trim()),
    );
    expect(printedSo).toHaveLength(6);
    for (const { indicator } of printedSo) {
      const months = lines.find(({ duty }) => duty.id === indicator.id)?.obligations.map(({ key }) => key);
      expect(months, indicator.name).toEqual(
        Array.from({ length: 12 }, (_, n) => `2023-${String(n + 1).padStart(2, '0')}`),
      );
    }
  });

  it('have nothing from a bare 及时, from a rate or from a word', () => {
    const vague = subjects.filter(({ indicator }) =>
      /及时|按时|定性|%|有效|提高/.test(indicator.rawTarget ?? ''),
    );
    expect(vague.length).toBeGreaterThan(100);
    for (const { indicator } of vague) {
      expect(
        lines.some(({ duty }) => duty.id === indicator.id),
        `${indicator.name} ${indicator.rawTarget ?? ''}`,
      ).toBe(false);
    }
  });
});
