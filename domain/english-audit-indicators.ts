/** What the audit finds about an indicator's kind, name and target, in English. */
import type { Twin } from './english-twins.ts';

/** domain/audit-kinds.ts */
export const KINDS: readonly Twin[] = [
  [
    '请改填人数、次数、件数等数量，金额写入成本指标。',
    'Please give a number of people, times or pieces; the amount belongs to the cost indicators.',
  ],
  [
    '请改填合格率、准确率等，金额写入成本指标。',
    'Please give a rate of quality or correctness; the amount belongs to the cost indicators.',
  ],
  ['请改填完成日期或及时率。', 'Please give a day of completion or a rate of timeliness.'],
  ['请改填金额或标准，如“≤2500元/人月”。', 'Please give an amount or a standard, such as “≤2500元/人月”.'],
  ['请改填比率、数量或判定标准。', 'Please give a rate, a number or a standard to judge it by.'],
  ['请改填百分数，如“≥90%”。', 'Please give a percentage, such as “≥90%”.'],
  [
    '“{!name}”的指标值“{!raw}”就是资金总额，衡量不了{group}。',
    'The target “{!raw}” of “{!name}” is the total of the funds and cannot measure {group}.',
  ],
  [
    '“{!name}”是费用，“{!raw}”数的是什么没有说清。',
    '“{!name}” is an expense; what “{!raw}” counts is not said.',
  ],
  [
    '请把名称改成所办的事或所购的物，费用写入成本指标。',
    'Please name what is done or bought; the expense belongs to the cost indicators.',
  ],
  [
    '{group}指标“{!name}”的指标值“{!raw}”是{what}。',
    'The target “{!raw}” of the {group} indicator “{!name}” is given as {what}.',
  ],
  ['“{!name}”说的是满意度，不是效益。', '“{!name}” is about satisfaction, not a benefit.'],
  [
    '请移到满意度指标，另写项目带来的效益。',
    'Please move it to the satisfaction indicators and give the project’s benefits here.',
  ],
  [
    '满意度指标“{!name}”问的不是满意度。',
    'The satisfaction indicator “{!name}” does not ask about satisfaction.',
  ],
  ['请改成“……对……的满意度”。', 'Please say whose satisfaction with what.'],
  ['时效指标“{!name}”说的不是时间。', 'The timeliness indicator “{!name}” is not about time.'],
  [
    '请改填完成日期或及时率，这一项移到质量指标。',
    'Please give a day of completion or a rate of timeliness, and move this one to quality.',
  ],
  [
    '“{!name}”是比率，指标值“{!raw}”不是百分数。',
    '“{!name}” is a rate; its target “{!raw}” is no percentage.',
  ],
  ['请改填百分数，如“≥95%”。', 'Please give a percentage, such as “≥95%”.'],
  ['“{!name}”可以计数，指标值只写了“{!raw}”。', '“{!name}” can be counted; its target only says “{!raw}”.'],
  ['请填写数量，并写明与上年相比。', 'Please give a number, and say that it is compared with last year.'],
  ['“{!name}”数的是数量，指标值“{!raw}”是比率。', '“{!name}” is a count; its target “{!raw}” is a rate.'],
  ['请改填数量，或把名称改成比率。', 'Please give a number, or rename it as a rate.'],
  ['“{!name}”只写了“{!raw}”，没有数。', '“{!name}” only says “{!raw}”, without a number.'],
  ['请填写数量。', 'Please give a number.'],
  ['“{!name}”只写了“{!raw}”，没有金额。', '“{!name}” only says “{!raw}”, without an amount.'],
  ['请填写金额或标准。', 'Please give an amount or a standard.'],
  ['“{!name}”只写了“{!raw}”，无法衡量。', '“{!name}” only says “{!raw}”, which cannot be measured.'],
  [
    '请填写期限，如“每月10日前”，或及时率。',
    'Please give a deadline, such as “每月10日前” (by the 10th of each month), or a rate of timeliness.',
  ],
  ['请填写可衡量的值。', 'Please give a value that can be measured.'],
  ['指标值“{!raw}”是名称“{!name}”里的话。', 'The target “{!raw}” repeats the name “{!name}”.'],
  ['请写明做到什么程度算完成。', 'Please say what counts as done.'],
  [
    '“{!name}”只写了“{!raw}”，没有判定标准。',
    '“{!name}” only says “{!raw}”, without a standard to judge it by.',
  ],
  [
    '请写明达成、部分达成、未达成各看什么，或改填数值。',
    'Please say what counts as achieved, partly achieved and not achieved, or give a figure.',
  ],
  ['{value} 抄进了 {count} 个指标：{!names}。', '{value} stands in {count} indicators: {!names}.'],
  ['请按每个指标各填各的值。', 'Please give each indicator its own value.'],
];

