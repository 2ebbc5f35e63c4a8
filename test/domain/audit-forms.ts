/** Declarations made by hand for the audit's tests: one in order, and what a case changes in it. */
import type { Declaration, DeclaredIndicator, FundingParts } from '../../domain/form.ts';
import { parseTarget } from '../../domain/target-text.ts';

/** Level 2, name, annual target; `period`: its target for the whole period, null for no row there; `cut`: the annual name. */
export type Row = readonly [string, string, string | null, { period?: string | null; cut?: string }?];

export const PARTS: FundingParts = {
  total: '600000.00',
  fiscal: null,
  central: '0.00',
  provincial: '0.00',
  local: '600000.00',
  selfRaised: '0.00',
  other: null,
};

export const ROWS: readonly Row[] = [
  ['数量指标', '领取补贴人数', '200人'],
  ['质量指标', '补贴发放准确率', '≥98%'],
  ['时效指标', '补贴发放完成时间', '2023年11月30日前'],
  ['成本指标', '补贴标准', '250元/人月'],
  ['社会效益指标', '领取补贴人员就业稳定率', '≥90%'],
  ['服务对象满意度指标', '领取补贴人员满意度', '≥95%'],
];

const LEVEL1: Readonly<Record<string, string>> = { 效益: '效益指标', 影响: '效益指标', 满意: '满意度指标' };
const level1Of = (level2: string): string =>
  Object.entries(LEVEL1).find(([word]) => level2.includes(word))?.[1] ?? '产出指标';

export interface Changes extends Partial<Omit<Declaration, 'indicators'>> {
  rows?: readonly Row[];
  /** One row of ROWS put in place of the row of its level 2. */
  row?: Row;
  /** Only the period's rows are printed. */
  periodOnly?: boolean;
}

/** A form that the audit has nothing to say about, but for the changes. */
export function declared(changes: Changes = {}): Declaration {
  const { rows: given, row: one, periodOnly = false, ...rest } = changes;
  const rows = given ?? (one ? ROWS.map((row) => (row[0] === one[0] ? one : row)) : ROWS);
  const year = rest.fiscalYear ?? 2023;
  const indicator = (
    scope: 'annual' | 'period',
    level2: string,
    [name, fullName]: readonly [string, string],
    raw: string | null,
    line: number,
  ): DeclaredIndicator => ({
    scope,
    level1: level1Of(level2),
    level2,
    level2Code: null,
    name,
    fullName,
    rawTarget: raw,
    target: parseTarget(raw, { level2, name: fullName, fiscalYear: year }),
    pairedWith: null,
    judged: scope === 'annual' || periodOnly,
    place: { line },
  });
  const period = rows.flatMap((row, at) =>
    row[3]?.period === null
      ? []
      : [{ at, made: indicator('period', row[0], [row[1], row[1]], row[3]?.period ?? row[2], 20 + at) }],
  );
  const annual = periodOnly
    ? []
    : rows.map((row, at) => indicator('annual', row[0], [row[3]?.cut ?? row[1], row[1]], row[2], 20 + at));
  period.forEach(({ at, made }, index) => {
    const twin = annual[at];
    if (!twin) return;
    twin.pairedWith = index;
    made.pairedWith = period.length + at;
  });
  return {
    layout: 'shanxi-application',
    projectName: '灵活就业人员社会保险补贴',
    implementingUnit: '某县就业服务中心',
    department: '某县人力资源和社会保障局[部门]',
    departmentCode: '051',
    fiscalYear: 2023,
    attribute: '一次性项目(1年结束)',
    duration: '1年',
    annualTotal: '600000.00',
    funding: { annual: PARTS, period: PARTS },
    goalAnnual: '为200名灵活就业人员按月发放社会保险补贴。',
    goalPeriod: '为200名灵活就业人员按月发放社会保险补贴。',
    overview: '对灵活就业的困难人员按标准给予社会保险补贴，全年需60万元。',
    basis: '某财社〔2023〕12号文件。',
    necessity: '减轻就业困难人员的缴费负担，稳定他们的就业。',
    measures: '实行实名制管理，发放前公示，发放后抽查。',
    plan: '每月核定名单，次月10日前发放，十二月办理清算。',
    filledAt: '2022-11-20T09:00:00+08:00',
    findings: [],
    source: [{ from: { line: 1 }, to: { line: 40 } }],
    ...rest,
    indicators: [...period.map(({ made }) => made), ...annual],
  };
}
