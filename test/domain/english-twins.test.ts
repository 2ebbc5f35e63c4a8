/** Every sentence of ours that is shown to who reads English has its twin, found in the sources that say it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fieldInEnglish } from '../../domain/english-fields.ts';
import { findingInEnglish } from '../../domain/english-findings.ts';
import { targetInEnglish } from '../../domain/english-targets.ts';

const root = join(import.meta.dirname, '../..');
const HAN = /\p{Script=Han}/u;

/**
 * The texts behind `message:`, `remedy:` and the like in a source, each with something printed put in for what is computed.
 * A choice within a template is left to the cases below.
 */
function sentencesIn(file: string, before: RegExp): string[] {
  const source = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const text = /'((?:[^'\\]|\\.)*)'|`((?:[^`\\])*)`/y;
  const found: string[] = [];
  for (const { index, 0: opened } of source.matchAll(new RegExp(before, 'g'))) {
    text.lastIndex = index + opened.length;
    const said = text.exec(source);
    const template = said?.[1] ?? said?.[2] ?? '';
    if (!HAN.test(template) || /\$\{[^}]*[?`{]/.test(template)) continue;
    found.push(template.replaceAll(/\$\{[^}]*\}/g, '7'));
  }
  return [...new Set(found)];
}

/** Text behind a key or as an argument, on the same line or the next. */
const BEHIND_KEY =
  /(?:message|remedy):\s*|(?:faults|notes)\.push\(|find\('\w+', '\w+', |tell\(reading, '\w+', \w+, [\w']+, /;

describe('findings in English', () => {
  const FILES = [
    'domain/form.ts',
    'domain/form-columns.ts',
    'domain/form-findings.ts',
    'domain/form-funding.ts',
    'domain/form-indicators.ts',
    'domain/form-merge.ts',
    'domain/form-printed.ts',
    'domain/calendar-notice.ts',
    'domain/calendar-import.ts',
    'domain/payment-rows.ts',
    'domain/payment-file.ts',
  ];
  it.each(FILES)('%s says nothing without a twin', (file) => {
    const sentences = sentencesIn(file, BEHIND_KEY);
    expect(sentences.length).toBeGreaterThan(1);
    expect(sentences.filter((text) => findingInEnglish(text) === null)).toEqual([]);
  });

  it.each([
    ['“柳林县人社局”旁没有栏目名称，未计入。', 'No field is named beside “柳林县人社局”; it is left out.'],
    [
      '同一张表重复印了 2 次（第 3 行、第 2 页第 12 行），只计一次。',
      'One form is printed 2 times (line 3; page 2, line 12); it counts once.',
    ],
    [
      '“部门整体支出绩效目标申报表”有绩效指标，但不是项目的目标表，没有读入。',
      '“部门整体支出绩效目标申报表” has indicators but is not the form of a project and was not read.',
    ],
    ['表上没有印金额单位，按万元计。', 'The form does not print the unit of its amounts; 万元 is assumed.'],
    ['“培训人数”没有年度指标值。', '“培训人数” has no annual target.'],
    ['没有读到资金总额。', 'No total of funds was found.'],
    ['请补填实施单位。', 'Please fill in the implementing unit.'],
    ['“空白”不是金额', '“blank” is no amount'],
    [
      '从这一行起 3 笔付自中央资金，“低保”的预算没有这个来源',
      'From this line on, 3 payments are from central funds, which the budget of “低保” does not have',
    ],
    ['2024-05-01 前面写的是休，这里是上班', '2024-05-01 is given as off above and as working here'],
    ['表 2 第 3 页第 12 行', 'table 2, page 3, line 12'],
    ['第 3 行、第 9 行', 'line 3; line 9'],
    ['全文', 'The whole text'],
  ])('%s', (chinese, english) => {
    expect(findingInEnglish(chinese)).toBe(english);
  });

  it('has none for what it does not know: the Chinese is shown', () => {
    expect(findingInEnglish('这是新的一种发现。')).toBeNull();
  });
});

describe('targets in English', () => {
  it.each([
    ['domain/target-text.ts', 6],
    ['domain/target-text-amount.ts', 6],
    ['domain/target-text-loose.ts', 1],
  ])('%s notes nothing without a twin', (file, least) => {
    const notes = sentencesIn(file, /(?:notes: \[|noted\([^'`]*,\s*0\.\d+,\s*|^\s+)/gm);
    expect(notes.length).toBeGreaterThanOrEqual(least);
    expect(
      notes.filter((text) => /\p{Script=Han}/u.test(targetInEnglish(text).replaceAll(/“[^”]*”/g, ''))),
    ).toEqual([]);
  });

  it('no reason of domain/target.ts and target-time.ts is without a twin', () => {
    const source = ['domain/target.ts', 'domain/target-time.ts']
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    const reasons = [...source.matchAll(/[`']((?:\$\{quoted\([^}]*\)\}|申报表)[^`']*)[`']/g)].map(
      ([, text = '']) =>
        text
          .replace(/\$\{quoted\([^}]*\)\}/, '“每月足额”')
          .replace(/\$\{MEASURED[^}]*\}/, '满意度，请改填百分数')
          .replaceAll(/\$\{[^}]*\}/g, '2023'),
    );
    expect(reasons.length).toBeGreaterThan(12);
    const left = reasons.filter((text) => HAN.test(targetInEnglish(text).replaceAll(/“[^”]*”/g, '')));
    expect(left).toEqual([]);
  });
});

describe('refused fields in English', () => {
  it.each([
    'domain/account-rules.ts',
    'db/duty-records.ts',
    'db/ledger.ts',
    'db/alerts.ts',
    'db/import-check.ts',
    'db/accounts.ts',
  ])('%s refuses nothing without a twin', (file) => {
    const refusals = sentencesIn(
      file,
      /(?:fields\.\w+ (?:\?\?)?= |\] = |return |refuse\(|refused\([^,]*, |\? |: |AMOUNT = )\s*/,
    ).filter((text) => text.length > 5);
    expect(refusals.length).toBeGreaterThan(2);
    expect(refusals.filter((text) => fieldInEnglish(text) === null)).toEqual([]);
  });
});
