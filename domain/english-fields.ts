/** What is wrong with a field, in English, for what is refused in Chinese by db/ and server/; the checks of domain/entry-check.ts and others speak both. */
import { sayer, type Twin } from './english-twins.ts';

const ACCOUNTS: readonly Twin[] = [
  ['已有地区用了这个代号，请换一个', 'Another region has this code; please choose another'],
  ['这个用户名已被占用，请换一个', 'This user name is taken; please choose another'],
  ['账号已停用，请先启用，再生成链接', 'The account is disabled; please enable it before making a link'],
  [
    '这是最后一个能登录的系统管理员，停用后没有人能管理账号。请先再设一个系统管理员',
    'This is the last system administrator who can sign in; please set up another first',
  ],
  ['没有这个地区', 'There is no such region'],
  ['该地区没有这个单位', 'The region has no such unit'],
  ['该地区没有这个部门', 'The region has no such department'],
  ['密码至少 {least} 个字符，现在 {now} 个', 'A password has at least {least} characters; there are {now}'],
  ['密码最多 {most} 个字符，现在 {now} 个', 'A password has at most {most} characters; there are {now}'],
  [
    '大写字母、小写字母、数字、其他符号，至少要有三类',
    'Use at least three of: capitals, small letters, digits, other signs',
  ],
  ['密码不能与用户名相同', 'The password must not be the user name'],
  ['管理岗位不属于任何地区', 'An administrator belongs to no region'],
  ['管理岗位不属于任何单位', 'An administrator belongs to no unit'],
  ['财政岗位看全地区，不选单位', 'A finance post sees the whole region; choose no unit'],
  ['请选择单位', 'Please choose a unit'],
  ['请选择部门', 'Please choose a department'],
  ['请选择地区', 'Please choose a region'],
  ['请选择一个单位', 'Please choose a unit'],
  ['邮箱应写成 name@example.gov.cn 的样子', 'Write the address like name@example.gov.cn'],
  [
    'Webhook 地址应以 http:// 或 https:// 开头，不带用户名、口令和 #',
    'The webhook address begins with http:// or https://, without user, password or #',
  ],
  ['免打扰时段要同时填开始和结束，或都不填', 'Quiet hours want both a start and an end, or neither'],
  ['免打扰时间应写成 20:00 的样子，从 00:00 到 23:59', 'Write quiet hours like 20:00, from 00:00 to 23:59'],
];

const DUTIES: readonly Twin[] = [
  [
    '这一条由整改通知而来，回复以后自动结束，不能手工改',
    'This one comes from a rectification notice and ends with the reply; it is not changed by hand',
  ],
  ['这条提醒已办结，不用再处理；可以补充说明', 'This alert is resolved; only a note can be added'],
  [
    '请写明静默的理由，主管部门和财政局会看到',
    'Please give the reason of the silence; department and finance bureau will see it',
  ],
  ['到期日不能早于今天', 'The last day cannot be before today'],
  ['请选择静默到哪一天', 'Please choose the last day of the silence'],
  ['静默的最后一天不能早于今天', 'The last day of the silence cannot be before today'],
  ['静默最长 {days} 天，最晚到 {day}', 'A silence lasts {days} days at most, until {day} at the latest'],
  ['请写说明', 'Please write a note'],
  ['只有已阅或静默的提醒可以恢复', 'Only an acknowledged or silenced alert can be opened again'],
  ['没有这一天，请按 2023-07-31 的样子填', 'There is no such day; please write it like 2023-07-31'],
  ['这个项目属 {year} 年度，请检查日期的年份', 'This project is of {year}; please check the year of the day'],
  [
    '还没发生的事不能登记，请在发生后登记',
    'What has not happened yet cannot be recorded; please record it afterwards',
  ],
  [
    '找不到要更正的那一条，请刷新后再试',
    'What is to be corrected was not found; please reload and try again',
  ],
  ['已登记为 {day}；要改请更正那一条', 'It is recorded for {day}; to change it, please correct that record'],
  ['更正的须是同一类事项', 'A correction is of the same kind'],
  ['请写明要办什么', 'Please say what is to be done'],
  [
    '这个项目属 {year} 年度，请选这一年的月份',
    'This project is of the fiscal year {year}; please choose months of that year',
  ],
  [
    '办理事项须选一个指标，由它的填报判定是否办完',
    'Work to be done needs an indicator, whose entries say whether it is done',
  ],
  ['这个项目没有这个指标', 'This project has no such indicator'],
  ['撤销须指明是哪一条', 'Please say what is to be withdrawn'],
  ['这个指标已有约定，请更正那一条', 'This indicator has a plan already; please correct that one'],
  ['曲线没有变化', 'The curve is unchanged'],
  [
    '只有按年累计的指标按曲线判定，比率、时点和定性指标与全年目标直接比较',
    'Only cumulative indicators follow a curve; rates, dates and qualities are compared with the target itself',
  ],
];

