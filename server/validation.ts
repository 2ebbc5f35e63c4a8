/**
 * Checks at the border. A body is taken as it is: an unknown field is refused, a number in quotes stays text.
 * A query string has only text, so its values are converted to what the schema asks for, and then checked as strictly.
 */
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { TSchema } from 'typebox';
import { OFFICE_LANGUAGE, type Language } from '../domain/language.ts';

/** Fastify's own Ajv would drop unknown fields and convert types; this one converts outside bodies only and drops nothing. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = TypeBoxValidatorCompiler;

/** The names a user knows a field by. */
const FIELD_NAMES: Record<string, string> = {
  username: '用户名',
  password: '密码',
  period: '期间',
  basis: '口径',
  value: '数值',
  grade: '完成情况',
  note: '说明',
  supersedes: '被更正的记录',
  event: '事项',
  happenedOn: '发生日期',
  amount: '金额',
  source: '资金来源',
  payees: '人数',
  obligationId: '应付义务',
  reverses: '被冲销的记录',
  document: '文号',
  year: '年度',
  asOf: '截至日期',
  unit: '单位',
  light: '灯',
  group: '指标类别',
  q: '查找内容',
  sort: '排序',
  cursor: '翻页位置',
  limit: '条数',
  text: '文本',
  filename: '文件名',
  edits: '修改',
  id: '编号',
  token: '链接',
  slug: '代号',
  name: '名称',
  role: '角色',
  regionId: '地区',
  unitId: '单位',
  region: '地区',
  kind: '类别',
  mail: '邮箱',
  webhookUrl: 'Webhook 地址',
  quietFrom: '免打扰开始时间',
  quietUntil: '免打扰结束时间',
  dailyCap: '每日上限',
  noticeIds: '通知',
  channel: '渠道',
  days: '日子',
  basedOn: '所比较的版次',
  headerRow: '表头行',
  columns: '列的对应',
  amountUnit: '金额单位',
  sources: '来源的对应',
  include: '照记的行',
  choices: '选的项目',
};

const SHAPES: Record<string, string> = {
  '^\\d{4}-\\d{2}-\\d{2}$': '应写成 2023-07-31 这样的日期',
  '^\\d{4}-(0[1-9]|1[0-2])$': '应写成 2023-07 这样的月份',
  '^-?\\d{1,16}(\\.\\d{1,2})?$': '应是以元为单位的数，最多两位小数，用引号括起',
  '^[a-z][a-z0-9-]{1,39}$': '要用小写字母开头，只含小写字母、数字和连字符，2 到 40 个',
  '\\S': '不能为空',
};

interface Params {
  missingProperty?: string;
  requiredProperties?: string[];
  additionalProperty?: string;
  additionalProperties?: string[];
  pattern?: string | RegExp;
  limit?: number;
  allowedValues?: unknown[];
  type?: string | string[];
}

/** What is wrong, by field: `{ value: '数值：不能超过 40 个字' }`. Keys are the names in the request. */
export function fieldMessages(
  errors: readonly FastifySchemaValidationError[],
  language: Language = OFFICE_LANGUAGE,
): Record<string, string> {
  const w = WORDS[language];
  const fields: Record<string, string> = {};
  for (const error of errors) {
    // Says again, field by field, what `additionalProperties` says by name.
    if (error.keyword === 'boolean') continue;
    const params = error.params as Params;
    const path = error.instancePath.split('/').slice(1).join('.');
    const inside = (name: string) => (path === '' ? name : `${path}.${name}`);
    const missing = params.requiredProperties ?? (params.missingProperty ? [params.missingProperty] : []);
    const unknown =
      params.additionalProperties ?? (params.additionalProperty ? [params.additionalProperty] : []);
    if (missing.length > 0) for (const name of missing) fields[inside(name)] ??= w.missing(w.named(name));
    else if (unknown.length > 0) for (const name of unknown) fields[inside(name)] ??= w.unknown(name);
    else fields[path === '' ? 'body' : path] ??= w.named(path) + w.reason(error.keyword, params);
  }
  return fields;
}

