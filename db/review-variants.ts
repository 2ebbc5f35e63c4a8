/** The configured variants of rounds: one JSON file each, of the product and (over those of the same id) of an installation. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkRoundVariant } from '../domain/round-check.ts';
import type { RoundVariant } from '../domain/round.ts';
import { StartupError } from './startup-error.ts';

const OWN = join(import.meta.dirname, 'review-variants');
const OWN_EVALUATIONS = join(import.meta.dirname, 'self-evaluation-variants');

/**
 * @param folder of the installation, beside its data; need not be there
 * @throws StartupError naming the file and each place that is not understood
 */
export function readRoundVariants(folder?: string): RoundVariant[] {
  return readVariants(OWN, folder);
}

/** As `readRoundVariants`, of rounds of self-evaluation. */
export function readEvaluationVariants(folder?: string): RoundVariant[] {
  return readVariants(OWN_EVALUATIONS, folder);
}

function readVariants(own: string, folder: string | undefined): RoundVariant[] {
  const variants = new Map<string, RoundVariant>();
  for (const from of [own, ...(folder !== undefined && existsSync(folder) ? [folder] : [])]) {
    for (const name of readdirSync(from)
      .filter((each) => each.endsWith('.json'))
      .sort()) {
      const variant = readVariant(join(from, name));
      variants.set(variant.id, variant);
    }
  }
  return [...variants.values()];
}

function readVariant(file: string): RoundVariant {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartupError(`${file} 不是 JSON，请改正后重新启动：${why}`, `${file} is no JSON: ${why}`);
  }
  const checked = checkRoundVariant(json);
  if ('variant' in checked) return checked.variant;
  const defects = checked.refusals.map(({ at, message }) => `${at}：${message}`).join('；');
  throw new StartupError(
    `${file} 有误，请改正后重新启动。${defects}`,
    `${file} is not understood at ${checked.refusals.map(({ at }) => at).join(', ')}`,
  );
}
