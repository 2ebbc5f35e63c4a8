import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import AlertActions from '../../web/components/alerts/AlertActions.vue';
import AlertRow from '../../web/components/alerts/AlertRow.vue';
import AlertTimeline from '../../web/components/alerts/AlertTimeline.vue';
import LadderBlocks from '../../web/components/alerts/LadderBlocks.vue';
import WorkdayRuler from '../../web/components/alerts/WorkdayRuler.vue';
import WorkdayWeeks from '../../web/components/alerts/WorkdayWeeks.vue';
import { alertItem, overdueDetail } from './sample-alerts.ts';

const links = {
  global: {
    stubs: { RouterLink: { props: ['to'], template: '<a :data-to="JSON.stringify(to)"><slot /></a>' } },
  },
};

describe('the ladder as blocks', () => {
  it('is an image that says how far it climbed', () => {
    const blocks = mount(LadderBlocks, { props: { level: 2 } });
    expect(blocks.get('[role="img"]').attributes('aria-label')).toBe('上报层级：已走完 3 级，共 4 级');
    expect(blocks.findAll('.block').map((block) => block.classes()[1])).toEqual([
      'passed',
      'passed',
      'passed',
      'next',
    ]);
  });
});

describe('the working days', () => {
  it('are a list whose days are said in words, as a ruler and as weeks', () => {
    const ruler = mount(WorkdayRuler, { props: { detail: overdueDetail() } });
    expect(ruler.findAll('li')).toHaveLength(29);
    expect(ruler.get('.due').text()).toContain('2023-07-21，应办日');
    expect(ruler.findAll('.late.today')).toHaveLength(1);
    const weeks = mount(WorkdayWeeks, { props: { detail: overdueDetail() } });
    expect(weeks.findAll('tbody tr')).toHaveLength(4);
    expect(weeks.get('td.next').text()).toContain('2023-08-04，下一级');
    expect(weeks.findAll('th[scope="col"]')).toHaveLength(7);
  });
});

describe('the timeline', () => {
  it('marks the one step that comes next, with its days', () => {
    const timeline = mount(AlertTimeline, { props: { detail: overdueDetail() } });
    expect(timeline.findAll('li.next').map((step) => step.text())).toEqual([
      expect.stringContaining('将上报财政局绩效股'),
    ]);
    expect(timeline.get('li.next').text()).toContain('4 个工作日后');
  });
});

describe('a row', () => {
  it('says in one breath how late, how much, what and what comes next', () => {
    const row = mount(AlertRow, {
      props: { alert: alertItem(), isChosen: true, isFresh: false, to: { path: '/alerts/1', query: {} } },
      ...links,
    });
    const said = ['.lead', '.amount', '.name', '.subject', '.foot'].map((part) => row.get(part).text());
    expect(said).toEqual([
      '逾期 6 个工作日',
      '834.00',
      '财政对机关事业单位养老保险的补助',
      '第 7 期',
      '08-04 报财政绩效股 · 社会保险中心',
    ]);
    expect(row.get('[data-alert]').attributes('aria-current')).toBe('true');
  });
});

describe('the actions', () => {
  const shown = (changes: Parameters<typeof overdueDetail>[0] = {}, isLookingBack = false) =>
    mount(AlertActions, { props: { detail: overdueDetail(changes), isLookingBack, query: {} }, ...links });
  const radio = (panel: ReturnType<typeof shown>, name: string) =>
    panel.get<HTMLInputElement>(`input[value="${name}"]`).element;

  it('begin with the first that may be taken and say what follows', () => {
    const panel = shown();
    expect(radio(panel, 'acknowledge').checked).toBe(true);
    expect(panel.get('.after').text()).toContain('08-04');
    expect(panel.get('.after').text()).toContain('照常报财政绩效股');
  });

  it('are disabled with the reason for who may not', () => {
    const panel = shown({ maySilence: false, mayPay: false });
    expect(radio(panel, 'silence').disabled).toBe(true);
    expect(radio(panel, 'settle').disabled).toBe(true);
    expect(panel.text()).toContain('静默由单位负责人或上级决定');
    expect(radio(panel, 'reply').disabled).toBe(false);
  });

  it('say once that nothing can be done while looking back, and offer no button', () => {
    const panel = shown({}, true);
    expect(panel.text().split('正在回看').length - 1).toBe(1);
    expect(panel.find('.submit').exists()).toBe(false);
  });

  it('ask for what is missing before anything is sent', async () => {
    const panel = shown();
    await panel.get('input[value="silence"]').setValue();
    await panel.get('form').trigger('submit');
    expect(panel.text()).toContain('请选择静默到哪一天');
    expect(panel.text()).toContain('请写明理由');
    expect(panel.get('[name="until"]').attributes('aria-invalid')).toBe('true');
  });

  it('lead to the ledger with the duty chosen', async () => {
    const panel = shown();
    await panel.get('input[value="settle"]').setValue();
    const link = panel.get('.submit');
    expect(link.text()).toBe('登记拨付，办结');
    expect(JSON.parse(link.attributes('data-to') ?? '')).toEqual({
      path: `/projects/${alertItem().projectId}`,
      query: { pay: alertItem().subjectId },
    });
  });
});
