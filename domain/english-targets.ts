/** What a printed target's reading says of it, in English: notes (domain/target-text*.ts) and why it cannot be judged (domain/target.ts). */
import { sayer, type Twin } from './english-twins.ts';

const NOTES: readonly Twin[] = [
  ['文字过长，不像一个指标值', 'Too long for a target'],
  ['没有印年份', 'No year is printed'],
  ['空白', 'Blank'],
  ['只有符号', 'Signs only'],
  ['没有写出指标值', 'No target is written'],
  ['开头有多余的“{text}”', '“{text}” at the start is out of place'],
  ['一格里有几个指标值', 'Several targets in one cell'],
  ['也可能是一个小数', 'May be a decimal number too'],
  [
    '年份前多了“{text}”，像是数值与日期连在一起',
    '“{text}” before the year: a number and a date seem to have run together',
  ],
  ['文字后多了“{text}”', '“{text}” after the words is out of place'],
  ['数值前另有文字“{text}”', 'There are words before the figure: “{text}”'],
  ['只写了“无”', 'Says “无” (none) only'],
  ['没有读懂', 'Not understood'],
  ['有数字，但没有读懂', 'There are digits, but it was not understood'],
  ['只有单位，没有数值', 'A unit without a figure'],
  ['像是没有印完', 'Seems to be cut off'],
  ['“{word}到”：按水平值理解', '“{word}到”: read as a level'],
  ['与“{base}”相比的增减幅度', 'A change compared with “{base}”'],
  ['“{word}”没有写基数，分不清是增减幅度还是水平值', '“{word}” names no base: it may be a change or a level'],
  ['单位里有多余的文字“{text}”', '“{text}” in the unit is out of place'],
  ['单位“{unit}”不像印对了', 'The unit “{unit}” does not look right'],
  ['分子的单位没有印清楚', 'The unit of the numerator is not clear'],
  ['数值后另有文字“{text}”', 'There are words after the figure: “{text}”'],
  ['“{text}”像是用途', '“{text}” seems to say what it is for'],
  ['字母像是数字，按“{text}”读', 'Letters that look like digits; read as “{text}”'],
  ['“{unit}”也可能是等级', '“{unit}” may be a grade too'],
  ['数字过长', 'Too many digits'],
  ['没有印单位', 'No unit is printed'],
  ['没有印单位，另有文字“{text}”', 'No unit is printed; there are words: “{text}”'],
  ['不常见的单位“{unit}”', 'An unusual unit: “{unit}”'],
  ['数值后的文字没有读懂：“{text}”', 'The words after the figure were not understood: “{text}”'],
];

const REASONS: readonly Twin[] = [
  [
    '“{raw}”一格里写了两个目标，请拆成两个指标',
    '“{raw}”: two targets in one cell; please make two indicators of it',
  ],
  ['申报表没有填指标值，请补填', 'The form has no target here; please fill it in'],
  [
    '“{raw}”看不出要做到多少，请补上数值、期限或判定标准',
    '“{raw}” does not say how much is to be reached; please add a figure, a date or a standard',
  ],
  ['“{raw}”看不出{what}，请补上{add}', '“{raw}” is not clear; please complete it ({add})'],
  [
    '“{raw}”是金额，不能衡量时效，请改填完成时间或及时率',
    '“{raw}” is an amount and cannot measure timeliness; please give a date or a rate of timeliness',
  ],
  [
    '“{raw}”是金额，不能衡量效益，请改填比率、数量或判定标准',
    '“{raw}” is an amount and cannot measure a benefit; please give a rate, a count or a standard',
  ],
  [
    '“{raw}”是金额，不能衡量满意度，请改填百分数',
    '“{raw}” is an amount and cannot measure satisfaction; please give a percentage',
  ],
  [
    '“{raw}”比本年度长，请补上本年度要做到多少',
    '“{raw}” is longer than the year; please add what is due this year',
  ],
  ['“{raw}”不在本年度内，请核对年份', '“{raw}” is not within the fiscal year; please check the year'],
  [
    '“{raw}”看不出多久一次，请写明每月或每年几次',
    '“{raw}” does not say how often; please write how many times a month or a year',
  ],
  ['“{raw}”看不出起止月份，请补上', '“{raw}” does not say from which month to which; please add it'],
  ['“{raw}”看不出完成日期，请补上', '“{raw}” does not say the day of completion; please add it'],
  ['“{raw}”看不出上下限，请补上', '“{raw}” does not say its limits; please add them'],
  ['“{raw}”看不出数值，请补上', '“{raw}” does not say a figure; please add it'],
  ['“{raw}”早于 {year} 年度，请核对年份', '“{raw}” is before the fiscal year {year}; please check the year'],
  [
    '“{raw}”没有单位，看不出是数量、金额还是比率，请补上单位',
    '“{raw}” has no unit: it may be a count, an amount or a rate; please add the unit',
  ],
];
/** What is asked for where nothing can be made out. */
const ADDED: Readonly<Record<string, string>> = {
  数值: 'a figure',
  百分数: 'a percentage',
  天数: 'a number of days',
};

const say = sayer([...NOTES, ...REASONS]);

/** A note or reason in English; as it is where it has no twin, or prints what was read. */
export function targetInEnglish(text: string): string {
  const said = say(text) ?? text;
  return said.replace(/\((数值|百分数|天数)\)$/, (_, what: string) => `(${ADDED[what] ?? what})`);
}
