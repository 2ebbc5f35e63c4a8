import { describe, expect, it } from 'vitest';
import type { Light } from '../../domain/light.ts';
import type { LiveAlert } from '../../server/contract-alerts.ts';
import { byLight } from '../../web/lights.ts';
import type { LiveEvent } from '../../web/live-channel.ts';
import { applyEvents, applyJudged, compareWorst } from '../../web/overview-delta.ts';
import {
  BUREAU,
  CENTRE,
  HEATING,
  OFFICE,
  PENSION,
  TRAINING,
  judged,
  lights,
  sampleOverview,
  worstRow,
} from './sample-overview.ts';

const EVENT = '00000000-0000-4000-8000-00000000e001';
const apply = (delta = judged(), overview = sampleOverview()) => applyJudged(overview, delta, EVENT);
const cell = (overview: ReturnType<typeof sampleOverview>, unitId: string, group: string) =>
  overview.matrix.find((row) => row.unitId === unitId)?.cells.find((one) => one.group === group);

it('counts a unit in its department’s row where a county is shown by department', () => {
  const department = '00000000-0000-4000-8000-000000000077';
  const before = sampleOverview();
  const [centre, bureau] = before.units;
  const [, ofBureau] = before.matrix;
  if (!centre || !bureau || !ofBureau) throw new Error('the sample has two units');
  const county = {
    ...before,
    rowsAre: 'department' as const,
    units: [{ ...bureau, unitId: department, name: '人社局', members: [CENTRE, BUREAU] }],
    matrix: [{ ...ofBureau, unitId: department, name: '人社局' }],
  };
  const { overview } = applyJudged(county, judged(), 'event');
  const [row] = overview.matrix;
  const quantity = row?.cells.find(({ group }) => group === 'quantity');
  expect(quantity?.byLight).toMatchObject({ lagging: 0, severe: 1 });
});

describe('an indicator that gets worse', () => {
  it('moves one project and one indicator between the counters, and no total', () => {
    const { overview } = apply();
    expect(overview.projects).toEqual({ total: 4, byLight: lights({ severe: 1, attention: 1, normal: 2 }) });
    expect(overview.indicators).toEqual({
      total: 6,
      byLight: lights({ severe: 1, attention: 1, normal: 4 }),
    });
  });
  it('moves within its unit and group of the matrix only', () => {
    const { overview } = apply();
    expect(cell(overview, BUREAU, 'quantity')).toEqual({
      group: 'quantity',
      total: 2,
      byLight: lights({ severe: 1, normal: 1 }),
    });
    expect(cell(overview, BUREAU, 'timeliness')).toEqual(cell(sampleOverview(), BUREAU, 'timeliness'));
    expect(cell(overview, CENTRE, 'quantity')).toEqual(cell(sampleOverview(), CENTRE, 'quantity'));
  });
  it('leaves money alone', () => {
    const before = sampleOverview();
    const { overview } = apply();
    expect(overview.units).toEqual(before.units);
    expect([overview.budget, overview.executed, overview.executionRate]).toEqual([
      '2000000.00',
      '1000000.00',
      0.5,
    ]);
    expect(overview.trend).toEqual(before.trend);
  });
  it('gives its sentence and the day to the row, which is touched', () => {
    const { overview, touched, needsReload } = apply();
    expect(overview.worst[0]).toMatchObject({
      projectId: TRAINING,
      light: 'severe',
      why: '取证人数 302 人，应达 583 人，只到 52%',
      since: '2023-07-31',
      budget: '550000.00',
    });
    expect(touched).toEqual([TRAINING]);
    expect(needsReload).toBe(false);
  });
  it('puts one line on top of the feed, once', () => {
    const first = apply();
    expect(first.overview.recent).toEqual([
      {
        eventId: EVENT,
        at: '2023-07-31T14:32:08+08:00',
        projectId: TRAINING,
        projectName: '技能提升培训奖励金',
        subjectName: '取证人数',
        text: '取证人数 302 人，应达 583 人，只到 52%',
        from: 'lagging',
        to: 'severe',
      },
    ]);
    const again = applyJudged({ ...sampleOverview(), recent: first.overview.recent }, judged(), EVENT);
    expect(again.overview.recent).toHaveLength(1);
  });
  it('never changes the overview it was given', () => {
    const before = sampleOverview();
    const frozen = JSON.stringify(before);
    apply(judged(), before);
    expect(JSON.stringify(before)).toBe(frozen);
  });
});

