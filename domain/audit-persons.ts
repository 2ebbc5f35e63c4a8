/**
 * 目标审核: personal data where everybody will read it. Declarations are published with the budget; a message about a
 * telephone or a name never prints it.
 */
import {
  aboutForm,
  aboutRow,
  FIELD_NAMES,
  TEXT_FIELDS,
  withoutBlanks,
  type AuditedForm,
  type AuditFinding,
} from './audit-form.ts';

const MOBILE = /(?<!\d)1[3-9]\d{9}(?!\d)/;
const LANDLINE = /(?<![\d.])0\d{2,3}-?\d{7,8}(?![\d.])/;
const IDENTITY = /(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)/;
const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文闫穆';
const LABELLED = new RegExp(
  `(?:联系人|经办人|负责人|填报人|填表人|收款人|户主|申请人)[：: ]{0,2}[${SURNAMES}][\\u3400-\\u9fff]{1,2}(?![\\u3400-\\u9fff])`,
);
/** A person in front of what is paid to one person: 某某同志生活补助. */
const IN_TITLE = new RegExp(
  `(?:^|[关于给对为支付]|年)[${SURNAMES}][\\u3400-\\u9fff]{1,2}(?:同志|先生|女士|信访|上访|个案|残疾|伤残|辅助器具|医疗费|抚恤|丧葬|(?:生活|困难|救助)(?:补助|补贴|津贴|困难|金))`,
);
/** Words that begin like a name and are none. */
const NO_NAME =
  /高(?:龄|校|中|层|危)|万(?:人|户|元)|金(?:融|额|牌)|石(?:油)|文(?:化|艺|职|教)|武(?:警|装)|方(?:舱)|常(?:住|年)|任(?:职)|田(?:间)|江(?:苏|西)|白(?:血|内)|康(?:复)|易(?:地|返)/;

/** What personal data a text holds, in words; null when none. */
export function personalDataIn(text: string, isTitle = false): string | null {
  const plain = withoutBlanks(text);
  if (IDENTITY.test(plain)) return '像身份证号的数字';
  if (MOBILE.test(plain) || LANDLINE.test(plain)) return '电话号码';
  if (LABELLED.test(text)) return '姓名';
  const named = isTitle ? IN_TITLE.exec(plain) : null;
  return named !== null && !NO_NAME.test(named[0]) ? '像是个人的姓名' : null;
}

export function auditPersons(context: AuditedForm): AuditFinding[] {
  const { form, rows } = context;
  const remedy = '申报表要公开，请去掉个人信息；需要时写“个案”。';
  const title = personalDataIn(form.projectName ?? '', true);
  return [
    ...(title === null
      ? []
      : [aboutForm(context, 'projectName', 'personal-data', { message: `项目名称里有${title}。`, remedy })]),
    ...TEXT_FIELDS.flatMap((field) => {
      const what = personalDataIn(form[field] ?? '');
      if (what === null) return [];
      const message = `${FIELD_NAMES[field]}里有${what}。`;
      return [aboutForm(context, field, 'personal-data', { message, remedy })];
    }),
    ...rows.flatMap((row) => {
      const what = personalDataIn(row.row.name, true) ?? personalDataIn(row.row.rawTarget ?? '');
      if (what === null) return [];
      return [
        aboutRow(context, row, 'name', 'personal-data', { message: `这一行指标里有${what}。`, remedy }),
      ];
    }),
  ];
}
