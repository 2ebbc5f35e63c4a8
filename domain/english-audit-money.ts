/** What the audit finds about amounts, and the reconciliation with the budget, in English. */
import type { Twin } from './english-twins.ts';

/** domain/audit-money.ts */
export const MONEY: readonly Twin[] = [
  [
    '成本“{!name}”{amount}，超过年度资金 {total}。',
    'The cost “{!name}” of {amount} is above the year’s funds of {total}.',
  ],
  ['请核对成本指标和资金总额。', 'Please check the cost indicators and the total of funds.'],
  [
    '{count} 个成本指标合计 {sum}，超过年度资金 {total}。',
    '{count} cost indicators add up to {sum}, above the year’s funds of {total}.',
  ],
  [
    '请核对各项成本，月数与年数不要混写。',
    'Please check the costs; do not mix amounts of a month and of the year.',
  ],
  [
    '{standard} 元 × {people} 人{times} = {needed}，比年度资金 {total}多 {difference}。',
    '{standard} yuan × {people} people{times} = {needed}, {difference} above the year’s funds of {total}.',
  ],
  [
    '{standard} 元 × {people} 人{times} = {needed}，比年度资金 {total}少 {difference}。',
    '{standard} yuan × {people} people{times} = {needed}, {difference} below the year’s funds of {total}.',
  ],
  ['请核对人数、标准和资金总额。', 'Please check the number of people, the standard and the total of funds.'],
  ['请核对标准、人数和资金总额。', 'Please check the standard, the number of people and the total of funds.'],
  [
    '“{!name}”的“{!raw}”没有写按月、按年还是按次。',
    '“{!raw}” of “{!name}” does not say whether it is for a month, a year or each time.',
  ],
  [
    '请写成“元/人月”“元/人年”或“元/人次”。',
    'Please write “元/人月” (a month), “元/人年” (a year) or “元/人次” (each time).',
  ],
  [
    '{field}写的是 {printed}，资金栏是 {total}，差 {difference}。',
    'The {field} says {printed}, the funds say {total}: {difference} apart.',
  ],
  ['请核对哪一个对。', 'Please check which one is right.'],
  [
    '{field}写的“{!printed}”大得不合情理，单位像是写错了。',
    '“{!printed}” in the {field} is too large to be true; the unit seems wrong.',
  ],
  ['请核对“元”和“万元”。', 'Please check “元” (yuan) and “万元” (wan yuan).'],
  [
    '{field}里“{!printed}”算得不对：应为 {is}。',
    '“{!printed}” in the {field} does not come out: it should be {is}.',
  ],
  ['请重新计算。', 'Please work it out again.'],
  [
    '年度资金 {total} 按每人 {standard} 元算是 {people} 人，不是整数。',
    'The year’s funds of {total} at {standard} yuan a head make {people} people, which is no whole number.',
  ],
  [
    '一年期项目与年度资金相同，请补填。',
    'In a one-year project they are the year’s funds; please fill them in.',
  ],
  [
    '项目期 {years} 年，实施期资金却与年度资金相同。',
    'The project lasts {years} years, but the funds of its whole term are those of the year.',
  ],
  ['请填写整个项目期的资金。', 'Please give the funds of the whole term.'],
  [
    '一年期项目，实施期资金 {period} 与年度资金 {annual} 不同。',
    'In a one-year project the funds of the term, {period}, are not those of the year, {annual}.',
  ],
  ['请核对。', 'Please check.'],
  ['年度资金来源是{now}，实施期是{whole}。', 'The year’s funds are {now}, those of the whole term {whole}.'],
  [
    '项目名称说是中央资金，中央一栏却没有金额。',
    'By its name the project has central funds, but the central column is empty.',
  ],
];

/** domain/reconcile-findings.ts */
export const RECONCILIATION: readonly Twin[] = [
  [
    '“{!title}”的 {count} 个项目、{amount}都没有绩效目标：{!names}等。',
    'None of the {count} projects of “{!title}”, {amount} in all, has targets: {!names} and others.',
  ],
  [
    '“{!title}”的 {count} 个项目、{amount}都没有绩效目标：{!names}。',
    'None of the {count} projects of “{!title}”, {amount} in all, has targets: {!names}.',
  ],
  [
    '上年结转也要监控：请补报这些项目的目标表，或确认沿用上年目标。',
    'What is carried over is monitored too: please hand in forms for these projects, or confirm that last year’s targets go on.',
  ],
  [
    '请补报目标表，或确认目标表在另一份文件里。',
    'Please hand in the form, or confirm that it is in another file.',
  ],
  [
    '有资金、没有绩效目标：“{!name}”（{!unit}），{kind} {amount}。',
    'Money without targets: “{!name}” (“{!unit}”), {kind} {amount}.',
  ],
  [
    '有资金、没有绩效目标：“{!name}”，{kind} {amount}。',
    'Money without targets: “{!name}”, {kind} {amount}.',
  ],
  [
    '有绩效目标、预算表里没有：“{!name}”（{!unit}），目标表 {amount}。',
    'Targets without money in the budget tables: “{!name}” (“{!unit}”), in the form {amount}.',
  ],
  [
    '有绩效目标、预算表里没有：“{!name}”，目标表 {amount}。',
    'Targets without money in the budget tables: “{!name}”, in the form {amount}.',
  ],
  [
    '请确认资金来源，或核对项目名称是否与预算表一致。',
    'Please find out where the money comes from, or check that the name is that of the budget tables.',
  ],
  [
    '“{!name}”的金额与预算表不同：预算表 {budgeted}（{place}），目标表 {declared}，相差 {difference}。',
    'The amount of “{!name}” is not that of the budget tables: {budgeted} there ({place}), {declared} in the form, {difference} apart.',
  ],
  [
    '“{!name}”的金额与预算表不同：预算表 {budgeted}（{place}），目标表 {declared}。',
    'The amount of “{!name}” is not that of the budget tables: {budgeted} there ({place}), {declared} in the form.',
  ],
  ['请以批复为准改正其中一个。', 'Please correct the one that is not as approved.'],
  [
    '{sure}是同一个项目：目标表“{!name}” {declared}，预算表“{!other}” {budgeted}（{place}）。',
    '{sure} the same project: “{!name}” {declared} in the form, “{!other}” {budgeted} in the budget tables ({place}).',
  ],
  [
    '{sure}是同一个项目：目标表“{!name}”，预算表“{!other}” {budgeted}（{place}）。',
    '{sure} the same project: “{!name}” in the form, “{!other}” {budgeted} in the budget tables ({place}).',
  ],
  [
    '请确认是否同一个项目，并统一名称或金额。',
    'Please find out whether they are one project, and use one name or amount.',
  ],
  [
    '{one} {said}，“{!about}”合计 {found}，相差 {difference}。',
    '{one}: {said}; total of “{!about}”: {found}; {difference} apart.',
  ],
  [
    '{one} {said}，{other} {found}，相差 {difference}。',
    '{one}: {said}; {other}: {found}; {difference} apart.',
  ],
  [
    '请核对原文；口径不同的（如含上年结转）请注明。',
    'Please check the original; where they are not of the same scope (such as with what was carried over), please say so.',
  ],
];
