/** What a changed form changes, what is refused, and what a year copied into the next suggests. */
import { describe, expect, it } from 'vitest';
import {
  adjustmentFaults,
  changesBeside,
  countChanges,
  noChanges,
  readTarget,
  spansOf,
  type AdjustmentDocument,
  type AskedChanges,
  type StandingIndicator,
  type StandingProject,
} from '../../domain/adjustment.ts';
import { changesOfForm } from '../../domain/changed-declaration.ts';
import {
  copiedDocument,
  withYearsMoved,
  writtenDocument,
  type WrittenProject,
} from '../../domain/written-form.ts';

const TODAY = '2023-07-20';

function indicator(
  name: string,
  rawTarget: string,
  more: Partial<StandingIndicator> = {},
): StandingIndicator {
  const place = { level1: '产出指标', level2: '数量指标', name };
  const { judged } = readTarget(place, rawTarget, 2023);
  return { ...place, id: name, rawTarget, judged, validFrom: '2023-01-01', lastReported: null, ...more };
}

const standing = (indicators: StandingIndicator[]): StandingProject => ({
  id: 'p',
  name: '培训',
  unitName: '就业中心',
  fiscalYear: 2023,
  indicators,
  rows: [],
  budget: [{ source: 'local', amount: '100000.00' }],
  texts: {
    department: null,
    departmentCode: null,
    attribute: null,
    duration: null,
    goalAnnual: null,
    goalPeriod: null,
    periodTotal: null,
  },
  revision: 'r1',
});

const written = (more: Partial<WrittenProject> = {}): WrittenProject => ({
  projectName: '培训',
  implementingUnit: '就业中心',
  department: null,
  departmentCode: null,
  fiscalYear: 2023,
  attribute: null,
  duration: null,
  goalAnnual: null,
  goalPeriod: null,
  amounts: [{ source: 'local', amount: '100000.00' }],
  periodFunding: null,
  texts: {},
  indicators: [{ level1: '产出指标', level2: '数量指标', name: '培训人次', rawTarget: '≥1200人次' }],
  ...more,
});

function formOf(project: WrittenProject) {
  const [form] = writtenDocument([project]).forms;
  if (!form) throw new Error('no form');
  return form;
}

describe('a form beside what stands', () => {
  const project = standing([indicator('培训人次', '≥1200人次')]);
  const changesOf = (form: WrittenProject, of = project) =>
    changesBeside(of, changesOfForm(of, formOf(form)));
  it('that says the same changes nothing, with other blanks too', () => {
    expect(countChanges(changesOf(written()))).toBe(0);
    const [row] = written().indicators;
    expect(countChanges(changesOf(written({ indicators: [{ ...row!, name: '培训 人次' }] })))).toBe(0);
  });
  it('names what differs, what is new and what is gone, and the budget by source', () => {
    const changes = changesOf(
      written({
        amounts: [{ source: 'central', amount: '60000.00' }],
        indicators: [{ level1: '产出指标', level2: '质量指标', name: '合格率', rawTarget: '≥90%' }],
      }),
    );
    expect(changes.added).toMatchObject([{ name: '合格率' }]);
    expect(changes.ended).toMatchObject([{ name: '培训人次', before: '≥1200人次' }]);
    expect(changes.amounts).toEqual([
      { source: 'central', before: '0.00', after: '60000.00' },
      { source: 'local', before: '100000.00', after: '0.00' },
    ]);
  });
  it('two of one name are told apart by their order', () => {
    const twice = standing([indicator('人数', '≥10人'), { ...indicator('人数', '≥20人'), id: 'second' }]);
    const row = { level1: '产出指标', level2: '数量指标', name: '人数' };
    const indicators = [
      { ...row, rawTarget: '≥10人' },
      { ...row, rawTarget: '≥25人' },
    ];
    expect(changesOf(written({ indicators }), twice).targets).toMatchObject([
      { indicatorId: 'second', before: '≥20人', after: '≥25人' },
    ]);
  });
  it('that prints what was mended before it was approved changes nothing, what it prints otherwise does', () => {
    const mended = standing([
      indicator('培训人次', '≥1200人次', { printed: { name: '培训人', rawTarget: '定性' } }),
    ]);
    const asPrinted = (rawTarget: string) =>
      written({ indicators: [{ level1: '产出指标', level2: '数量指标', name: '培训人', rawTarget }] });
    expect(countChanges(changesOf(asPrinted('定性'), mended))).toBe(0);
    expect(changesOf(asPrinted('≥900人次'), mended).targets).toMatchObject([{ after: '≥900人次' }]);
  });
});

