/** A project's duties beside the project itself: read again whenever that was, for a fact or a day moves both. */
import { type Ref, type ShallowRef, onScopeDispose, watch } from 'vue';
import type { ProjectDuties } from '../server/contract-alerts.ts';
import { type Answer, useAnswer } from './answer.ts';
import { api } from './api.ts';

/** With the project they are of: the last answer stays until the next one is there. */
export type DutiesOfProject = ProjectDuties & { projectId: string };

/** The worker's scan after a fact takes a second or two; on a busy machine longer. */
const SETTLES_AFTER_MS = [800, 1_500, 3_000, 6_000];

export interface LiveDuties extends Answer<DutiesOfProject> {
  /** After a fact was recorded here: reads again until the scan has drawn its consequence, a few times at most. */
  settle: () => void;
}

/** @param readAt of the project's own answer */
export function useProjectDuties(id: Ref<string>, readAt: ShallowRef<Date | null>): LiveDuties {
  const load = async (signal: AbortSignal): Promise<DutiesOfProject> => {
    const projectId = id.value;
    return { projectId, ...(await api.projectDuties(projectId, signal)) };
  };
  const answer = useAnswer(load, id);
  watch(readAt, (_after, before) => {
    // The first reading of both is on its way already.
    if (before !== null) void answer.reload();
  });

  let timer: ReturnType<typeof setTimeout> | undefined;
  function settle(): void {
    clearTimeout(timer);
    const known = JSON.stringify(answer.data.value?.obligations);
    const readAgain = (turn: number): void => {
      const wait = SETTLES_AFTER_MS[turn];
      if (wait === undefined) return;
      timer = setTimeout(() => {
        void answer.reload().then(() => {
          if (JSON.stringify(answer.data.value?.obligations) === known) readAgain(turn + 1);
        });
      }, wait);
    };
    readAgain(0);
  }
  onScopeDispose(() => clearTimeout(timer));
  return { ...answer, settle };
}
