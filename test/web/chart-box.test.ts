import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { chartGround } from '../../web/charts/base.ts';
import ChartBox from '../../web/components/ChartBox.vue';
import ChartPanel from '../../web/components/ChartPanel.vue';
import { commonWords } from '../../web/words/common.ts';

const chart = {
  title: '取证 302 人，应达 583 人',
  option: chartGround('取证 302 人，应达 583 人'),
  table: {
    heads: ['月', '应达', '实际'],
    rows: [
      ['6月', '500', '280'],
      ['7月', '583', '302'],
    ],
  },
  height: 200,
};
const stubs = { global: { stubs: { ChartView: { props: ['option'], template: '<figure />' } } } };

describe('a chart', () => {
  it('turns into the same rows as a table, whose caption is the message', async () => {
    const shown = mount(ChartBox, { props: chart, ...stubs });
    expect(shown.find('table').exists()).toBe(false);
    await shown.get('button').trigger('click');
    expect(shown.get('caption').text()).toBe(chart.title);
    expect(shown.findAll('thead th').map((head) => head.text())).toEqual(chart.table.heads);
    expect(shown.findAll('tbody tr').map((row) => row.findAll('th, td').map((cell) => cell.text()))).toEqual(
      chart.table.rows,
    );
    expect(shown.findAll('tbody th').every((head) => head.attributes('scope') === 'row')).toBe(true);
  });
  it('and back, saying which of both it shows', async () => {
    const shown = mount(ChartBox, { props: chart, ...stubs });
    const turn = shown.get('button');
    expect([turn.text(), turn.attributes('aria-pressed')]).toEqual([commonWords.showData, 'false']);
    await turn.trigger('click');
    expect([turn.text(), turn.attributes('aria-pressed')]).toEqual([commonWords.showChart, 'true']);
    await turn.trigger('click');
    expect(shown.find('table').exists()).toBe(false);
  });
  it('in a panel has its message as the panel’s title', () => {
    const shown = mount(ChartPanel, { props: chart, ...stubs });
    expect(shown.get('h2').text().replaceAll('\u00a0', ' ')).toBe(chart.title);
    expect(shown.get('section').attributes('aria-label')).toBe(chart.title);
  });
});