const LEDGER: readonly Twin[] = [
  [
    '还没到的日子不能记账，请填实际发生日',
    'A day to come cannot be recorded; please enter the day on which it happened',
  ],
  [
    '这个项目属 {year} 年度，请填这一年的日子',
    'This project is of the fiscal year {year}; please enter a day of that year',
  ],
  ['找不到要付的这一项，请刷新后再选', 'The duty to be paid was not found; please reload and choose again'],
  ['找不到要冲销的那一笔', 'The record to be reversed was not found'],
  ['冲销不能再冲销，请重新记一笔', 'A reversal cannot be reversed; please record anew'],
  ['这一笔已经冲销过了', 'This record is reversed already'],
  ['冲销须与原来那一笔同类', 'A reversal is of the same kind as the record'],
  ['冲销须是原来的金额 {amount} 元', 'A reversal has the amount of the record, {amount} yuan'],
  [
    '冲销须与原来那一笔同一资金来源，请不填或填相同的',
    'A reversal has the source of the record; leave it empty or enter the same',
  ],
  ['冲销不能早于原来那一笔（{day}）', 'A reversal cannot be earlier than the record ({day})'],
  ['调整金额不能是 0；调减写负数', 'An adjustment cannot be 0; write a cut as a negative amount'],
  ['金额须大于 0；记错了请用冲销', 'The amount is above 0; to undo a record, please reverse it'],
  [
    '单笔金额不能超过 1 万亿元，请检查单位是否为元',
    'One record is at most 1 trillion yuan; please check that the unit is yuan',
  ],
  [
    '预算合计超出可记的范围，请检查金额单位是否为元',
    'The budget would be beyond what can be kept; please check that the unit is yuan',
  ],
  [
    '已执行合计超出可记的范围，请检查金额单位是否为元',
    'The executed total would be beyond what can be kept; please check that the unit is yuan',
  ],
  ['退回不能超过已执行的 {amount} 元', 'A return cannot exceed the {amount} yuan executed'],
  [
    '这笔支出的钱已有退回，已执行只剩 {amount} 元；请先冲销退回',
    'Part of this payment was returned and only {amount} yuan are executed; please reverse the return first',
  ],
  ['找不到被更正的记录', 'The record to be corrected was not found'],
];

