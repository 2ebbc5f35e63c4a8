/** A project's duties beside the project itself: read again whenever that was, for a fact or a day moves both. */
import { type Ref, type ShallowRef, watch } from 'vue';
import type { ProjectDuties } from '../server/contract-alerts.ts';
import { type Answer, useAnswer } from './answer.ts';
import { api } from './api.ts';

/** With the project they are of: the last answer stays until the next one is there. */
export type DutiesOfProject = ProjectDuties & { projectId: string };

/** @param readAt of the project's own answer */
export function useProjectDuties(id: Ref<string>, readAt: ShallowRef<Date | null>): Answer<DutiesOfProject> {
  const load = async (signal: AbortSignal): Promise<DutiesOfProject> => {
    const projectId = id.value;
    return { projectId, ...(await api.projectDuties(projectId, signal)) };
  };
  const answer = useAnswer(load, id);
  watch(readAt, (_after, before) => {
    // The first reading of both is on its way already.
    if (before !== null) void answer.reload();
  });
  return answer;
}
