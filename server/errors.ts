/** Refusals and faults as answers: `{ code, message, fields? }`, in the user's language, never a stack, SQL or version. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { UnknownUnit } from '../db/chosen-unit.ts';
import { fieldInEnglish } from '../domain/english-fields.ts';
import { OFFICE_LANGUAGE, type Language } from '../domain/language.ts';
import type { ErrorAnswer } from './contract.ts';
import { languageOf } from './language.ts';
import { ENGLISH_REFUSALS, englishFault } from './refusals-english.ts';
import { fieldMessages } from './validation.ts';

/** A refusal at the border: thrown by hooks and handlers, answered as it stands. */
export class Refusal extends Error {
  readonly statusCode: number;
  readonly code: string;
  readonly fields: Record<string, string> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    statusCode: number,
    code: string,
    message: string,
    more: { fields?: Record<string, string>; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.name = 'Refusal';
    this.statusCode = statusCode;
    this.code = code;
    this.fields = more.fields;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

export const refusals = {
  signedOut: () => new Refusal(401, 'signed_out', '尚未登录或登录已失效，请重新登录。'),
  /** Also for what exists outside the scope: whether it does is not for the asker to know. */
  notFound: (what: string) => new Refusal(404, 'not_found', `找不到该${what}，或不在您的查看范围内。`),
  invalid: (message: string, fields: Record<string, string>) =>
    new Refusal(400, 'invalid_request', message, { fields }),
  badCursor: (): Refusal =>
    refusals.invalid('翻页位置无效，请从第一页重新打开。', { cursor: '不是上一页给出的 nextCursor' }),
  keyReused: () =>
    new Refusal(
      422,
      'idempotency_key_reused',
      '同一个 Idempotency-Key 已用于另一内容的请求，请换一个新键再提交。',
    ),
  busy: () => new Refusal(503, 'busy', '系统正忙，请过几秒钟再试。', { retryAfterSeconds: 5 }),
};

/** What Fastify and its plugins refuse by themselves, in words. */
const FRAMEWORK: Record<string, { code: string; message: string }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'too_large', message: '内容太大：表单上限 1 MB，导入文件上限 20 MB。' },
  FST_REQ_FILE_TOO_LARGE: { code: 'too_large', message: '文件太大，上限 20 MB，请拆分后再导入。' },
  FST_FILES_LIMIT: { code: 'too_many_parts', message: '一次只能导入一个文件。' },
  FST_PARTS_LIMIT: { code: 'too_many_parts', message: '一次只能导入一个文件，不要附带其他字段。' },
  FST_FIELDS_LIMIT: { code: 'too_many_parts', message: '一次只能导入一个文件，不要附带其他字段。' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'unsupported_type',
    message: '不支持的内容类型，请用 application/json；导入文件用 multipart/form-data。',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'invalid_json', message: '请求没有内容，需要一个 JSON 对象。' },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'invalid_json', message: '请求内容不是有效的 JSON。' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'invalid_request',
    message: '请求内容的长度与所说的不符，请重新提交。',
  },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'not_found', message: '没有这个地址。' },
};

/** PostgreSQL refuses or is gone: classes 08 (connection), 53 (resources), 57 (operator), and the socket's own codes. */
const databaseGone = /^(08|53|57P)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)$/;

function isDatabaseGone(error: FastifyError): boolean {
  return (
    databaseGone.test(error.code ?? '') ||
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message)
  );
}

/** It gave a statement up: for another transaction (class 40, a deadlock), or because it took too long (query_canceled). */
const givenUp = /^(40[0-9A-Z]{3}|57014)$/;

/** Text that PostgreSQL cannot keep (a NUL character), a day that no calendar has (2023-02-30), a number too large. */
const UNSTORABLE: Record<string, string> = {
  '22021': '内容里有无法保存的字符（空字符），请删去后重试。',
  '22P05': '内容里有无法保存的字符（空字符），请删去后重试。',
  // Half a surrogate pair in JSON: a text cut in the middle of a rare character.
  '22P02': '内容里有不完整的字符，请删去后重试。',
  '22003': '数值太大，无法保存，请检查单位是否为元。',
  '22008': '日期不存在，请检查年月日。',
};

