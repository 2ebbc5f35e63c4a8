/** What the audit finds about a form and its texts, in English. */
import type { Twin } from './english-twins.ts';

/** domain/audit-across.ts, domain/audit-head.ts */
export const FORMS: readonly Twin[] = [
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

/** domain/audit-texts.ts */
export const TEXTS: readonly Twin[] = [
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
