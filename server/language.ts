/** The language that a request asks its sentences in. */
import type { FastifyRequest } from 'fastify';
import { LANGUAGES, OFFICE_LANGUAGE, type Language } from '../domain/language.ts';

/** By Accept-Language: the first language that is spoken here, the office's for any other. */
export function languageOf(request: Pick<FastifyRequest, 'headers'>): Language {
  const asked = request.headers['accept-language'] ?? '';
  const wanted = asked
    .split(',')
    .map((part, index) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = Number(/^\s*q=([\d.]+)/.exec(parameters[0] ?? '')?.[1] ?? '1');
      return { tag: tag.split('-')[0], quality: Number.isFinite(quality) ? quality : 0, index };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  for (const { tag } of wanted) {
    const spoken = LANGUAGES.find((language) => language.split('-')[0] === tag);
    if (spoken !== undefined) return spoken;
  }
  return OFFICE_LANGUAGE;
}
