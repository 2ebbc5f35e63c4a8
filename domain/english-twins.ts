/**
 * Sentences that are made of one Chinese template and said in English beside it: findings, reasons, refusals of a field. The
 * Chinese is what is stored and what other systems read; who reads English gets its twin, with what is printed (names, targets,
 * words of a file) left as it is.
 */

/**
 * `“{name}”没有{scope}指标值。` and its twin; what stands in braces is carried over, words of ours in English. `{!name}` is
 * printed and stays as it is, whatever it says.
 */
export type Twin = readonly [chinese: string, english: string];

interface Pattern {
  test: RegExp;
  names: readonly string[];
  english: string;
}

/** Words that a template's braces may hold and that are ours, not printed. */
const TERMS: Readonly<Record<string, string>> = {
  年度: 'annual',
  实施期: 'whole-term',
  项目名称: 'project name',
  实施单位: 'implementing unit',
  项目概况: 'overview',
  立项依据: 'basis',
  项目设立必要性: 'necessity',
  '保证项目实施的制度、措施': 'section on measures',
  保证项目实施的制度措施: 'section on measures',
  '制度、措施': 'section on measures',
  主管部门及代码: 'department and its code',
  项目期: 'term',
  填报日期: 'date of the form',
  项目实施计划: 'plan',
  主管部门名称: 'department’s name',
  主管部门代码: 'department code',
  项目属性: 'kind of project',
  实施期资金: 'funds of the whole term',
  未填: 'not filled in',
  时效: 'timeliness',
  效益: 'benefit',
  满意度: 'satisfaction',
  金额: 'an amount',
  比率: 'a rate',
  日期: 'a date',
  像身份证号的数字: 'what looks like an identity number',
  电话号码: 'a telephone number',
  姓名: 'a person’s name',
  像是个人的姓名: 'what looks like a person’s name',
  市县: 'city and county',
  上年结转: 'carried over',
  本年预算: 'this year’s budget',
  没有印资金: 'without an amount',
  没有印: 'none printed',
  可能: 'Perhaps',
  很可能: 'Probably',
  文中说绩效管理涉及当年拨款: 'The text says of the year’s funds under target management',
  相应预算表: 'the budget table',
  支出总表的项目支出: 'Project expenditure in the table of expenditure',
  两张项目支出表合计: 'total of the two tables of projects',
  一般公共预算支出表的项目支出: 'Project expenditure in the general public budget',
  '项目支出表（本年）合计': 'total of this year’s table of projects',
  收支总表的上年结转: 'Carried over in the summary',
  '项目支出表（上年结转）合计': 'total of the table of projects carried over',
  一般公共预算支出表的基本支出: 'Basic expenditure in the general public budget',
  基本支出分经济科目表合计: 'total of basic expenditure by item',
  收支总表的支出总计: 'Total expenditure in the summary',
  支出总表合计: 'total of the table of expenditure',
  收支总表的收入总计: 'Total income in the summary',
  收入总表合计加上年结转: 'total of the table of income with what was carried over',
  财政拨款收支总表的支出总计: 'Total expenditure in the summary of fiscal funds',
  同表收入总计: 'total income of the same table',
  '文中说“三公”经费': 'The text says of official travel, cars and receptions',
  '“三公”经费表合计': 'total of their table',
  文中说机关运行经费: 'The text says of operating funds',
  机关运行经费表合计: 'total of their table',
  文中说政府采购总额: 'The text says of procurement',
  '货物、工程、服务合计': 'goods, works and services together',
  预算年度: 'fiscal year',
  资金总额: 'total of funds',
  绩效指标: 'indicators',
  年度目标: 'annual goal',
  实施期目标: 'whole-term goal',
  年度资金总额: 'annual total of funds',
  中央: 'central',
  省级: 'provincial',
  本级: 'local',
  自筹: 'self-raised',
  其他: 'other',
  财政拨款: 'fiscal',
  空白: 'blank',
  休: 'off',
  上班: 'working',
  数量: 'quantity',
  质量: 'quality',
  成本: 'cost',
  一: 'Monday',
  二: 'Tuesday',
  三: 'Wednesday',
  四: 'Thursday',
  五: 'Friday',
  六: 'Saturday',
  日: 'Sunday',
};

/** 年度、实施期 or 主管部门名称和主管部门代码: several of our words in a row. */
const BETWEEN = /、|和/;
/** 849.6 万元, 575.95万元, 612 元. */
const AMOUNT = /^([-−]?[\d,]+(?:\.\d+)?) ?(万|亿)?元$/;
const SCALES: Readonly<Record<string, string>> = { 万: 'wan ', 亿: '100 million ' };

/** What stands in a template's braces: our words in English, amounts with their unit, anything else as it is. */
function valueInEnglish(value: string): string {
  const amount = AMOUNT.exec(value);
  if (amount) return `${amount[1] ?? ''} ${SCALES[amount[2] ?? ''] ?? ''}yuan`;
  const term = TERMS[value];
  if (term !== undefined) return term;
  const parts = withoutInner(value).split(BETWEEN);
  const terms = parts.flatMap((part) => TERMS[part] ?? []);
  return terms.length === parts.length ? terms.join(', ') : value;
}

/** One word of ours holds the sign between words. */
const withoutInner = (text: string): string => text.replaceAll('的制度、措施', '的制度措施');

/** A printed list: “甲”、“乙”. */
const listInEnglish = (value: string): string => value.replaceAll('”、“', '”, “');

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

function patternOf([chinese, english]: Twin): Pattern {
  const names: string[] = [];
  const parts = chinese.split(/\{(!?\w+)\}/);
  const source = parts
    .map((part, index) => {
      if (index % 2 === 0) return escaped(part);
      names.push(part);
      return '([\\s\\S]*?)';
    })
    .join('');
  return { test: new RegExp(`^${source}$`, 'u'), names, english };
}

/** A word of ours that stands alone, as a finding's place; null when it is none. */
export const termInEnglish = (text: string): string | null => TERMS[text] ?? null;

/** Says `text` in English by the first of the twins that it matches; null when none does. */
export function sayer(twins: readonly Twin[]): (text: string) => string | null {
  let patterns: readonly Pattern[] | null = null;
  return (text) => {
    // Compiled when the first English reader asks.
    patterns ??= twins.map(patternOf);
    for (const { test, names, english } of patterns) {
      const found = test.exec(text);
      if (!found) continue;
      return english.replaceAll(/\{(!?\w+)\}/g, (_, name: string) => {
        const value = found[names.indexOf(name) + 1] ?? '';
        return name.startsWith('!') ? listInEnglish(value) : valueInEnglish(value);
      });
    }
    return null;
  };
}
