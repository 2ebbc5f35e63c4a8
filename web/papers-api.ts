/** The calls of exported papers. As web/api.ts. */
import type { TemplateKind } from '../domain/paper-template-kinds.ts';
import type {
  PapersAnswer,
  PapersJobsAnswer,
  TemplateItem,
  TemplatesAnswer,
} from '../server/contract-papers.ts';
import type { PaperItem } from '../server/contract-review-shapes.ts';
import { recordFact, signedInCall } from './api-call.ts';
import { everyPage } from './every-page.ts';

/** What is exported. */
export interface PaperOwner {
  type: 'form' | 'evaluation' | 'round' | 'evaluation_round' | 'rectification';
  id: string;
}
export type MadeKind = 'monitoring_form' | 'summary' | 'report' | 'rectification_notice' | 'self_evaluation';
export type MadeFormat = 'docx' | 'xlsx' | 'pdf';

const FOLDERS = {
  form: 'review-forms',
  evaluation: 'review-forms',
  round: 'review-rounds',
  evaluation_round: 'review-rounds',
  rectification: 'rectifications',
} as const;
/** As the list of papers is asked for. */
const LISTED = {
  form: 'form',
  evaluation: 'form',
  round: 'round',
  evaluation_round: 'round',
  rectification: 'rectification',
} as const;
export const isRound = ({ type }: PaperOwner): boolean => LISTED[type] === 'round';
const pathOf = ({ type, id }: PaperOwner): string => `/${FOLDERS[type]}/${encodeURIComponent(id)}/papers`;

export const papersApi = {
  /** All, of a round those of its forms too; newest first. */
  list: ({ type, id }: PaperOwner, signal?: AbortSignal) =>
    everyPage((cursor) =>
      signedInCall<PapersAnswer>('/papers', { query: { [LISTED[type]]: id, cursor }, signal }),
    ),
  make: (
    owner: PaperOwner,
    what: { kind: MadeKind; format: MadeFormat; isDisclosure: boolean },
    key?: string,
  ) => {
    const { kind, ...rest } = what;
    return recordFact<PaperItem>(pathOf(owner), isRound(owner) ? what : rest, key);
  },
  /** Exports of all forms that run, failed or broke off. */
  jobs: (roundId: string, signal?: AbortSignal) =>
    signedInCall<PapersJobsAnswer>(`${pathOf({ type: 'round', id: roundId })}/all`, { signal }),
  makeAll: (roundId: string, format: 'docx' | 'xlsx', key?: string) =>
    recordFact<{ id: string }>(`${pathOf({ type: 'round', id: roundId })}/all`, { format }, key),

  /** All: the one that stands may be the oldest. */
  templates: (signal?: AbortSignal) =>
    everyPage((cursor) => signedInCall<TemplatesAnswer>('/paper-templates', { query: { cursor }, signal })),
  sendTemplate: (kind: TemplateKind, file: File, key?: string) => {
    const form = new FormData();
    form.append('file', file, file.name);
    return recordFact<TemplateItem>(`/paper-templates?kind=${kind}`, form, key);
  },
  withdrawTemplate: (id: string, key?: string) =>
    recordFact<TemplateItem>(`/paper-templates/${encodeURIComponent(id)}/withdraw`, {}, key),
  templateAddress: (id: string): string => `/api/paper-templates/${encodeURIComponent(id)}`,
  sampleAddress: (kind: TemplateKind): string => `/api/paper-templates/sample?kind=${kind}`,

  /** Where the browser fetches the bytes; it saves them under the paper's name. */
  address: (paperId: string): string => `/api/papers/${encodeURIComponent(paperId)}`,
};