it('of a target that is counted with others tells no count: the page reads again', () => {
  const delta = judged();
  const before = { ...sampleOverview(), linkedIndicators: [delta.subjectId] };
  const { overview, needsReload } = apply(delta, before);
  expect(needsReload).toBe(true);
  expect(overview.indicators).toEqual(before.indicators);
  expect(overview.matrix).toEqual(before.matrix);
  expect(overview.projects).not.toEqual(before.projects);
});

describe('the change against last month', () => {
  it('counts a project that falls from lagging to severe as behind still', () => {
    expect(apply().overview.change?.behindProjects).toBe(1);
  });
  it('counts a project that falls behind, and one that recovers', () => {
    const falls = judged({
      projectId: OFFICE,
      light: { from: 'attention', to: 'lagging' },
      projectLight: { from: 'attention', to: 'lagging' },
    });
    expect(apply(falls).overview.change?.behindProjects).toBe(2);
    const recovers = judged({
      light: { from: 'lagging', to: 'normal' },
      projectLight: { from: 'lagging', to: 'attention' },
    });
    expect(apply(recovers).overview.change?.behindProjects).toBe(0);
  });
  it('counts what is no longer unreported', () => {
    const reported = judged({
      light: { from: 'unreported', to: 'normal' },
      projectLight: { from: 'unreported', to: 'normal' },
    });
    const waiting = sampleOverview({ projects: { total: 4, byLight: lights({ unreported: 1, normal: 3 }) } });
    expect(apply(reported, waiting).overview.change?.unreportedProjects).toBe(-1);
  });
  it('stays absent in January', () => {
    expect(apply(judged(), sampleOverview({ change: null })).overview.change).toBeNull();
  });
});

describe('a payment', () => {
  const paid = judged({
    kind: 'money',
    group: null,
    subjectName: '资金',
    light: { from: 'lagging', to: 'normal' },
    projectLight: { from: 'lagging', to: 'lagging' },
    money: {
      budget: '550000.00',
      budgetBefore: '550000.00',
      executed: '330100.10',
      executedBefore: '330000.00',
    },
    why: '资金执行 60.0%，快于时间进度',
  });
  it('adds to the unit, the total and the last point of the trend, to the cent', () => {
    const { overview } = apply(paid);
    expect(overview.executed).toBe('1000100.10');
    expect(overview.units.find((unit) => unit.unitId === BUREAU)).toMatchObject({
      executed: '340100.10',
      executionRate: 0.566833,
    });
    expect(overview.units.find((unit) => unit.unitId === CENTRE)?.executed).toBe('660000.00');
    expect(overview.executionRate).toBe(0.50005);
    expect(overview.trend).toEqual([
      { day: '2023-06-30', executed: '800000.00' },
      { day: '2023-07-31', executed: '1000100.10' },
    ]);
    expect(overview.change?.executionRate).toBeCloseTo(0.08005, 10);
  });
  it('moves no indicator and no cell', () => {
    const { overview } = apply(paid);
    expect(overview.indicators).toEqual(sampleOverview().indicators);
    expect(overview.matrix).toEqual(sampleOverview().matrix);
  });
  it('updates the row but keeps the sentence of the indicator that still makes its light', () => {
    const { overview, needsReload } = apply(paid);
    expect(overview.worst[0]).toMatchObject({
      executed: '330100.10',
      executionRate: 0.600182,
      why: '取证人数 402 人，应达 583 人，只到 69%',
      since: '2023-06-23',
    });
    expect(needsReload).toBe(false);
  });
  it('taken back lowers the sums again', () => {
    const back = judged({
      ...paid,
      money: {
        budget: '550000.00',
        budgetBefore: '550000.00',
        executed: '330000.00',
        executedBefore: '330100.10',
      },
    });
    const { overview } = apply(back, apply(paid).overview);
    expect([overview.executed, overview.executionRate]).toEqual(['1000000.00', 0.5]);
  });
  it('may change the budget as well, and a first budget has no rate to compare with', () => {
    const budgeted = judged({
      ...paid,
      money: { budget: '550000.00', budgetBefore: '0.00', executed: '0.00', executedBefore: '0.00' },
    });
    const empty = sampleOverview({ budget: '0.00', executed: '0.00', executionRate: null });
    const { overview } = apply(budgeted, empty);
    expect([overview.budget, overview.executionRate]).toEqual(['550000.00', 0]);
    expect(overview.change?.executionRate).toBeNull();
  });
});

