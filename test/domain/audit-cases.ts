/** For each rule of the audit what it must find and what, nearly the same, it must leave alone. */
import type { AuditRuleName } from '../../domain/audit.ts';
import type { Declaration } from '../../domain/form.ts';
import { declared, PARTS, ROWS, type Changes, type Row } from './audit-forms.ts';

export interface Case {
  found: Declaration[];
  left: Declaration[];
}

const change = (found: Changes, left: Changes): Case => ({
  found: [declared(found)],
  left: [declared(left)],
});
const row = (found: Row, left: Row): Case => change({ row: found }, { row: left });
const many = (found: readonly Changes[], left: readonly Changes[]): Case => ({
  found: found.map(declared),
  left: left.map(declared),
});
/** `count` forms in order beside one that differs. */
const beside = (count: number, one: Changes): Changes[] => [
  ...Array.from({ length: count }, () => ({})),
  one,
];

const N = '数量指标';
const Q = '质量指标';
const T = '时效指标';
const C = '成本指标';
const B = '社会效益指标';
const S = '服务对象满意度指标';

const SENTENCE = '为困难人员发放补贴，帮助他们稳定就业';
const LONG = '根据核定的人数按月发放补贴，每月10日前完成核定；十二月底前办理清算并向财政部门报告执行';