/** What the database itself refuses (migration 0018), where no earlier check could see it coming: a race, or a stop just decided. */
const KEPT_BY_DATABASE: Record<string, ErrorAnswer> = {
  MB020: {
    code: 'payments_stopped',
    message: '财政局已对这个项目暂缓或停止拨款，解除以前不能登记拨付和发放；原因见项目页的处置。',
  },
  ...Object.fromEntries(
    ['MB040', 'MB041'].map((code) => [
      code,
      { code: 'stale', message: '别人刚刚改过这些指标的“同一目标”，请刷新后看最新的情况。' },
    ]),
  ),
  MB060: {
    code: 'paper_not_yours',
    message: '全县的汇总表和监控报告由财政局出具，部门的由主管部门出具，您的岗位不能导出。',
  },
  MB061: { code: 'stale', message: '模板刚刚换过，请刷新后再导出。' },
  MB062: { code: 'not_allowed', message: '公文模板由财政局上传和撤下，您的岗位只能查看。' },
  MB063: { code: 'stale', message: '别人刚刚处理过，请刷新后看最新的情况。' },
  ...Object.fromEntries(
    ['MB010', 'MB011', 'MB012', 'MB013', 'MB014', 'MB015', 'MB016', 'MB017', 'MB018', 'MB019'].map((code) => [
      code,
      { code: 'stale', message: '别人刚刚处理过，请刷新后看最新的情况。' },
    ]),
  ),
};

/** Why PostgreSQL cannot keep a content, for the user; null for any other error. */
export function unstorableMessage(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return UNSTORABLE[code] ?? null;
}

/** What to answer to an error. Anything unknown is a fault of ours and says nothing about itself. */
export function answerOf(
  error: FastifyError,
  requestId: string,
  language: Language = OFFICE_LANGUAGE,
): { status: number; answer: ErrorAnswer } {
  const { status, answer } = chineseAnswerOf(error, requestId, language);
  return { status, answer: language === 'en' ? inEnglish(answer, requestId) : answer };
}

/** What a code says in English, with the fields that say it in their own words. */
function inEnglish(answer: ErrorAnswer, requestId: string): ErrorAnswer {
  if (answer.code === 'internal') return { ...answer, message: englishFault(requestId) };
  const fields = answer.fields && englishFields(answer.fields);
  const message = ENGLISH_REFUSALS[answer.code];
  if (message === undefined) return { ...answer, ...(fields && { fields }) };
  const own = fieldInEnglish(answer.message);
  // Of a field the reader sees the sentence beside it; one that is English already says more than its code.
  const said = Object.values(fields ?? {}).filter((text) => !/\p{Script=Han}/u.test(text));
  return {
    ...answer,
    message: own ?? (said.length > 0 ? `${said.join('; ')}.` : message),
    ...(fields && { fields }),
  };
}

const englishFields = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([field, text]) => [field, fieldInEnglish(text) ?? text]));

function chineseAnswerOf(
  error: FastifyError,
  requestId: string,
  language: Language,
): { status: number; answer: ErrorAnswer } {
  if (error instanceof UnknownUnit) return chineseAnswerOf(refusals.notFound('单位'), requestId, language);
  if (error instanceof Refusal) {
    const { statusCode: status, code, message, fields } = error;
    return { status, answer: { code, message, ...(fields && { fields }) } };
  }
  if (error.validation) {
    const fields = fieldMessages(error.validation, language);
    const message = `请求内容有误：${Object.values(fields).join('；')}。`;
    return { status: 400, answer: { code: 'invalid_request', message, fields } };
  }
  const known = FRAMEWORK[error.code];
  if (known) return { status: error.statusCode ?? 400, answer: known };
  const unstorable = UNSTORABLE[error.code];
  if (unstorable) return { status: 400, answer: { code: 'invalid_request', message: unstorable } };
  const kept = KEPT_BY_DATABASE[error.code];
  if (kept) return { status: 409, answer: kept };
  if (givenUp.test(error.code ?? '')) {
    const { statusCode: status, code, message } = refusals.busy();
    return { status, answer: { code, message } };
  }
  if (isDatabaseGone(error)) {
    return {
      status: 503,
      answer: {
        code: 'database_unavailable',
        message: '数据库暂时连接不上，请稍后重试；已提交成功的内容不会丢失。',
      },
    };
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return {
      status: error.statusCode,
      answer: { code: 'invalid_request', message: '请求无法处理，请检查后重试。' },
    };
  }
  return {
    status: 500,
    answer: {
      code: 'internal',
      message: `系统内部出错，请稍后重试；若仍出现，请把编号 ${requestId} 告诉系统管理员。`,
    },
  };
}

export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const { status, answer } = answerOf(error, request.id, languageOf(request));
    if (status >= 500 && !(error instanceof Refusal)) request.log.error({ err: error }, 'request failed');
    const retryAfter = error instanceof Refusal ? error.retryAfterSeconds : undefined;
    if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
    return reply.code(status).send(answer);
  });
}