function named(path: string): string {
  const last = path.split('.').at(-1) ?? '';
  return FIELD_NAMES[last] ?? (last === '' ? '内容' : last);
}

function reason(keyword: string, params: Params): string {
  switch (keyword) {
    case 'type':
      return `应为${typeName(params.type)}`;
    case 'enum':
    case 'const':
      return params.allowedValues ? `只能是 ${params.allowedValues.join('、')} 之一` : '不是允许的值';
    case 'minLength':
      return '不能为空';
    case 'maxLength':
      return `不能超过 ${params.limit} 个字`;
    case 'minimum':
      return `不能小于 ${params.limit}`;
    case 'maximum':
      return `不能大于 ${params.limit}`;
    case 'maxItems':
      return `不能超过 ${params.limit} 项`;
    case 'pattern':
      return SHAPES[patternOf(params)] ?? '写法不对';
    case 'format':
      return '写法不对';
    default:
      return '不符合要求';
  }
}

const TYPE_NAMES: Record<string, string> = {
  string: '文字（用引号括起）',
  integer: '整数',
  number: '数',
  boolean: '是或否',
  object: 'JSON 对象',
  array: '列表',
};

interface ValidationWords {
  named: (path: string) => string;
  missing: (name: string) => string;
  unknown: (name: string) => string;
  reason: (keyword: string, params: Params) => string;
}

/** `happenedOn` → `Happened on`: the names of the contract are English. */
function englishName(path: string): string {
  const last = path.split('.').at(-1) ?? '';
  if (last === '') return 'The content';
  const words = last.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const ENGLISH_SHAPES: Record<string, string> = {
  '^\\d{4}-\\d{2}-\\d{2}$': ' is a day like 2023-07-31',
  '^\\d{4}-(0[1-9]|1[0-2])$': ' is a month like 2023-07',
  '^-?\\d{1,16}(\\.\\d{1,2})?$': ' is an amount in yuan with at most two decimals, in quotes',
  '^[a-z][a-z0-9-]{1,39}$':
    ' begins with a lower-case letter and holds lower-case letters, digits and hyphens, 2 to 40',
  '\\S': ' must not be empty',
};

function englishReason(keyword: string, params: Params): string {
  const limit = String(params.limit);
  switch (keyword) {
    case 'type':
      return ` is of the type ${[params.type ?? ''].flat().join(' or ')}`;
    case 'enum':
    case 'const':
      return params.allowedValues ? ` is one of ${params.allowedValues.join(', ')}` : ' is not allowed';
    case 'minLength':
      return ' must not be empty';
    case 'maxLength':
      return ` has at most ${limit} characters`;
    case 'minimum':
      return ` is at least ${limit}`;
    case 'maximum':
      return ` is at most ${limit}`;
    case 'maxItems':
      return ` has at most ${limit} items`;
    case 'pattern':
      return ENGLISH_SHAPES[patternOf(params)] ?? ' is not written as it should be';
    default:
      return ' is not as it should be';
  }
}

const patternOf = ({ pattern }: Params): string =>
  pattern instanceof RegExp ? pattern.source : (pattern ?? '');

const WORDS: Readonly<Record<Language, ValidationWords>> = {
  'zh-CN': {
    named,
    missing: (name) => `缺少${name}`,
    unknown: (name) => `不认识的字段 ${name}`,
    reason,
  },
  en: {
    named: englishName,
    missing: (name) => `${name} is missing`,
    unknown: (name) => `Unknown field ${name}`,
    reason: englishReason,
  },
};

function typeName(type: string | string[] | undefined): string {
  const names = (Array.isArray(type) ? type : [type ?? '']).map((name) => TYPE_NAMES[name] ?? name);
  return names.join('或');
}
