/** A form that sends one decision: what is missing is said before, what is refused after, a lost answer is asked for again. */
import { type Ref, ref, shallowRef } from 'vue';
import { ApiError, isNoAnswer, sendingKeys } from './api.ts';
import { commonWords } from './words/common.ts';

type Problems = Readonly<Record<string, string>>;

export interface DecisionForm {
  /** Sends unless something is missing; null when it was not taken. The same content goes with the same key. */
  decide<Answer>(
    content: unknown,
    missing: Problems,
    send: (key: string) => Promise<Answer>,
  ): Promise<Answer | null>;
  /** By field. */
  problems: Ref<Problems>;
  /** What is wrong with none of the fields. */
  refusal: Ref<string>;
  busy: Ref<boolean>;
}

export function useDecision(): DecisionForm {
  const problems = shallowRef<Problems>({});
  const refusal = ref('');
  const busy = ref(false);
  const keys = sendingKeys();

  return {
    problems,
    refusal,
    busy,
    async decide(content, missing, send) {
      if (busy.value) return null;
      refusal.value = '';
      problems.value = missing;
      if (Object.keys(missing).length > 0) return null;
      busy.value = true;
      try {
        const answer = await send(keys.of(content));
        keys.forget();
        return answer;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        problems.value = error.fields;
        if (Object.keys(error.fields).length > 0) return null;
        refusal.value = isNoAnswer(error) ? commonWords.notSent(error.message) : error.message;
        return null;
      } finally {
        busy.value = false;
      }
    },
  };
}
