/** How far a document is read, in words and as a bar, and what the news change of it. */
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import type { ImportReading } from '../../server/contract.ts';
import ImportProgress from '../../web/components/import/ImportProgress.vue';
import type { LiveEvent } from '../../web/live.ts';
import { readingSentence, readingShare, withNews } from '../../web/upload-reading.ts';

const id = '0190a5a0-0000-7000-8000-000000000001';
const reading = (progress: Partial<ImportReading['progress']> = {}): ImportReading => ({
  id,
  filename: '长.txt',
  status: 'reading',
  progress: { isWaiting: false, formsRead: 0, formsFound: null, ...progress },
  message: null,
  recordedAt: '2023-07-31T09:00:00.000+08:00',
  cursor: { seq: 7, pending: [] },
});
const news = (data: Partial<Extract<LiveEvent, { type: 'upload' }>['data']>): LiveEvent => ({
  seq: 8,
  id: '0190a5a0-0000-7000-8000-000000000002',
  topic: `import:${id}`,
  type: 'upload',
  data: {
    importId: id,
    status: 'reading',
    progress: null,
    message: null,
    at: '2023-07-31T09:00:02.000+08:00',
    ...data,
  },
});

describe('how far it is', () => {
  it.each([
    [{ isWaiting: true }, null, '前面还有文件在识别，轮到后自动开始'],
    [{}, null, '正在数有几张表'],
    [{ formsRead: 0, formsFound: 40 }, 0, '已识别 0 / 40 张表'],
    [{ formsRead: 10, formsFound: 40 }, 0.25, '已识别 10 / 40 张表'],
    [{ formsRead: 40, formsFound: 40 }, 1, '40 张表都已识别，正在合并与核对'],
    [{ formsRead: 0, formsFound: 0 }, null, '0 张表都已识别，正在合并与核对'],
  ])('of %o is %s: %s', (progress, share, sentence) => {
    expect(readingShare(reading(progress))).toBe(share);
    expect(readingSentence(reading(progress))).toBe(sentence);
  });
});

describe('news', () => {
  it('move it on and end its waiting', () => {
    const before = reading({ isWaiting: true });
    const after = withNews(before, [
      news({ progress: { formsRead: 5, formsFound: 40 } }),
      news({ progress: { formsRead: 9, formsFound: 40 } }),
    ]);
    expect(after.progress).toEqual({ isWaiting: false, formsRead: 9, formsFound: 40 });
    // Else the channel would subscribe anew and bring them again.
    expect(after.cursor).toBe(before.cursor);
  });

  it('say why it failed', () => {
    const after = withNews(reading(), [news({ status: 'failed', message: '请另存为 .txt' })]);
    expect([after.status, after.message]).toEqual(['failed', '请另存为 .txt']);
  });

  it('of another document, or of something else, change nothing', () => {
    const before = reading();
    const imported: LiveEvent = {
      seq: 9,
      id: '0190a5a0-0000-7000-8000-000000000003',
      topic: 'overview',
      type: 'imported',
      data: { importId: id, projects: 1, indicators: 2, at: '2023-07-31T09:00:02.000+08:00' },
    };
    const other = news({ importId: 'another', progress: { formsRead: 1, formsFound: 2 } });
    expect(withNews(before, [imported, other])).toBe(before);
  });
});

describe('the panel', () => {
  const panel = (shown: ImportReading) =>
    mount(ImportProgress, {
      props: { reading: shown, sentence: readingSentence(shown), share: readingShare(shown) },
    });

  it('shows a bar and what it stands for, and that one may leave', () => {
    const wrapper = panel(reading({ formsRead: 10, formsFound: 40 }));
    expect(wrapper.get('progress').attributes()).toMatchObject({
      value: '0.25',
      'aria-label': '已识别 10 / 40 张表',
    });
    expect(wrapper.get('[role=status]').text()).toBe('已识别 10 / 40 张表');
    expect(wrapper.text()).toContain('可以离开或刷新这一页');
    expect(panel(reading()).get('progress').attributes('value')).toBeUndefined();
  });

  it('says why there is none and lets another be chosen', async () => {
    const wrapper = panel({ ...reading(), status: 'failed', message: '请另存为 .txt' });
    expect(wrapper.get('h1').text()).toBe('长.txt 没有读出来');
    expect(wrapper.get('[role=alert]').text()).toBe('请另存为 .txt');
    expect(wrapper.find('progress').exists()).toBe(false);
    await wrapper.get('button').trigger('click');
    expect(wrapper.emitted('again')).toHaveLength(1);
  });
});
