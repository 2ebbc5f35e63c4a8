/** Row types of the tables of migration 0018: rounds, forms, acts, evidence, rectifications, papers. Part of db/tables.ts. */
import type { ColumnType, Generated } from 'kysely';
import type { InstantColumn, Json } from './tables.ts';
import type { DispositionKind } from '../domain/disposition.ts';
import type { PrefilledForm } from '../domain/monitoring-form.ts';
import type {
  RectificationDemand,
  RectificationException,
  RectificationReplyItem,
  RectificationSource,
  RectificationStage,
  RectificationState,
} from '../domain/rectification.ts';
import type { CellReason, ReviewActName, ReviewState, Stage } from '../domain/review.ts';
import type { Round } from '../domain/round.ts';
import type { FormSummary, PaperKind, RoundPurpose } from '../server/contract-review-shapes.ts';
import type { ScoreScheme } from '../domain/score-scheme.ts';

/** Who recorded it, and when; a review's facts always have a person behind them. */
interface Signed {
  region_id: string;
  id: string;
  invented: boolean;
  recorded_post: string;
  recorded_on: string;
  recorded_at: InstantColumn;
  recorded_by: string;
}

interface Numbered extends Signed {
  seq: Generated<string>;
}

interface OfUnit {
  unit_id: string;
}

export interface ReviewTables {
  'app.review_rounds': Numbered & {
    purpose: RoundPurpose;
    title: string;
    fiscal_year: number;
    kind: Round['kind'];
    to_month: number;
    cut_off_on: string;
    form_name: string;
    round: Json<Round>;
    scheme: Json<ScoreScheme> | null;
  };
  'app.review_forms': Signed &
    OfUnit & {
      round_id: string;
      project_id: string;
      prefilled: Json<PrefilledForm>;
      summary: Json<FormSummary>;
      due_on: string;
    };
  'app.review_values': Numbered &
    OfUnit & {
      form_id: string;
      version: number;
      /** The form's revision at which it was entered. */
      revision: number;
      cell: string;
      /** JSON text going in. */
      value: ColumnType<unknown, string, never>;
      supersedes: string | null;
    };
  'app.review_comments': Numbered & OfUnit & { form_id: string; cell: string; words: string };
  'app.review_acts': Numbered &
    OfUnit & {
      form_id: string;
      version: number;
      revision: number;
      act: ReviewActName | 'correct';
      role: string;
      from_stage: Stage;
      to_stage: Stage;
      words: string | null;
      cells: Json<CellReason[]>;
    };
  'app.review_states': OfUnit & {
    region_id: string;
    form_id: string;
    version: number;
    revision: number;
    stage: Stage;
    stage_since: string;
    state: Json<ReviewState>;
    refusals: number;
    unanswered: number;
  };
  'app.evidence_contents': { region_id: string; sha256: string; media_type: string; bytes: Buffer };
  'app.evidence': Numbered &
    OfUnit & { project_id: string; sha256: string; filename: string; size_bytes: number };
  'app.evidence_links': Numbered &
    OfUnit & {
      evidence_id: string;
      form_id: string | null;
      rectification_id: string | null;
      cell: string;
      is_withdrawn: boolean;
    };
  'app.rectifications': Numbered &
    OfUnit & {
      project_id: string;
      form_id: string | null;
      source: RectificationSource;
      document_number: string;
      demands: Json<RectificationDemand[]>;
    };
  'app.rectification_acts': Numbered &
    OfUnit & {
      rectification_id: string;
      revision: number;
      act: 'notice' | 'reply' | 'verify' | 'close' | 'reopen';
      role: string;
      from_stage: RectificationStage | null;
      to_stage: RectificationStage;
      words: string | null;
      reply: Json<RectificationReplyItem[]>;
      exceptions: Json<RectificationException[]>;
      due_on: string;
    };
  'app.rectification_states': OfUnit & {
    region_id: string;
    rectification_id: string;
    revision: number;
    stage: RectificationStage;
    stage_since: string;
    due_on: string;
    state: Json<RectificationState>;
  };
  'app.dispositions': Numbered &
    OfUnit & {
      project_id: string;
      rectification_id: string | null;
      form_id: string | null;
      kind: DispositionKind | 'lift';
      document_number: string;
      decided_on: string;
      reason: string;
      amount: string | null;
      ledger_event_id: string | null;
      adjustment_id: string | null;
      lifts: string | null;
    };
  'app.papers': Numbered & {
    unit_id: string | null;
    round_id: string | null;
    form_id: string | null;
    rectification_id: string | null;
    kind: PaperKind;
    format: 'docx' | 'xlsx' | 'pdf' | 'zip';
    is_disclosure: boolean;
    filename: string;
    sha256: string;
    bytes: Buffer;
    template_id: string | null;
  };
  'app.paper_templates': Numbered & {
    kind: Exclude<PaperKind, 'all_forms'>;
    filename: string;
    sha256: string;
    bytes: Buffer | null;
    is_withdrawn: boolean;
  };
}
