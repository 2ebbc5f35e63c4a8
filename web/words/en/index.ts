/** English, all of it: the chunk that is fetched when somebody chooses the language. */
import type { Dictionary, Subject } from '../words.ts';
import { common } from './common.ts';
import { signIn } from './sign-in.ts';

export const english = { common, signIn } satisfies Partial<Record<Subject, Dictionary>>;
