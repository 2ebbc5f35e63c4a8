/** Numbers with their units, rules of duties and posts in the language of the pages. */
import { dutyAssumptionWords as assumptionIn, dutyRuleWords as ruleIn } from '../domain/obligation-words.ts';
import type { DutyRule } from '../domain/obligation-rule.ts';
import { recordedPost } from '../domain/post.ts';
import { difference as differenceIn, quantity as quantityIn, unitWords } from '../domain/quantity.ts';
import { locale } from './words/words.ts';

/** `302 人`, `93.4%`, `33.00 万元`: money in 万元 from 10,000 yuan. */
export const quantity = (value: string, unit: string | null): string => quantityIn(value, unit, locale.value);

/** As `quantity`; of two percentages in points. */
export const difference = (value: string, unit: string | null): string =>
  differenceIn(value, unit, locale.value);

/** The unit as it stands beside a number. */
export const unitName = (unit: string): string => unitWords(unit, locale.value);

/** By when, for the reader. */
export const dutyRuleWords = (rule: DutyRule): string => ruleIn(rule, locale.value);

/** Null for a rule that a reader of duties need not see. */
export const dutyAssumptionWords = (rule: string): string | null => assumptionIn(rule, locale.value);

/** A post as a fact was recorded with it. */
export const postText = (recordedBy: string): string => recordedPost(recordedBy, locale.value);