/** domain/audit-names.ts, domain/audit-persons.ts */
export const NAMES: readonly Twin[] = [
  [
    '三级指标只写了类别“{!name}”，没有说衡量什么。',
    'The indicator is named only by its category “{!name}” and does not say what is measured.',
  ],
  ['请写出具体的指标名称。', 'Please give the indicator a name of its own.'],
  ['三级指标名称“{!name}”只是年份。', 'The indicator name “{!name}” is only a year.'],
  [
    '请写出要按时做完的事，如“资金拨付及时率”。',
    'Please name what is to be done in time, such as “资金拨付及时率”.',
  ],
  ['三级指标名称“{!name}”是文号。', 'The indicator name “{!name}” is a document number.'],
  [
    '请写出具体的指标名称，文号写入立项依据。',
    'Please give the indicator a name of its own; the document belongs to the basis.',
  ],
  ['三级指标名称“{!name}”像是没有印完。', 'The indicator name “{!name}” seems to be cut off.'],
  ['请对照原表补全名称。', 'Please complete the name from the original.'],
  ['三级指标名称“{!name}”没有说明是什么的{!what}。', 'The indicator name “{!name}” does not say of what.'],
  ['请补上对象，如“补贴发放及时率”。', 'Please say of what, as in “补贴发放及时率”.'],
  ['三级指标名称“{!name}”里写了数值或时间。', 'The indicator name “{!name}” holds a figure or a time.'],
  ['请把数值写在指标值里。', 'Please write the figure into the target.'],
  ['三级指标名称“{!name}”是一句话。', 'The indicator name “{!name}” is a sentence.'],
  ['请改成名称：衡量什么。', 'Please make it a name: what is measured.'],
  ['三级指标名称“{!name}”里已经说了方向。', 'The indicator name “{!name}” already says in which direction.'],
  [
    '请把名称改成衡量的事，方向和程度写在指标值里。',
    'Please name what is measured; direction and extent belong to the target.',
  ],
  ['“{!name}”的“{!raw}”没有说是什么的比率。', '“{!raw}” of “{!name}” does not say what it is a share of.'],
  ['请在名称里写明，如“……合格率”“……覆盖率”。', 'Please say so in the name, as in “……合格率” or “……覆盖率”.'],
  ['三级指标名称“{!name}”是目标的原话。', 'The indicator name “{!name}” is the goal word for word.'],
  ['请写目标里可以衡量的一项。', 'Please name one part of the goal that can be measured.'],
  ['“{!name}”在{!level}下已有一个。', 'There is a “{!name}” under “{!level}” already.'],
  ['请改名区分，或删去一个。', 'Please tell them apart by name, or delete one.'],
  [
    '年度栏有 {count} 个指标名称没有印完，取实施期栏较长的写法：{!names}等。',
    '{count} indicator names are cut off in the annual column; the longer ones of the whole-term column are used: {!names} and others.',
  ],
  [
    '年度栏有 {count} 个指标名称没有印完，取实施期栏较长的写法：{!names}。',
    '{count} indicator names are cut off in the annual column; the longer ones of the whole-term column are used: {!names}.',
  ],
  ['请核对名称。', 'Please check the names.'],
  ['这一行指标里有{what}。', 'There is {what} in this indicator’s line.'],
  ['{field}里有{what}。', 'There is {what} in the {field}.'],
  [
    '申报表要公开，请去掉个人信息；需要时写“个案”。',
    'The form is published: please take out personal data; where needed, write “个案” (a case).',
  ],
];

