/** The language that a request asks for, and refusals in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerOf, Refusal, refusals } from '../../server/errors.ts';
import { languageOf } from '../../server/language.ts';
import { ENGLISH_REFUSALS } from '../../server/refusals-english.ts';

const asking = (language?: string) =>
  languageOf({ headers: language === undefined ? {} : { 'accept-language': language } });

describe('the language of a request', () => {
  it.each([
    [undefined, 'zh-CN'],
    ['*', 'zh-CN'],
    ['', 'zh-CN'],
    ['en', 'en'],
    ['en-GB,en;q=0.9,zh;q=0.5', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['fr,en;q=0.4,zh;q=0.8', 'zh-CN'],
    ['mn', 'zh-CN'],
    ['en;q=0', 'zh-CN'],
    [';;;q=,,', 'zh-CN'],
  ])('%s is answered in %s', (asked, language) => {
    expect(asking(asked)).toBe(language);
  });
});

describe('a refusal', () => {
  const said = (error: Error, language: 'zh-CN' | 'en') => answerOf(error as never, 'r-1', language).answer;

  it('says in English what its code means, and keeps code and status', () => {
    const refusal = refusals.notFound('项目');
    expect(answerOf(refusal as never, 'r-1', 'en')).toEqual({
      status: 404,
      answer: { code: 'not_found', message: ENGLISH_REFUSALS['not_found'] },
    });
    expect(said(refusal, 'zh-CN').message).toBe('找不到该项目，或不在您的查看范围内。');
  });

  it('says of fields what they say where that is English', () => {
    const refusal = new Refusal(400, 'invalid_request', '填报有误', {
      fields: { value: 'Enter a whole number' },
    });
    expect(said(refusal, 'en').message).toBe('Enter a whole number.');
  });

  it('names the request of a fault and nothing else', () => {
    const { message } = said(new Error('select secret from nowhere'), 'en');
    expect(message).toContain('r-1');
    expect(message).not.toContain('secret');
  });

  it.each(['40P01', '40001', '57014'])('is of a moment when PostgreSQL gives a statement up: %s', (code) => {
    const fault = Object.assign(new Error('deadlock detected'), { code });
    const { status, answer } = answerOf(fault as never, 'r-1');
    expect([status, answer]).toEqual([503, { code: 'busy', message: '系统正忙，请过几秒钟再试。' }]);
  });

  it('has an English sentence for every code that the server refuses with', () => {
    const folder = join(import.meta.dirname, '../../server');
    const codes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [
        ...readFileSync(join(folder, file), 'utf8').matchAll(/new Refusal\(\s*\d+,\s*'(\w+)'/g),
      ])
      .flatMap(([, code]) => code ?? []);
    expect(codes.length).toBeGreaterThan(30);
    const pdf = ['no_browser', 'too_slow', 'failed'].map((why) => `paper_${why}`);
    expect([...codes, ...pdf].filter((code) => !(code in ENGLISH_REFUSALS))).toEqual([]);
  });

  it('has no Chinese in any English sentence', () => {
    for (const [code, text] of Object.entries(ENGLISH_REFUSALS))
      expect(text, code).not.toMatch(/\p{Script=Han}/u);
  });
});