export const CASES: Readonly<Record<AuditRuleName, Case>> = {
  'text-missing': change({ plan: null }, {}),
  'annual-goal-missing': change({ goalAnnual: null }, { goalPeriod: null }),
  'department-missing': many([{}, { departmentCode: null }], [{ departmentCode: null }]),
  'department-code-odd': many(
    beside(4, { departmentCode: '061' }),
    beside(4, { departmentCode: '904', department: '社会保障股[部门]' }),
  ),
  'department-name-odd': many(
    beside(2, { department: '某县人力资源和社会保障' }),
    beside(2, { department: '社会保障股[部门]', departmentCode: '904' }),
  ),
  'attribute-missing': many([{}, { attribute: null }], [{ attribute: null }]),
  'attribute-odd': change({ attribute: '次性项目(1年结束)' }, { attribute: '一次性项目（1年结束）' }),
  'attribute-contradicts-duration': change(
    { attribute: '一次性项目(3年结束)' },
    {
      attribute: '经常性项目(长期开展)',
      duration: '3年',
      funding: { annual: PARTS, period: { ...PARTS, total: '1800000.00', local: '1800000.00' } },
    },
  ),
  'period-funding-missing': change({ funding: { annual: PARTS, period: null } }, {}),
  'funding-part-blank': many(
    [...[0, 1].map(() => ({ funding: { annual: { ...PARTS, other: '0.00' }, period: PARTS } })), {}],
    [{}, {}, {}],
  ),
  'group-missing': change({ rows: ROWS.slice(0, 5) }, {}),
  'form-dated-early': change(
    { filledAt: '2021-11-03T10:42:56+08:00' },
    { filledAt: '2022-11-03T10:42:56+08:00' },
  ),
  'text-of-other-year': change(
    { plan: '2022年为困难人员按月发放补贴。' },
    { plan: '2022年1月1日之后退休的人员，2023年按月发放补贴。' },
  ),
  'project-of-other-year': change(
    { projectName: '2022年灵活就业人员社会保险补贴' },
    { projectName: '2023年灵活就业人员社会保险补贴' },
  ),
  'annual-row-without-period': row(
    [Q, '补贴发放准确率', '≥98%', { period: null }],
    [Q, '补贴发放准确率', '≥98%'],
  ),
  'personal-data': change(
    { projectName: '李某某同志生活补助' },
    { projectName: '高龄人员生活补助', overview: '见晋社保函〔2022〕55号，需60万元。' },
  ),
  'name-is-category': row([Q, '质量指标', '≥98%'], [Q, '服务质量合格率', '≥98%']),
  'name-too-general': row([T, '及时性', '2023年11月30日前'], [T, '补贴发放及时性', '2023年11月30日前']),
  'name-is-year': row([T, '2023年', '2023年11月30日前'], [T, '2023年补贴发放时间', '2023年11月30日前']),
  'name-is-document': row(
    [N, '某财社〔2023〕12号文件', '200人'],
    [N, '按某财社〔2023〕12号领取补贴人数', '200人'],
  ),
  'name-cut-off': row([Q, '享受技能提升补贴发放准', '≥98%'], [Q, '享受技能提升补贴发放准确率', '≥98%']),
  'names-cut-by-column': row(
    [Q, '补贴发放准确率', '≥98%', { cut: '补贴发放准' }],
    [Q, '补贴发放准确率', '≥98%'],
  ),
  'name-is-sentence': row(
    [B, '领取补贴人员就业稳定，就业率提高。', '≥90%'],
    [B, '领取补贴人员就业稳定率', '≥90%'],
  ),
  'direction-in-name': row([B, '就业压力减少', '持续发展'], [B, '就业压力', '减少']),
  'number-in-name': row([N, '14人领取补贴人数', '14人'], [N, '16岁以上领取补贴人数', '14人']),
  'name-twice': row([S, '领取补贴人员就业稳定率', '≥95%'], [S, '领取补贴人员满意度', '≥95%']),
  'percentage-of-nothing': row([B, '社保可持续', '≥90%'], [B, '社保覆盖率', '≥90%']),
  'vague-target': row([T, '补贴发放及时性', '及时'], [T, '补贴发放及时性', '每月10日前']),
  'quantity-without-number': row([N, '招聘人数', '按当年实际空编数核定'], [N, '招聘人数', '30人']),
  'cost-without-amount': row([C, '购置成本', '正常'], [C, '见习补贴标准', '当地最低工资标准的60%']),
  'qualitative-without-standard': row([B, '就业压力', '有效缓解'], [B, '就业率', '≥90%']),
  'count-without-number': row([B, '输送人才的数量', '显著增加'], [B, '输送人才的数量', '50人']),
  'unit-missing': row([B, '社会维稳程度', '100'], [B, '社会维稳程度', '100%']),
  'unit-odd': row([C, '公务用车运行费', '≤20000元/年年'], [C, '公务用车运行费', '≤20000元/车年']),
  'unit-in-name': row([N, '补贴人数（人）', '472'], [N, '补贴人数（人）', '472人']),
  'comparator-missing': row([B, '参保率', '95%'], [B, '参保率', '100%']),
  'approximate-target': row([C, '补贴标准', '250元左右/人月'], [C, '补贴标准', '250元以内/人月']),
  'date-glued': row([T, '投入使用时间', '12023年10月'], [T, '投入使用时间', '2023年10月']),
  'words-glued': row([B, '运转保障度', '98%保障'], [B, '运转保障度', '98%以上']),
  'template-left': row([C, '单位运行维护成本', '≤1元/次(元/人·小时等)'], [C, '单位运行维护成本', '≤1元/次']),
  'two-targets-in-one': row([N, '培训和取证人数', '1600人、1000人'], [N, '培训人数', '1600人']),
  'direction-without-base': row([B, '参保率', '提高100%'], [B, '参保率', '提高到98%']),
  'text-cut-off': change({ plan: LONG }, { plan: `${LONG}情况。` }),
  'text-repeats-itself': change(
    { measures: `1.${SENTENCE}。2.${SENTENCE}。3.${SENTENCE}。` },
    { measures: `1.${SENTENCE}。2.${SENTENCE}。3.发放前公示。` },
  ),
  'items-misnumbered': change(
    { plan: '1、确保完成任务。3、确保形势稳定。' },
    { plan: '1、确保完成任务。2、确保形势稳定。' },
  ),
  'texts-all-alike': change(
    { overview: SENTENCE, necessity: SENTENCE, plan: SENTENCE },
    { overview: SENTENCE, goalAnnual: SENTENCE, goalPeriod: SENTENCE },
  ),
  'overview-about-unit': change(
    { overview: '某县就业服务中心为公益一类事业单位，副科级建制，在编20人，补贴60万元。' },
    { overview: '某县就业服务中心为200名困难人员发放补贴60万元。' },
  ),
  'goal-copies-text': change({ plan: LONG, goalAnnual: LONG, goalPeriod: LONG }, { plan: LONG }),
  'name-repeats-goal': row([B, '为200名灵活就业人员按月发放', '≥90%'], [B, '灵活就业人员按月发放率', '≥90%']),
  'text-too-thin': change({ measures: '合理安排' }, { basis: '年初预算' }),
  'text-only-document': change({ necessity: '某财社〔2023〕12号' }, { basis: '某财社〔2023〕12号' }),
  'same-target-two-funds': many(
    [{}, { projectName: '灵活就业人员补贴县级配套' }],
    [{}, { projectName: '灵活就业人员补贴县级配套', row: [N, '领取补贴人数', '90人'] }],
  ),
  'copied-from-other-form': many(
    ['甲', '乙', '丙'].map((name) => ({ projectName: `${name}经费` })),
    ['甲', '乙'].map((name) => ({ projectName: `${name}经费` })),
  ),
  'project-name-twice': many([{}, {}], [{}, { implementingUnit: '某县社会保险中心' }]),
  'budget-as-target': row([B, '稳定就业程度', '600000'], [C, '补贴支出', '600000元']),
  'wrong-kind': row([T, '资金到位率', '36392元'], [T, '资金到位率', '≥95%']),
  'target-pasted': change(
    {
      rows: [
        [N, '补贴人数', '1004人'],
        [Q, '合格人数', '1004人'],
        [B, '就业人数', '1004人'],
        ...ROWS.slice(2, 4),
      ],
    },
    { rows: [[N, '甲册数', '1000册'], [N, '乙册数', '1000册'], [N, '丙册数', '1000册'], ...ROWS.slice(1)] },
  ),
  'direction-wrong': row([N, '培训人数', '≤450人'], [N, '投诉件数', '≤5件']),
  'timeliness-not-about-time': row([T, '补助信息公开率', '≥95%'], [T, '补助信息按时公开率', '≥95%']),
  'satisfaction-about-something-else': row([S, '网上申报覆盖率', '≥98%'], [S, '网上申报满意率', '≥98%']),
  'satisfaction-under-benefit': row([B, '社保满意度', '≥95%'], [B, '社保知晓度', '≥95%']),
  'expense-as-quantity': row([N, '差旅费', '≥3人次'], [N, '出差人次', '≥3人次']),
  'rate-without-percentage': row([Q, '调查失业率统计准确率', '2个'], [Q, '调查失业率统计准确率', '100%']),
  'count-as-rate': row([B, '城镇新增就业人数', '≥90%'], [B, '城镇新增就业人数', '≥1200人']),
  'target-repeats-name': row([B, '全力推进维稳工作', '全力推进'], [B, '全力推进维稳工作', '稳步推进']),
  'always-met': row([N, '举办培训场次', '≥0次'], [N, '发生事故次数', '0次']),
  'reverse-rate-high': row([B, '投诉率', '≦98%'], [B, '投诉率', '≦2%']),
  'scopes-differ': row(
    [Q, '补贴发放准确率', '≥97%', { period: '≥90%' }],
    [Q, '补贴发放准确率', '≥97%', { period: '≥ 97 %' }],
  ),
  'same-number-twice': change(
    { rows: [[N, '保障离休人员数量', '9人'], [N, '保障退休人员数量', '9人'], ...ROWS.slice(1)] },
    { rows: [[N, '保障离休人员数量', '1人'], [N, '保障退休人员数量', '9人'], ...ROWS.slice(1)] },
  ),
  'cost-above-budget': row([C, '单位运行费用', '≤635000元'], [C, '单位运行费用', '≤600000元']),
  'costs-above-budget': change(
    { rows: [...ROWS.filter(([level]) => level !== C), [C, '办公费', '35万元'], [C, '印刷费', '30万元']] },
    { rows: [...ROWS.filter(([level]) => level !== C), [C, '办公费', '30万元'], [C, '印刷费', '30万元']] },
  ),
  'standard-times-people': row([C, '补贴标准', '260元/人月'], [C, '补贴标准', '3000元/人年']),
  'standard-without-period': row([C, '见习补贴标准', '1188元'], [C, '见习补贴标准', '1188元/人月']),
  'text-amount-differs': change(
    { overview: '对灵活就业人员给予社会保险补贴599995元。' },
    { overview: '基金收入16419万元，本项目补贴60万元。' },
  ),
  'text-amount-scale': change(
    { overview: '共需补助资金6522963万元，本年60万元。' },
    { overview: '基金收入16419万元，本年60万元。' },
  ),
  'text-arithmetic': change(
    { plan: '每月补助349097.25元，2023年共需补助金额1391672元，由60万元支付。' },
    { plan: '每月补助16605元，2023年共需补助金额199260元，由60万元支付。' },
  ),
  'text-numbers-differ': change(
    {
      goalAnnual: '为灵活就业的困难人员按月发放社会保险补贴，2023年共需资金60万元，年底清算。',
      goalPeriod: '为灵活就业的困难人员按月发放社会保险补贴，2022年共需资金60万元，年底清算。',
    },
    {},
  ),
  'total-not-a-multiple': change(
    { overview: '取暖费按3360元每人发放，共60万元。' },
    { overview: '取暖费按3000元每人发放，共60万元。' },
  ),
  'period-total-equals-annual': change(
    { duration: '3年', attribute: '经常性项目(长期开展)' },
    {
      duration: '3年',
      attribute: '经常性项目(长期开展)',
      funding: { annual: PARTS, period: { ...PARTS, total: '1800000.00', local: '1800000.00' } },
    },
  ),
  'sources-differ': change(
    { funding: { annual: { ...PARTS, central: '600000.00', local: '0.00' }, period: PARTS } },
    {},
  ),
  'source-contradicts-name': change(
    { projectName: '灵活就业中央补助资金' },
    {
      projectName: '灵活就业中央补助资金',
      funding: {
        annual: { ...PARTS, central: '600000.00', local: '0.00' },
        period: { ...PARTS, central: '600000.00', local: '0.00' },
      },
    },
  ),
  'at-least-hundred': row([Q, '补贴发放准确率', '≥100%'], [Q, '补贴发放准确率', '100%']),
  'above-hundred': row([Q, '补贴发放准确率', '120%'], [Q, '收入增长率', '120%']),
  'satisfaction-full': row([S, '领取补贴人员满意度', '100%'], [S, '领取补贴人员满意度', '≥98%']),
  'deadline-is-a-year': row([T, '目标完成年度', '2023年'], [T, '目标完成时间', '2023年底']),
  'deadline-outside-year': row(
    [T, '网络租赁时间', '2023年7月到2024年6月30日'],
    [T, '网络租赁时间', '2023年1月到2023年6月30日'],
  ),
};
