/**
 * What the audit of targets and the reconciliation with the budget find, in English (domain/audit*.ts,
 * domain/reconcile-findings.ts). `{!name}` stands for what is printed, which stays as it is.
 */
import type { Twin } from './english-twins.ts';

/** domain/audit-across.ts, domain/audit-head.ts */
const FORMS: readonly Twin[] = [
  [
    '同一单位还有 {count} 个项目也叫“{!name}”，金额不同。',
    'The unit has {count} more project(s) called “{!name}”, with other amounts.',
  ],
  [
    '请在名称里写明资金来源或用途，以便区分。',
    'Please name the source or the use of the funds, so that they can be told apart.',
  ],
  [
    '“{!name}”{!raw}与第 {form} 张表“{!other}”的相同，像是同一批对象由两笔资金支付。',
    '“{!name}” “{!raw}” is the same as in form {form}, “{!other}”: two funds seem to pay for the same people.',
  ],
  [
    '若是同一批对象，请标为同一目标，汇总时只计一次；否则请分别填写。',
    'If they are the same, please mark them as one target, which totals count once; otherwise fill in each its own.',
  ],
  [
    '效益和满意度指标与同一单位另外 {count} 个项目一字不差。',
    'The benefit and satisfaction indicators are word for word those of {count} other projects of the unit.',
  ],
  [
    '请写本项目带来的效益和它的服务对象。',
    'Please give the benefits of this project and the people whom it serves.',
  ],
  [
    '{field}像是没有印完：“…{!text}”，别的表接着还有。',
    'The {field} seems to be cut off: “…{!text}”; another form goes on from there.',
  ],
  ['请对照原表补全。', 'Please complete it from the original.'],
  ['请补填。', 'Please fill it in.'],
  [
    '主管部门代码“{!code}”与同一部门其他 {count} 张表的“{!usual}”不同。',
    'The department code “{!code}” is not the “{!usual}” of the department’s {count} other forms.',
  ],
  ['请核对代码。', 'Please check the code.'],
  [
    '主管部门“{!own}”像是没有写全，别的表是“{!whole}”。',
    'The department “{!own}” seems incomplete; other forms say “{!whole}”.',
  ],
  ['请核对部门名称。', 'Please check the department’s name.'],
  ['项目属性没有勾选。', 'No kind of project is ticked.'],
  ['请选一项。', 'Please choose one.'],
  [
    '项目属性“{!text}”与其他表的写法不同（多为“{!usual}”）。',
    'The kind of project “{!text}” is not written as in the other forms (mostly “{!usual}”).',
  ],
  [
    '项目属性“{!text}”与其他表的写法不同。',
    'The kind of project “{!text}” is not written as in the other forms.',
  ],
  ['请按规定的选项填写。', 'Please use one of the options.'],
  [
    '项目属性“{!text}”与项目期“{duration}”对不上。',
    'The kind of project “{!text}” does not fit its term “{duration}”.',
  ],
  [
    '经常性项目长期开展，一次性项目按期结束，请核对。',
    'A recurring project goes on, a one-time project ends with its term; please check.',
  ],
  ['没有{groups}指标。', 'There are no indicators of: {groups}.'],
  ['请补填；确实没有的请说明理由。', 'Please add them, or say why there are none.'],
  [
    '其他资金没有填写，另有 {count} 张表填了。',
    'Other funds are left blank; {count} other forms fill them in.',
  ],
  ['没有其他资金请填 0。', 'Where there are none, please enter 0.'],
  [
    '填报日期是 {filled} 年，比 {year} 预算年度早 {years} 年，像是旧表照搬。',
    'The form is dated {filled}, {years} years before the budget year {year}: it looks like an old form copied.',
  ],
  [
    '请按本年度重新填报，或确认内容仍然有效。',
    'Please fill it in for this year, or confirm that it still holds.',
  ],
  [
    '项目名称写的是 {year} 年，预算年度是 {fiscal} 年。',
    'The project’s name says {year}, the budget year is {fiscal}.',
  ],
  [
    '若是结转或补发，请在概况里写明；否则请改名。',
    'If money is carried over or paid late, please say so in the overview; otherwise rename it.',
  ],
];

/** domain/audit-kinds.ts */
const KINDS: readonly Twin[] = [
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

/** domain/audit-money.ts */
const MONEY: readonly Twin[] = [
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

/** domain/audit-names.ts, domain/audit-persons.ts */
const NAMES: readonly Twin[] = [
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

const TARGETS: readonly Twin[] = [
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

/** domain/audit-texts.ts */
const TEXTS: readonly Twin[] = [
  ['{names}没有填写。', 'Not filled in: {names}.'],
  ['请补填本年度要做到什么。', 'Please say what is to be reached this year.'],
  ['{names}写的是同一句话。', 'One and the same sentence stands in: {names}.'],
  [
    '请分别写明做什么、依据什么、为什么、怎样保证、分几步。',
    'Please say in each its own: what is done, on what basis, why, how it is ensured, in which steps.',
  ],
  ['{field}照抄了{other}。', 'The {field} is copied from the {other}.'],
  ['请写本年度要做到什么、做到多少。', 'Please say what is to be reached this year, and how much of it.'],
  [
    '{field}与{other}是同一段话，数字却不同：{mine} 与 {theirs}。',
    'The {field} and the {other} are the same passage with different figures: {mine} and {theirs}.',
  ],
  ['{field}只有“{!text}”。', 'The {field} is only “{!text}”.'],
  ['请写具体。', 'Please be specific.'],
  ['{field}只写了文号。', 'The {field} is only a document number.'],
  ['请写内容，文号写入立项依据。', 'Please write what it says; the document belongs to the basis.'],
  ['{field}像是没有印完：“…{!text}”。', 'The {field} seems to be cut off: “…{!text}”.'],
  ['{field}里“{!text}”重复了几遍。', '“{!text}” stands several times in the {field}.'],
  ['请删去重复的。', 'Please delete the repetitions.'],
  ['{field}的条目缺第 {number} 条。', 'Item {number} of the {field} is missing.'],
  ['请核对是否漏写。', 'Please check whether something was left out.'],
  [
    '{field}说的是 {year} 年的资金，项目名称是 {named} 年。',
    'The {field} speaks of funds of {year}, the project’s name of {named}.',
  ],
  [
    '{field}说的是 {year} 年，预算年度是 {fiscal} 年。',
    'The {field} speaks of {year}, the budget year is {fiscal}.',
  ],
  ['请核对年度。', 'Please check the year.'],
  [
    '项目概况写的主要是单位的情况，没有说清这笔钱办什么事。',
    'The overview is mostly about the unit and does not say what the money is for.',
  ],
  ['请写明项目的内容、对象和数量。', 'Please say what the project does, for whom and how much.'],
];

/** domain/reconcile-findings.ts */
const RECONCILIATION: readonly Twin[] = [
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

/** What is about one field of a form goes last: a template of few words that others begin with. */
export const AUDIT_TWINS: readonly Twin[] = [
  ...FORMS,
  ...KINDS,
  ...MONEY,
  ...TARGETS,
  ...RECONCILIATION,
  ...NAMES,
  ...TEXTS,
];