/** domain/audit-targets.ts: each begins with the target that it is about. */
const OF_TARGET: readonly Twin[] = [
  ['带着模板里的提示文字。', 'still holds the hint of the template.'],
  ['一格里有几个目标。', 'holds several targets in one cell.'],
  ['的日期前多了“{!text}”。', 'has “{!text}” too much before its date.'],
  ['是文字，不应带“%”。', 'is words and should not have a “%”.'],
  ['的百分数后粘了文字。', 'has words stuck to its percentage.'],
  ['开头有多余的符号。', 'begins with a sign that is out of place.'],
  ['的计量单位看不懂。', 'has a unit that cannot be understood.'],
  ['没有单位，单位写在名称里。', 'has no unit; the unit stands in the name.'],
  ['没有计量单位。', 'has no unit.'],
  ['没有准数。', 'is not a definite figure.'],
  [
    '没有写“≥”，做到更多算不算完成说不清。',
    'has no “≥”: whether more than that counts as done is not clear.',
  ],
  ['写了“{!word}”，没有写基数。', 'says “{!word}” and names no base.'],
  ['是提高多少还是要达到多少，没有说清。', 'may be a rise or the level to be reached; it is not said which.'],
  ['有一点就算完成。', 'is met by anything at all.'],
  ['不做也算完成。', 'is met by doing nothing.'],
  ['超过了 100%。', 'is more than 100%.'],
  ['比 100% 高不了。', 'cannot be more than 100%.'],
  ['要人人满意，很难做到。', 'wants everybody satisfied, which is hard to reach.'],
  ['只说了年度，没有期限。', 'names only the year and no deadline.'],
  ['不在 {year} 年度内。', 'is not within the fiscal year {year}.'],
].map(([chinese, english]) => [
  `“{!name}”的指标值“{!raw}”${chinese ?? ''}`,
  `The target “{!raw}” of “{!name}” ${english ?? ''}`,
]);

export const TARGETS: readonly Twin[] = [
  ...OF_TARGET,
  ['请按合同或标准改填。', 'Please fill it in by the contract or the standard.'],
  ['请拆成几个指标。', 'Please make several indicators of it.'],
  ['请去掉多出的数字。', 'Please take out the extra digits.'],
  ['请改填百分数，或只留文字。', 'Please give a percentage, or keep the words alone.'],
  ['请只留百分数。', 'Please keep the percentage alone.'],
  ['请去掉。', 'Please take it out.'],
  ['请核对计量单位。', 'Please check the unit.'],
  ['请把单位写在指标值里。', 'Please write the unit into the target.'],
  ['请补上单位。', 'Please add the unit.'],
  ['请填写上限、下限或准数。', 'Please give an upper limit, a lower limit or a definite figure.'],
  ['请补上“≥”。', 'Please add “≥”.'],
  [
    '请写明比什么时候、多少；若是要达到的水平，请用“≥”或“=”。',
    'Please say compared with when and with how much; for a level to be reached, please use “≥” or “=”.',
  ],
  [
    '请写明比什么时候提高多少，或改成要达到的水平。',
    'Please say by how much it rises and since when, or give the level to be reached.',
  ],
  ['请填写真正要做到的数。', 'Please give the figure that is really meant.'],
  [
    '“{!name}”越少越好，指标值却是“{!raw}”。',
    'The less of “{!name}” the better, but its target is “{!raw}”.',
  ],
  ['请改用“≤”，并核对数值。', 'Please use “≤” and check the figure.'],
  [
    '“{!name}”越多越好，指标值却是“{!raw}”。',
    'The more of “{!name}” the better, but its target is “{!raw}”.',
  ],
  ['请改用“≥”。', 'Please use “≥”.'],
  ['“{!name}”越少越好，{!raw}约束不了什么。', 'The less of “{!name}” the better; “{!raw}” limits nothing.'],
  ['请核对方向和数值，如“≤2%”。', 'Please check direction and figure, as in “≤2%”.'],
  ['请核对数值。', 'Please check the figure.'],
  ['请改成“100%”，或填留有余地的数。', 'Please make it “100%”, or a figure that leaves some room.'],
  ['请按上年结果填写，如“≥95%”。', 'Please go by last year’s result, such as “≥95%”.'],
  ['请写到月、日，按月发放的写“按月”。', 'Please give month and day; for what is paid monthly write “按月”.'],
  ['请填写本年度内要做到的期限。', 'Please give a deadline within this year.'],
  [
    '“{!name}”年度“{!annual}”，实施期“{!period}”，一年期项目两栏应当相同。',
    '“{!name}”: “{!annual}” for the year, “{!period}” for the whole term; in a one-year project both should be the same.',
  ],
  [
    '“{!name}”只有年度指标，实施期栏没有。',
    '“{!name}” has an annual indicator only, none in the whole-term column.',
  ],
  ['一年期项目请在两栏都填。', 'In a one-year project please fill in both columns.'],
  ['“{!first}”和“{!second}”都是 {count} 人。', '“{!first}” and “{!second}” are both {count} people.'],
  ['请核对是否抄重了。', 'Please check whether one was copied from the other.'],
];
