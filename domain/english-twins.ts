/**
 * Sentences that are made of one Chinese template and said in English beside it: findings, reasons, refusals of a field. The
 * Chinese is what is stored and what other systems read; who reads English gets its twin, with what is printed (names, targets,
 * words of a file) left as it is.
 */

/** `“{name}”没有{scope}指标值。` and its twin; what stands in braces is carried over. */
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

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

function patternOf([chinese, english]: Twin): Pattern {
  const names: string[] = [];
  const parts = chinese.split(/\{(\w+)\}/);
  const source = parts
    .map((part, index) => {
      if (index % 2 === 0) return escaped(part);
      names.push(part);
      return '([\\s\\S]*?)';
    })
    .join('');
  return { test: new RegExp(`^${source}$`, 'u'), names, english };
}

/** Says `text` in English by the first of the twins that it matches; null when none does. */
export function sayer(twins: readonly Twin[]): (text: string) => string | null {
  let patterns: readonly Pattern[] | null = null;
  return (text) => {
    // Compiled when the first English reader asks.
    patterns ??= twins.map(patternOf);
    for (const { test, names, english } of patterns) {
      const found = test.exec(text);
      if (!found) continue;
      return english.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const value = found[names.indexOf(name) + 1] ?? '';
        return TERMS[value] ?? value;
      });
    }
    return null;
  };
}
