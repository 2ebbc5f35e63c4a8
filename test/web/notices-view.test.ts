import { describe, expect, it } from 'vitest';
import type { Notice } from '../../server/contract-notices.ts';
import { noticesFilterOf, noticesTitle, outcomesOf, stepWords } from '../../web/notices-view.ts';

const id = '00000000-0000-4000-8000-000000000001';
const notice = (changes: Partial<Notice> = {}): Notice => ({
  id,
  alertId: id,
  projectId: id,
  projectName: '养老保险补助',
  unitId: id,
  unitName: '社会保险中心',
  event: 'raised',
  level: 1,
  round: 0,
  post: 'unit_head',
  postName: '单位负责人',
  channel: 'mail',
  title: '逾期 1 个工作日',
  body: '',
  todo: '',
  path: '/alerts/x',
  noticedOn: '2023-07-24',
  noticedAt: '2023-07-24T08:30:00+08:00',
  isMine: false,
  state: 'sent',
  messageId: id,
  notBefore: null,
  sentAt: '2023-07-24T08:30:04+08:00',
  readAt: null,
  attempts: [],
  ...changes,
});
const failure = (at: string, detail: string) => ({
  startedAt: at,
  finishedAt: at,
  outcome: 'passing_failure' as const,
  detail,
});

describe('who was told what when', () => {
  it('says the outcome with its instants, a failure before what replaced it', () => {
    const told = notice({
      attempts: [
        failure('2023-07-24T08:30:01+08:00', '超时'),
        failure('2023-07-24T08:30:02+08:00', '信箱忙'),
      ],
      readAt: '2023-07-24T09:20:00+08:00',
    });
    expect(outcomesOf(told)).toEqual([
      { text: '08:30:02 未送达，试了 2 次，原因：信箱忙', isFailed: true },
      { text: '08:30:04 送达', isFailed: false },
      { text: '09:20 已读', isFailed: false },
    ]);
    expect(outcomesOf(notice({ state: 'failed', sentAt: null }))).toEqual([
      { text: '未送达', isFailed: true },
    ]);
    const quiet = notice({ state: 'waiting', sentAt: null, notBefore: '2023-07-25T08:30:00+08:00' });
    expect(outcomesOf(quiet)).toEqual([{ text: '待发送，最早 08:30 发出', isFailed: false }]);
  });

  it('names the step', () => {
    expect(stepWords(notice({ level: 0 }))).toBe('到期提醒');
    expect(stepWords(notice())).toBe('第 2 级 上报');
    expect(stepWords(notice({ event: 'repeated', level: 3, round: 2 }))).toBe('第 4 级 复催 第 2 次');
    expect(stepWords(notice({ event: 'resolved' }))).toBe('办结告知');
  });

  it('counts what is there and never calls a part the whole', () => {
    const all = noticesFilterOf({});
    expect(noticesTitle(all, [notice(), notice({ state: 'failed' })], true)).toBe(
      '共告知 2 次，其中 1 次没有送到',
    );
    expect(noticesTitle(all, [notice()], false)).toBe('最近的 1 次告知，全部有结果可查');
    const july = noticesFilterOf({ from: '2023-07-01', until: '2023-07-31' });
    expect(noticesTitle(july, [], true)).toBe('2023-07-01 至 2023-07-31，共告知 0 次');
  });

  it('reads the filter from the address and leaves out what is not well formed', () => {
    expect(noticesFilterOf({ from: '2023-02-30', post: 'nobody', project: '1', mine: 'x' })).toEqual({
      from: undefined,
      until: undefined,
      projectId: undefined,
      post: undefined,
      mine: undefined,
    });
    expect(noticesFilterOf({ until: '2023-07-31', post: 'leader', project: id, mine: '1' })).toEqual({
      from: undefined,
      until: '2023-07-31',
      projectId: id,
      post: 'leader',
      mine: true,
    });
  });
});