describe('the worst ten', () => {
  it('is ordered by light, then budget, then name, unknown budgets last', () => {
    const a = worstRow({ projectId: 'a', light: 'severe', budget: '1.00' });
    const b = worstRow({ projectId: 'b', light: 'unreported', budget: '9.00' });
    const c = worstRow({ projectId: 'c', light: 'lagging', budget: '10.00' });
    const d = worstRow({ projectId: 'd', light: 'lagging', budget: '9.99' });
    const e = worstRow({ projectId: 'e', light: 'lagging', budget: null });
    const f = worstRow({ projectId: 'f', light: 'attention', budget: '99.00' });
    expect([f, e, d, c, b, a].sort(compareWorst).map((row) => row.projectId)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
    ]);
    const [first, second] = [
      worstRow({ projectId: 'x', name: '乙' }),
      worstRow({ projectId: 'y', name: '丙' }),
    ];
    expect(compareWorst(first, second)).toBe(-compareWorst(second, first));
  });
  it('is ranked anew', () => {
    const worse = judged({
      projectId: OFFICE,
      projectName: '办公用品',
      subjectName: '及时发放率',
      light: { from: 'attention', to: 'severe' },
      projectLight: { from: 'attention', to: 'severe' },
    });
    expect(apply(worse).overview.worst.map((row) => row.projectId)).toEqual([OFFICE, TRAINING]);
  });
  it('takes in an unknown project from the change alone, and asks for the rest', () => {
    const entering = judged({
      projectId: PENSION,
      projectName: '养老保险补助',
      unitId: CENTRE,
      subjectName: '发放人数',
      light: { from: 'normal', to: 'severe' },
      projectLight: { from: 'normal', to: 'severe' },
      why: '发放人数 10 人，应达 90 人',
    });
    const { overview, needsReload, touched } = apply(entering);
    expect(overview.worst[0]).toEqual({
      projectId: PENSION,
      name: '养老保险补助',
      unitId: CENTRE,
      unitName: '社保中心',
      light: 'severe',
      budget: null,
      executed: '0.00',
      executionRate: null,
      why: '发放人数 10 人，应达 90 人',
      since: '2023-07-31',
    });
    expect(touched).toEqual([PENSION]);
    expect(needsReload).toBe(true);
  });
  it('drops a project that recovered; with nobody to move up nothing is asked', () => {
    const healed = judged({
      light: { from: 'lagging', to: 'normal' },
      projectLight: { from: 'lagging', to: 'normal' },
    });
    const { overview, needsReload, touched } = apply(healed);
    expect(overview.worst.map((row) => row.projectId)).toEqual([OFFICE]);
    expect(touched).toEqual([]);
    expect(needsReload).toBe(false);
  });
  it('asks who moves up when more are in trouble than are listed', () => {
    const crowded = sampleOverview({ projects: { total: 20, byLight: lights({ lagging: 3, normal: 17 }) } });
    const healed = judged({
      light: { from: 'lagging', to: 'normal' },
      projectLight: { from: 'lagging', to: 'normal' },
    });
    expect(apply(healed, crowded).needsReload).toBe(true);
  });
  it('never grows past ten, and what stays outside touches nothing', () => {
    const full = sampleOverview({
      worst: Array.from({ length: 10 }, (_, index) => worstRow({ projectId: `p${index}`, light: 'severe' })),
      projects: { total: 30, byLight: lights({ severe: 10, normal: 20 }) },
    });
    const mild = judged({
      projectId: HEATING,
      light: { from: 'normal', to: 'attention' },
      projectLight: { from: 'normal', to: 'attention' },
    });
    const { overview, touched, needsReload } = apply(mild, full);
    expect(overview.worst).toHaveLength(10);
    expect(touched).toEqual([]);
    expect(needsReload).toBe(false);
  });
  it('asks where a project belongs that fell to the light of the last of ten: its budget is not on the page', () => {
    const ten = Array.from({ length: 10 }, (_, index) =>
      worstRow({ projectId: `00000000-0000-4000-8000-0000000003${index}0`, light: 'severe' }),
    );
    const counts = { total: 30, byLight: lights({ severe: 10, lagging: 5, normal: 15 }) };
    const before = sampleOverview({ worst: ten, projects: counts, indicators: counts });
    const fallenTo = (to: 'severe' | 'lagging', from: Light) =>
      applyJudged(
        before,
        judged({ projectId: PENSION, light: { from, to }, projectLight: { from, to } }),
        'a fall',
      );
    expect(fallenTo('severe', 'normal')).toMatchObject({ touched: [], needsReload: true });
    // It was outside and its light stays: nothing puts it before the ten.
    expect(fallenTo('severe', 'severe').needsReload).toBe(false);
    expect(fallenTo('lagging', 'normal').needsReload).toBe(false);
  });
  it('asks for the reason when the subject that made the light recovered but the project did not', () => {
    const partly = judged({
      light: { from: 'lagging', to: 'normal' },
      projectLight: { from: 'lagging', to: 'lagging' },
    });
    expect(apply(partly).needsReload).toBe(true);
  });
  it('asks for the reason when a second subject comes to the project’s light, not when it was there already', () => {
    const second = (from: Light) =>
      apply(
        judged({
          subjectName: '满意度',
          why: '满意度 62%，目标 90%',
          light: { from, to: 'lagging' },
          projectLight: { from: 'lagging', to: 'lagging' },
        }),
      );
    expect(second('normal').needsReload).toBe(true);
    expect(second('lagging').needsReload).toBe(false);
    expect(second('lagging').overview.worst[0]?.why).toBe('取证人数 402 人，应达 583 人，只到 69%');
  });
  it('does not reset since when only figures changed', () => {
    const same = judged({
      light: { from: 'lagging', to: 'lagging' },
      projectLight: { from: 'lagging', to: 'lagging' },
      why: '取证人数 410 人',
    });
    const { overview, needsReload } = apply(same);
    expect(overview.worst[0]).toMatchObject({ since: '2023-06-23', why: '取证人数 410 人' });
    expect(overview.projects).toEqual(sampleOverview().projects);
    expect(needsReload).toBe(false);
  });
});

