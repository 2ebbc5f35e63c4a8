import { mount } from '@vue/test-utils';
import { effectScope } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { describe, expect, it } from 'vitest';
import { LIGHTS } from '../../domain/light.ts';
import { moneyFacts, moneyTitle } from '../../web/charts/money-pace.ts';
import { paceFacts, paceTitle } from '../../web/charts/pace.ts';
import { trendFacts, trendTitle } from '../../web/charts/trend.ts';
import DesignBars from '../../web/components/design/DesignBars.vue';
import DesignCharts from '../../web/components/design/DesignCharts.vue';
import DesignColours from '../../web/components/design/DesignColours.vue';
import DesignControls from '../../web/components/design/DesignControls.vue';
import DesignLights from '../../web/components/design/DesignLights.vue';
import DesignNumbers from '../../web/components/design/DesignNumbers.vue';
import DesignStates from '../../web/components/design/DesignStates.vue';
import DesignTables from '../../web/components/design/DesignTables.vue';
import DesignTime from '../../web/components/design/DesignTime.vue';
import { conflictSample, moneySample, paceSamples, trendSample } from '../../web/design-samples.ts';
import { router } from '../../web/router.ts';
import { ROLES_OF_PAGE, pageOfRoute } from '../../web/session.ts';
import { commonWords } from '../../web/words/common.ts';
import { designWords } from '../../web/words/design.ts';

const global = {
  plugins: [
    createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: DesignNumbers }] }),
  ],
  stubs: { ChartView: { props: ['option'], template: '<figure />' } },
};

describe('the page of building blocks', () => {
  it('is for everybody who is signed in', () => {
    const route = router.resolve('/design');
    expect([route.name, route.meta.open]).toEqual(['design', undefined]);
    // A page of no role's own: the router asks for a session and for nothing else.
    expect(pageOfRoute('design')).toBeNull();
    expect(ROLES_OF_PAGE).not.toHaveProperty('design');
  });
  it('shows all nine lights as shape, count, forecast and cell, in both themes', () => {
    const shown = mount(DesignLights, { global });
    for (const theme of ['light', 'dark']) {
      const rows = shown.get(`[data-theme="${theme}"]`).findAll('tbody tr');
      expect(rows).toHaveLength(LIGHTS.length);
      for (const row of rows) expect(row.findAll('svg')).toHaveLength(4);
      const forecasts = rows.map((row) => row.get('.outline svg').attributes('aria-label'));
      expect(new Set(forecasts).size).toBe(LIGHTS.length);
    }
  });
  it('writes numbers as the guide does', () => {
    const shown = mount(DesignNumbers, { global });
    expect(shown.findAll('.shown').map((cell) => cell.text())).toEqual([
      '34,276.87',
      '342,768,700.00 元',
      '0',
      '—',
      '10,410',
      '54.2%',
      '60.0',
      '−4.1',
      '+2',
      '2022-12-31',
      '07-31',
      '2023 年 7 月 31 日（星期一）',
      '08:30',
      '08:30:02',
    ]);
  });
  it('draws every chart with its sentence and its table', async () => {
    const shown = mount(DesignCharts, { global });
    const panels = shown.findAll('section');
    expect(panels.length).toBeGreaterThanOrEqual(10);
    for (const panel of panels) {
      await panel.get('footer .link').trigger('click');
      expect(panel.findAll('tbody tr').length).toBeGreaterThan(0);
      expect(panel.get('caption').text()).toBe(panel.attributes('aria-label'));
    }
  });
  it.each([
    ['colours', DesignColours],
    ['bars', DesignBars],
    ['time', DesignTime],
    ['tables', DesignTables],
    ['controls', DesignControls],
    ['states', DesignStates],
  ])('shows %s by the pages’ own components', (_name, section) => {
    const shown = mount(section, { global });
    expect(shown.get('h2').text().length).toBeGreaterThan(4);
    expect(shown.html()).not.toMatch(/undefined|NaN|\[object/);
  });
  it('shows every state of the line, the way back to today, and both sides of a conflict', () => {
    const text = mount(DesignStates, { global }).text();
    expect(text).toContain(commonWords.live.stale('14:32').slice(0, 4));
    expect(text).toContain(commonWords.yearRule.lookingBack('2023-05-31'));
    expect(text).toContain(commonWords.yearRule.backToToday);
    expect(text).toContain('312');
    expect(text).toContain('302');
    expect(text).toContain(designWords.states.emptyText);
  });
});

describe('its samples', () => {
  const { behind, ahead, ceiling, rate, silent } = paceSamples();
  it('are judged as real facts are', () => {
    expect([behind, ahead, ceiling, rate, silent].map(({ judgement }) => judgement.light)).toEqual([
      'severe',
      'normal',
      'normal',
      'normal',
      'unreported',
    ]);
    expect(paceTitle(paceFacts(behind)!, behind)).toBe('取证人数 302 人，应达 583 人，差 281 人');
  });
  it('tell the same story in the ledger and in the curve', () => {
    const money = moneySample();
    const facts = moneyFacts(money)!;
    expect(facts.expected?.[7]?.value).toBe('350000');
    expect(moneyTitle('资金', facts, money)).toBe('资金 25.00 万元，应达 35.00 万元，差 10.00 万元');
  });
  it('end each month on its last day, through the year', () => {
    const year = trendSample(Array.from({ length: 12 }, (_, month) => month * 8));
    expect(year.trend.map(({ day }) => day.slice(5)).slice(0, 3)).toEqual(['01-31', '02-28', '03-31']);
    expect(year.asOf).toBe('2023-12-31');
    expect(trendTitle(year, trendFacts(year))).toContain('88.0%');
  });
  it('hold a conflict whose desk records nothing', () => {
    const scope = effectScope();
    const entry = scope.run(conflictSample)!;
    expect(entry.sending.at).toBe('conflict');
    expect(entry.field.text).toBe('302');
    scope.stop();
  });
});