describe('what is asked for', () => {
  const document: AdjustmentDocument = {
    reason: '任务变化',
    documentNumber: '1号',
    documentOn: TODAY,
    validFrom: '2023-08-01',
    reachesBack: false,
  };
  const project = standing([
    indicator('培训人次', '≥1200人次', { lastReported: '2023-06' }),
    indicator('宣传册', '及时'),
  ]);
  const faults = (asked: Partial<AskedChanges>, more: Partial<AdjustmentDocument> = {}) =>
    adjustmentFaults(
      project,
      { ...document, ...more },
      { ...noChanges(), ...asked },
      {
        today: TODAY,
        language: 'zh-CN',
      },
    );
  const target = (rawTarget: string) => ({ targets: [{ indicatorId: '培训人次', rawTarget }] });

  it('goes through when document and target are plain', () => {
    expect(faults(target('≥1000人次'))).toEqual({});
  });
  it.each([
    ['a reason', target('≥1000人次'), { reason: ' ' }, 'reason'],
    ['a document dated by today', target('≥1000人次'), { documentOn: '2023-07-21' }, 'documentOn'],
    ['a day of the calendar', target('≥1000人次'), { validFrom: '2023-02-30' }, 'validFrom'],
    ['a day of the fiscal year', target('≥1000人次'), { validFrom: '2024-01-01' }, 'validFrom'],
    ['to be told that it reaches back', target('≥1000人次'), { validFrom: '2023-06-01' }, 'reachesBack'],
    ['a change', target('≥1200人次'), {}, 'changes'],
    ['a readable target', target('定性'), {}, 'targets/0'],
    ['a figure of the same kind once reported', target('≥95%'), {}, 'targets/0'],
    ['an indicator that stands', { ended: ['another'] }, {}, 'ended/0'],
    ['one indicator to stay', { ended: ['培训人次', '宣传册'] }, {}, 'ended'],
    ['each indicator once', { ...target('≥1人次'), ended: ['培训人次'] }, {}, 'targets/0'],
    [
      'another name',
      { added: [{ level1: '', level2: '数量指标', name: '培训人次', rawTarget: '≥1人' }] },
      {},
      'added/0',
    ],
    [
      'an amount that the ledger takes',
      { amounts: [{ source: null, amount: '9999999999999.00' }] },
      {},
      'amounts/0',
    ],
  ] as const)('wants %s', (_, asked, more, field) => {
    expect(Object.keys(faults(asked as Partial<AskedChanges>, more))).toContain(field);
  });
  it('may reach back when that is said, and never judges a day that is over', () => {
    expect(faults(target('≥1000人次'), { validFrom: '2023-06-01', reachesBack: true })).toEqual({});
    expect(spansOf('2023-06-01', TODAY)).toEqual({ oldThrough: '2023-07-19', newFrom: TODAY });
    expect(spansOf('2023-08-01', TODAY)).toEqual({ oldThrough: '2023-07-31', newFrom: '2023-08-01' });
  });
  it('keeps a curve that was set by hand', () => {
    const own = indicator('培训人次', '≥1200人次');
    const byHand = { ...own.judged, curve: { type: 'year_end' as const }, assumed: ['curve-by-hand'] };
    const { judged } = readTarget({ ...own, judged: byHand }, '≥900人次', 2023);
    expect(judged).toMatchObject({ value: '900', curve: { type: 'year_end' } });
    expect(readTarget({ ...own, judged: byHand }, '≥90%', 2023).judged.curve).toEqual({ type: 'even' });
  });
});

describe('a year copied into the next', () => {
  it.each([
    ['2023年12月底前', '2024年12月底前'],
    ['2023.1-2023.8', '2024.1-2024.8'],
    ['2023年—2025年', '2024年—2026年'],
    ['2023-06-30', '2024-06-30'],
    ['2022年结转', '2022年结转'],
    ['≥2023人', '≥2023人'],
    ['12023.5万元', '12023.5万元'],
    ['晋社保函【2022】', '晋社保函【2022】'],
  ])('%s → %s', (text, moved) => {
    expect(withYearsMoved(text, 2023, 2024)).toBe(moved);
  });
  it('is a suggestion to be confirmed, row by row where it was changed', () => {
    const row = { level1: '产出指标', level2: '时效指标', name: '完成时间' };
    const indicators = [
      { ...row, rawTarget: '2023年12月底前' },
      { ...row, name: '及时率', rawTarget: '≥95%' },
    ];
    const { forms, lines } = copiedDocument([written({ projectName: '2023年培训', indicators })], 2024);
    const [form] = forms;
    expect(form).toMatchObject({ projectName: '2024年培训', fiscalYear: 2024, annualTotal: '100000.00' });
    expect(form?.indicators.map(({ rawTarget }) => rawTarget)).toEqual(['2024年12月底前', '≥95%']);
    const copied = form?.findings.filter(({ rule }) => rule === 'copied-from-last-year') ?? [];
    expect(copied.map(({ severity }) => severity)).toEqual(['confirm', 'confirm']);
    const [, moved] = copied;
    expect(lines[(moved?.place?.line ?? 0) - 1]).toContain('2024年12月底前');
  });
});