describe('sentences', () => {
  it('of an unnamed change begin with its subject, so that a reader knows what it is about', () => {
    const unnamed = judged({ why: '实际 302 人，应达 583 人，只到 52%' });
    expect(apply(unnamed).overview.worst[0]?.why).toBe('取证 302 人，应达 583 人，只到 52%');
  });
  it('are known again by their opening when the unit repeats the end of the name', () => {
    const shown = sampleOverview();
    const row = shown.worst[0];
    if (!row) throw new Error('the sample lost its row');
    shown.worst = [{ ...row, why: '取证 402 人，应达 583 人' }];
    const same = judged({
      light: { from: 'lagging', to: 'lagging' },
      projectLight: { from: 'lagging', to: 'lagging' },
      why: '取证 410 人，应达 583 人',
    });
    expect(apply(same, shown).overview.worst[0]?.why).toBe('取证 410 人，应达 583 人');
  });
  it('of money replace only a sentence of money', () => {
    const paid = judged({
      kind: 'money',
      group: null,
      subjectName: '',
      light: { from: 'lagging', to: 'lagging' },
      projectLight: { from: 'lagging', to: 'lagging' },
      money: {
        budget: '550000.00',
        budgetBefore: '550000.00',
        executed: '340000.00',
        executedBefore: '330000.00',
      },
      why: '已执行 34.00 万元，应达 40.00 万元',
    });
    expect(apply(paid).overview.worst[0]?.why).toBe('取证人数 402 人，应达 583 人，只到 69%');
    const shown = sampleOverview();
    shown.worst = shown.worst.map((row) => ({ ...row, why: '已执行 33.00 万元，应达 40.00 万元' }));
    expect(apply(paid, shown).overview.worst[0]?.why).toBe('已执行 34.00 万元，应达 40.00 万元');
  });
});

