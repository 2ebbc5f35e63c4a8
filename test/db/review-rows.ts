/** A row of each table of the reviews, for the catalogue test; inserted by the superuser, whom the order of acts does not bind. */
import { randomUUID } from 'node:crypto';

const SHA = 'a'.repeat(64);

/** In an order in which each row finds what it refers to; besides the columns that all tables have. */
export function reviewRows(): [table: string, columns: object][] {
  const [round_id, form_id, evidence_id, rectification_id] = [1, 2, 3, 4].map(() => randomUUID());
  const recorded_by = randomUUID();
  const rows: [string, object][] = [
    [
      'review_rounds',
      {
        id: round_id,
        purpose: 'monitoring',
        title: '年中绩效监控',
        kind: 'self',
        to_month: 6,
        cut_off_on: '2023-06-30',
        form_name: '项目支出绩效目标执行监控表',
        round: {},
      },
    ],
    ['review_forms', { id: form_id, round_id, prefilled: {}, summary: {}, due_on: '2023-07-14' }],
    ['review_values', { form_id, version: 1, revision: 0, cell: 'money.total', value: '1.00' }],
    ['review_comments', { form_id, cell: 'money.total', words: '请核对' }],
    [
      'review_acts',
      {
        form_id,
        version: 1,
        revision: 1,
        act: 'submit',
        role: 'handler',
        from_stage: 'draft',
        to_stage: 'unit_head',
        cells: [],
      },
    ],
    [
      'review_states',
      {
        form_id,
        version: 1,
        revision: 1,
        stage: 'unit_head',
        stage_since: '2023-07-03',
        state: {},
        refusals: 0,
        unanswered: 0,
      },
    ],
    ['evidence_contents', { sha256: SHA, media_type: 'application/pdf', bytes: '\\x25' }],
    ['evidence', { id: evidence_id, sha256: SHA, filename: '名册.pdf', size_bytes: 1 }],
    ['evidence_links', { evidence_id, form_id, cell: 'money.total', is_withdrawn: false }],
    [
      'rectifications',
      { id: rectification_id, source: 'monitoring', document_number: '柳财绩〔2023〕7号', demands: [] },
    ],
    [
      'rectification_acts',
      {
        rectification_id,
        revision: 1,
        act: 'notice',
        role: 'finance_performance',
        to_stage: 'noticed',
        reply: [],
        exceptions: [],
        due_on: '2023-08-15',
      },
    ],
    [
      'rectification_states',
      {
        rectification_id,
        revision: 1,
        stage: 'noticed',
        stage_since: '2023-07-20',
        due_on: '2023-08-15',
        state: {},
      },
    ],
    [
      'dispositions',
      {
        kind: 'target_adjustment',
        document_number: '柳财绩〔2023〕8号',
        decided_on: '2023-07-20',
        reason: '任务调减',
      },
    ],
    [
      'papers',
      {
        round_id,
        form_id,
        kind: 'monitoring_form',
        format: 'docx',
        is_disclosure: false,
        filename: '监控表.docx',
        sha256: SHA,
        bytes: '\\x25',
      },
    ],
    [
      'paper_templates',
      { kind: 'report', filename: '报告.docx', sha256: SHA, bytes: '\\x25', is_withdrawn: false },
    ],
  ];
  return rows.map(([table, columns]) => [table, { recorded_by, ...columns }]);
}

/** Facts among them: no login of the product changes or deletes one. */
export const REVIEW_FACTS = [
  'review_rounds',
  'review_forms',
  'review_values',
  'review_comments',
  'review_acts',
  'evidence_contents',
  'evidence',
  'evidence_links',
  'rectifications',
  'rectification_acts',
  'dispositions',
  'papers',
  'paper_templates',
];

/** Read by everybody of the region. */
export const REVIEW_TABLES_WITHOUT_UNIT = ['review_rounds', 'evidence_contents', 'paper_templates'];
