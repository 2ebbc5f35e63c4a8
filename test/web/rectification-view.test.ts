import { describe, expect, it } from 'vitest';
import type { RectificationItem } from '../../server/contract-review-shapes.ts';
import { boardSentence, columnsOf, dueWords, isYours } from '../../web/rectification-view.ts';

const item = (more: Partial<RectificationItem>): RectificationItem => ({
  id: more.documentNumber ?? 'a',
  projectId: 'p',
  projectName: '职业技能提升',
  unitId: 'u',
  unitName: '就业服务中心',
  formId: null,
  documentNumber: '7号',
  stage: 'noticed',
  stageSince: '2023-07-20',
  dueOn: '2023-08-15',
  noticedOn: '2023-07-20',
  invented: true,
  demands: 1,
  firstWords: '请查明原因',
  revision: 1,
  repliedOn: null,
  lateWorkingDays: 0,
  ...more,
});

describe('the board', () => {
  it('opens with what is late, and how long the worst is', () => {
    const items = [
      item({ lateWorkingDays: 2 }),
      item({ documentNumber: '8号', projectName: '公益性岗位', lateWorkingDays: 9, stage: 'reopened' }),
      // Replied late: nobody waits for it.
      item({ documentNumber: '9号', lateWorkingDays: 30, stage: 'replied' }),
    ];
    const { title, more } = boardSentence(items, 'leader');
    expect(title).toBe('有 2 件整改逾期未回复');
    expect(more).toBe('最久的一件是“公益性岗位”，已逾期 9 个工作日。其中等您办理的 1 件。');
  });

  it('says what waits for the reader, what is open, or that nothing is', () => {
    const items = [item({}), item({ documentNumber: '8号', stage: 'closed' })];
    expect(boardSentence(items, 'handler')).toEqual({
      title: '有 1 件整改等您办理',
      more: '最近一件 08-15 到期。',
    });
    expect(boardSentence(items, 'finance_business').title).toBe('1 件整改在办，没有逾期的');
    expect(boardSentence([], 'handler').title).toBe('没有在办的整改');
  });

  it('has the most urgent first in each column, and the newest of what is closed', () => {
    const columns = columnsOf([
      item({ documentNumber: '1', dueOn: '2023-08-20' }),
      item({ documentNumber: '2', dueOn: '2023-08-01' }),
      item({ documentNumber: '3', stage: 'closed', stageSince: '2023-07-01' }),
      item({ documentNumber: '4', stage: 'closed', stageSince: '2023-07-09' }),
    ]);
    expect(columns.map(({ stage, items }) => [stage, ...items.map(({ id }) => id)])).toEqual([
      ['noticed', '2', '1'],
      ['replied'],
      ['department_verified'],
      ['closed', '4', '3'],
      ['reopened'],
    ]);
  });

  it('counts lateness in working days, and only while a reply is missing as late', () => {
    const today = '2023-08-15';
    expect(dueWords(item({}), today)).toEqual({ text: '今天到期', isLate: false });
    expect(dueWords(item({ lateWorkingDays: 3 }), today)).toEqual({ text: '逾期 3 个工作日', isLate: true });
    expect(dueWords(item({ stage: 'replied', lateWorkingDays: 3 }), today)).toEqual({
      text: '回复晚了 3 个工作日',
      isLate: false,
    });
  });

  it('knows whose turn it is', () => {
    expect(isYours({ stage: 'reopened' }, 'unit_head')).toBe(true);
    expect(isYours({ stage: 'replied' }, 'leader')).toBe(true);
    expect(isYours({ stage: 'department_verified' }, 'finance_business')).toBe(false);
    expect(isYours({ stage: 'closed' }, 'finance_performance')).toBe(false);
  });
});
