/** Uploads: a file by multipart, or a text in JSON. */
import type { FastifyRequest } from 'fastify';
import { Type, type TSchema } from 'typebox';
import { Refusal, refusals } from '../errors.ts';
import { UPLOAD_BYTES } from '../limits.ts';

/** Text in JSON is up to half longer than the text itself (line ends and tabs are escaped). */
export const TEXT_BODY_BYTES = UPLOAD_BYTES * 1.5;
const FILENAME_LENGTH = 200;
/** What a browser writes around the one file: boundaries and the part's own headers. Bytes. */
const AROUND_FILE_BYTES = 10_000;

/** Either of two content types; each is checked by its own schema. */
export const fileOrText = <Text extends TSchema>(text: Text) => ({
  content: {
    'application/json': { schema: text },
    'multipart/form-data': {
      // Without `type: 'object'`: the file is read from the stream, there is no body to check.
      schema: Type.Unsafe<undefined>({
        properties: { file: { type: 'string', format: 'binary' } },
      }),
    },
  },
});

export interface Source {
  filename: string;
  bytes: Buffer;
  /** The text as sent in JSON; null for a file. */
  text: string | null;
}

/** The file or text of a request whose body `fileOrText` checked. @throws Refusal 400, 413 */
export async function sourceIn(request: FastifyRequest): Promise<Source> {
  if (!request.isMultipart()) {
    const { text, filename } = request.body as { text: string; filename: string };
    const bytes = Buffer.from(text);
    if (bytes.length > UPLOAD_BYTES) throw tooLarge();
    return { filename, bytes, text };
  }
  // Before a byte of it is kept; what does not say its length is cut at the limit while it comes.
  if (Number(request.headers['content-length']) > UPLOAD_BYTES + AROUND_FILE_BYTES) {
    // Taken to its end and thrown away: a browser shows no answer before it has sent everything.
    request.raw.resume();
    throw tooLarge();
  }
  let source: Source | null = null;
  // To the end, so that a second part is refused and not overlooked.
  for await (const part of request.parts()) {
    if (part.type !== 'file' || part.fieldname !== 'file') throw noFile();
    const bytes = await part.toBuffer();
    source = { filename: part.filename.slice(-FILENAME_LENGTH) || '未命名', bytes, text: null };
  }
  if (!source) throw noFile();
  return source;
}

const noFile = () => refusals.invalid('请选择一个文件（表单字段 file）。', { file: '缺少文件' });
const tooLarge = () => new Refusal(413, 'too_large', '文件太大，上限 20 MB，请拆分后再导入。');
