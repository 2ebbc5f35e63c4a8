/** What a reader is about to do with an alert: the choice, what was typed, the preview of a silence, and the sending. */
import { type ComputedRef, type Ref, computed, reactive, ref, shallowRef, watch } from 'vue';
import { isPlainDate } from '../domain/calendar.ts';
import type { ActAnswer, AlertDetail, SilencePreview } from '../server/contract-alerts.ts';
import { type ActionName, actionsOf, silenceFaults } from './alert-choices.ts';
import { ApiError, api } from './api.ts';
import { type DecisionForm, useDecision } from './decision.ts';
import { alertsWords } from './words/alerts.ts';

export interface AlertActions {
  chosen: Ref<ActionName>;
  typed: { until: string; reason: string };
  preview: Ref<SilencePreview | null>;
  /** The day typed, null while it is none. */
  until: ComputedRef<string | null>;
  form: DecisionForm;
  /** What was done last, for the line that says so. */
  done: Ref<string>;
  submit: () => Promise<ActAnswer | null>;
  reset: () => void;
}

export function useAlertActions(
  detail: Ref<AlertDetail>,
  isOff: (action: ActionName) => boolean,
): AlertActions {
  const form = useDecision();
  const chosen = ref<ActionName>('acknowledge');
  const typed = reactive({ until: '', reason: '' });
  const preview = shallowRef<SilencePreview | null>(null);
  const done = ref('');
  const until = computed(() => (isPlainDate(typed.until) ? typed.until : null));

  function reset(): void {
    const offered = actionsOf(detail.value.alert);
    chosen.value = offered.find((action) => !isOff(action)) ?? offered[0] ?? 'reply';
    typed.until = '';
    typed.reason = '';
    form.problems.value = {};
    form.refusal.value = '';
  }
  watch(
    () => detail.value.alert.id,
    () => {
      done.value = '';
      reset();
    },
    { immediate: true },
  );
  // Acknowledged, silenced or resolved meanwhile: what is no longer offered is not left chosen.
  watch(
    () => detail.value.alert.state,
    () => {
      if (!actionsOf(detail.value.alert).includes(chosen.value)) reset();
    },
  );

  const asked = computed(() => {
    const day = until.value;
    const { today, silenceAtMost } = detail.value;
    const isSilence = chosen.value === 'silence' && day !== null && day >= today && day <= silenceAtMost;
    return isSilence ? `${detail.value.alert.id} ${day}` : null;
  });
  watch(asked, async (question, _before, onCleanup) => {
    preview.value = null;
    if (question === null) return;
    const abort = new AbortController();
    onCleanup(() => abort.abort());
    const [id = '', day = ''] = question.split(' ');
    try {
      const answer = await api.silencePreview(id, day, abort.signal);
      if (asked.value === question) preview.value = answer;
    } catch (error) {
      // Without a preview the silence is still possible; the lines that need no server stand.
      if (!(error instanceof ApiError)) throw error;
    }
  });

  function faults(): Record<string, string> {
    const { missing } = alertsWords.act;
    switch (chosen.value) {
      case 'silence':
        return silenceFaults(typed, detail.value);
      case 'reply':
        return typed.reason.trim().length < 2 ? { reason: missing.reply } : {};
      case 'acknowledge':
        return until.value !== null && until.value < detail.value.today ? { until: missing.untilPast } : {};
      case 'reopen':
      case 'settle':
        return {};
    }
  }

  async function submit(): Promise<ActAnswer | null> {
    const { id } = detail.value.alert;
    const reason = typed.reason.trim();
    const day = until.value;
    const withReason = reason === '' ? {} : { reason };
    const send = (key: string): Promise<ActAnswer> => {
      switch (chosen.value) {
        case 'silence':
          return api.silenceAlert(id, { until: day ?? '', reason }, key);
        case 'reply':
          return api.replyToAlert(id, { reason }, key);
        case 'reopen':
          return api.reopenAlert(id, withReason, key);
        case 'acknowledge':
        case 'settle':
          return api.acknowledgeAlert(id, { ...withReason, ...(day === null ? {} : { until: day }) }, key);
      }
    };
    const content = { id, action: chosen.value, day, reason };
    const answer = await form.decide(content, faults(), send);
    if (answer) {
      done.value = alertsWords.act.done[answer.act.act];
      reset();
    }
    return answer;
  }

  return { chosen, typed, preview, until, form, done, submit, reset };
}