describe('a new subject', () => {
  it('without an earlier light makes the totals grow', () => {
    const added = judged({
      projectId: HEATING,
      light: { from: null, to: 'normal' },
      projectLight: { from: null, to: 'normal' },
    });
    const { overview } = apply(added);
    expect([overview.projects.total, overview.indicators.total]).toEqual([5, 7]);
    expect(byLight(overview.projects).normal).toBe(3);
    expect(overview.units.find((unit) => unit.unitId === BUREAU)?.projects).toBe(3);
    expect(overview.matrix.find((row) => row.unitId === BUREAU)?.total).toBe(4);
  });
});

describe('what does not belong to the page', () => {
  it('is ignored: another year, another unit', () => {
    const before = sampleOverview();
    expect(apply(judged({ fiscalYear: 2022 }), before).overview).toBe(before);
    expect(apply(judged({ unitId: PENSION }), before).overview).toBe(before);
  });
  it('cannot be applied when a day has passed: elapsed time moves every figure', () => {
    const before = sampleOverview();
    const next = apply(judged({ at: '2023-08-01T00:00:05+08:00' }), before);
    expect(next.overview).toBe(before);
    expect(next.needsReload).toBe(true);
  });
});

describe('counters that do not hold what moves', () => {
  it('never fall below zero, and the page is read again', () => {
    const { overview, needsReload } = apply(
      judged({
        light: { from: 'unreported', to: 'normal' },
        projectLight: { from: 'unreported', to: 'normal' },
      }),
    );
    expect(byLight(overview.projects).unreported).toBe(0);
    expect(needsReload).toBe(true);
  });
});

describe('a sweep', () => {
  it('applies its events in order and asks once for an import', () => {
    const event = (seq: number, id: string, data: ReturnType<typeof judged>) =>
      ({ seq, id, topic: 'overview', type: 'judged', data }) as const;
    const { overview, touched, needsReload } = applyEvents(sampleOverview(), [
      event(41, 'a', judged()),
      {
        seq: 42,
        id: 'b',
        topic: 'overview',
        type: 'imported',
        data: { importId: 'i', projects: 1, indicators: 2, at: '2023-07-31T14:33:00+08:00' },
      },
      event(
        43,
        'c',
        judged({ light: { from: 'severe', to: 'lagging' }, projectLight: { from: 'severe', to: 'lagging' } }),
      ),
    ]);
    expect(overview.projects).toEqual(sampleOverview().projects);
    expect(overview.recent.map((line) => line.eventId)).toEqual(['c', 'a']);
    expect(touched).toEqual([TRAINING, TRAINING]);
    expect(needsReload).toBe(true);
  });

  const alert = (changes: Partial<LiveAlert> = {}): LiveEvent => ({
    seq: 44,
    id: 'd',
    topic: 'overview',
    type: 'alert',
    data: {
      change: 'opened',
      alertId: 'a',
      kind: 'overdue',
      projectId: TRAINING,
      projectName: '技能提升培训奖励金',
      unitId: BUREAU,
      fiscalYear: 2023,
      subjectId: 's',
      openedOn: '2023-07-31',
      resolvedOn: null,
      dueOn: '2023-07-28',
      isSuppressed: false,
      at: '2023-07-31T14:33:00+08:00',
      ...changes,
    },
  });
  it('reads what is late again when an alert of the shown units and year changes', () => {
    const before = sampleOverview();
    const applied = applyEvents(before, [alert()]);
    expect(applied).toEqual({ overview: before, touched: [], needsReload: true });
    expect(applyEvents(before, [alert({ unitId: 'elsewhere' })]).needsReload).toBe(false);
    expect(applyEvents(before, [alert({ fiscalYear: 2022 })]).needsReload).toBe(false);
  });
  it('leaves a type of a newer server alone', () => {
    const before = sampleOverview();
    const unknown = { ...alert(), type: 'tomorrow' } as unknown as LiveEvent;
    expect(applyEvents(before, [unknown])).toEqual({ overview: before, touched: [], needsReload: false });
  });
});