const FILES: readonly Twin[] = [
  ['文件内容不完整，请重新上传', 'The file is not complete; please upload it again'],
  ['这张表不完整，请刷新后重做', 'This form is not complete; please reload and do it again'],
  ['请填项目名称（不超过 180 字）', 'Please fill in the project name (up to 180 characters)'],
  ['请填实施单位', 'Please fill in the implementing unit'],
  ['请填预算年度，如 2023', 'Please fill in the fiscal year, such as 2023'],
  ['这一栏不是文字或太长', 'This field is no text or too long'],
  ['指标表不完整或超过 {most} 行', 'The table of indicators is not complete or has more than {most} lines'],
  ['这一行不完整，请刷新后重做', 'This line is not complete; please reload and do it again'],
  ['金额写成元、两位小数，如 130000.00', 'Write amounts in yuan with two decimals, such as 130000.00'],
  ['资金一栏不完整，请刷新后重做', 'The funds are not complete; please reload and do it again'],
  ['请填指标名称', 'Please fill in the indicator name'],
  ['请选二级指标', 'Please choose the level-2 indicator'],
  ['请填一级指标（不超过 300 字）', 'Please fill in the level-1 indicator (up to 300 characters)'],
  ['二级指标代码不是文字或太长', 'The code of the level-2 indicator is no text or too long'],
  ['指标值太长', 'The target is too long'],
  ['请选年度或实施期', 'Please choose annual or whole-term'],
  [
    '这份文件已经导入过了。要更正请重新上传。',
    'This file has been imported. To correct something, please upload it again.',
  ],
  [
    '这份文件不属于本单位的主管部门，请由主管部门或财政局导入。',
    'This file is not of your unit’s department; the department or the finance bureau has to import it.',
  ],
  [
    '“{project}”的实施单位“{unit}”不归您管，请由主管部门导入。',
    'The unit “{unit}” of “{project}” is not yours; the department has to import it.',
  ],
  ['不在您的管理范围内', 'Outside what you manage'],
  ['还有 {count} 处必须补全才能导入。', '{count} places have to be completed before the import.'],
  [
    '有一处修改对不上原文件，请刷新后重做。',
    'One change does not fit the file; please reload and do it again.',
  ],
  ['找不到要改的位置', 'The place to be changed was not found'],
  [
    '有 {count} 处“不是问题”对不上现在的内容，请刷新后重做。',
    '{count} waivers do not fit the forms as they are now; please reload and do them again.',
  ],
  ['免改要写明理由，至少 {count} 个字。', 'A waiver needs a reason of at least {count} characters.'],
  ['没有“{rule}”这条规则。', 'There is no rule “{rule}”.'],
  [
    '这一处没有这条规则的问题，可能已经改好。',
    'This rule has nothing to say about this place; it may be corrected already.',
  ],
  [
    '这份文件已经入账。同一份文件再上传一次，已入账的行不会重复。',
    'This file is recorded. Uploaded again, lines that are recorded do not repeat.',
  ],
  ['列的对应还不完整，请先补全。', 'The columns are not all assigned; please complete them first.'],
  ['有的行选错了项目，请重新选择。', 'Some lines have the wrong project; please choose again.'],
  [
    '这份文件没有还在账上的行，不用冲销。',
    'No line of this file is in the ledger any more; there is nothing to reverse.',
  ],
  [
    '{names}另有退回，冲销后已执行会小于 0。请先冲销那些退回。',
    '{names} have returns; reversing would bring the executed sum below 0. Please reverse the returns first.',
  ],
  ['{day} 不是日历上的一天', '{day} is no day of the calendar'],
  ['{day} 不是 {year} 年的一天。', '{day} is no day of {year}.'],
  ['{day} 出现了两次。', '{day} is there twice.'],
  ['要晚于演示的今天', 'It is after the demonstration’s today'],
  ['不能晚于 {day}', 'Not after {day}'],
  ['不能晚于本月', 'Not after this month'],
  ['应在 2000-01 至 2100-12 之间', 'From 2000-01 to 2100-12'],
  ['缺少文件', 'The file is missing'],
];

const SAME_TARGETS: readonly Twin[] = [
  ['请写明理由', 'Please give the reason'],
  ['这个指标没有与别的指标标为同一目标', 'This indicator is the same target as none'],
  ['找不到要标为同一目标的指标', 'The indicator to be marked as the same target was not found'],
  ['这两个指标已经是同一目标', 'These two indicators are one target already'],
  [
    '只有受监控的年度指标可以标为同一目标',
    'Only annual indicators that are monitored can be the same target',
  ],
  ['同一项目里的两个指标不能标为同一目标', 'Two indicators of one project cannot be the same target'],
  ['只有同一单位的指标可以标为同一目标', 'Only indicators of one unit can be the same target'],
  ['只有同一年度的指标可以标为同一目标', 'Only indicators of one fiscal year can be the same target'],
  ['只有同一类别的指标可以标为同一目标', 'Only indicators of one kind can be the same target'],
  [
    '这张表不是本次新导入的，请导入后在项目页标记',
    'This form is not new in this import; please mark it on the project page afterwards',
  ],
  [
    '有 {count} 处“同一目标”不能标记，请撤销后再导入。',
    '{count} of the same targets cannot be marked; please take them back and import again.',
  ],
];

/** A refusal of a field in English; null when it has no twin. */
export const fieldInEnglish = sayer([...ACCOUNTS, ...DUTIES, ...LEDGER, ...FILES, ...SAME_TARGETS]);
