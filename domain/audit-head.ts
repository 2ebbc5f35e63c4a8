/** 目标审核: head of a form and what it must have. Department, attribute, dates, the groups of its indicators. */
import {
  aboutForm,
  GROUP_NAMES,
  isPrinted,
  withoutBlanks,
  type AuditedForm,
  type AuditFinding,
} from './audit-form.ts';
import { INDICATOR_GROUPS } from './indicator-group.ts';

export function auditHead(context: AuditedForm, neighbours: readonly AuditedForm[]): AuditFinding[] {
  return [
    ...department(context, neighbours),
    ...departmentCut(context, neighbours),
    ...attribute(context, neighbours),
    ...groups(context),
    ...blankPart(context, neighbours),
    ...dates(context),
  ];
}

/** What the heads of a document's forms say, counted once: thousands of forms are not compared each with each. */
interface Heads {
  /** Codes of each department and how often, in the order of print. */
  departments: Map<string, Map<string | null, number>>;
  /** Of forms that name no department, by their unit. */
  codesOfUnits: Map<string | null, Map<string | null, number>>;
  codes: Map<string | null, number>;
  attributes: Map<string, number>;
  /** By layout: how many print 其他资金. */
  otherFunds: Map<string, number>;
}

const headsOfForms = new WeakMap<readonly AuditedForm[], Heads>();

function headsOf(neighbours: readonly AuditedForm[]): Heads {
  let heads = headsOfForms.get(neighbours);
  if (!heads) headsOfForms.set(neighbours, (heads = countHeads(neighbours)));
  return heads;
}

function countHeads(neighbours: readonly AuditedForm[]): Heads {
  const heads: Heads = {
    departments: new Map(),
    codesOfUnits: new Map(),
    codes: new Map(),
    attributes: new Map(),
    otherFunds: new Map(),
  };
  const { departments, codesOfUnits } = heads;
  for (const { form, departmentName, attribute: text } of neighbours) {
    const { departmentCode: code, implementingUnit: unit } = form;
    const own = departments.get(departmentName) ?? new Map<string | null, number>();
    departments.set(departmentName, own);
    count(own, code);
    if (form.department === null) {
      const ofUnit = codesOfUnits.get(unit) ?? new Map<string | null, number>();
      codesOfUnits.set(unit, ofUnit);
      count(ofUnit, code);
    }
    count(heads.codes, code);
    if (text !== '') count(heads.attributes, text);
    if (form.funding.annual?.other != null) count(heads.otherFunds, form.layout);
  }
  return heads;
}

function count<Key>(counts: Map<Key, number>, key: Key, times = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + times);
}

/** A code is held for a slip when the same department's other forms agree on another, at least this often. */
const MAJORITY = 3;

function department(context: AuditedForm, neighbours: readonly AuditedForm[]): AuditFinding[] {
  const { department: name, departmentCode: code } = context.form;
  const missing = [
    name === null && isPrinted(context, neighbours, 'department') ? '主管部门名称' : '',
    code === null && isPrinted(context, neighbours, 'departmentCode') ? '主管部门代码' : '',
  ].filter(Boolean);
  if (missing.length > 0) {
    const message = `没有读到${missing.join('和')}。`;
    return [
      aboutForm(context, name === null ? 'department' : 'departmentCode', 'department-missing', {
        message,
        remedy: '请补填。',
      }),
      ...codeUnlike(context, neighbours),
    ];
  }
  return codeUnlike(context, neighbours);
}

/**
 * Compared with the forms of the same department, else with those of the same unit: a code that is the beginning of the
 * usual one, or differs from it in one digit, is a slip; another department of the same unit has a code of its own.
 */
function codeUnlike(context: AuditedForm, neighbours: readonly AuditedForm[]): AuditFinding[] {
  const { departmentCode: code, department: name, implementingUnit: unit } = context.form;
  if (code === null) return [];
  const own = context.departmentName;
  const { departments, codesOfUnits, codes } = headsOf(neighbours);
  const compared = new Map<string | null, number>();
  for (const [department, itsCodes] of departments) {
    if (own === '' || !alike(department, own)) continue;
    for (const [itsCode, times] of itsCodes) count(compared, itsCode, times);
  }
  if (name === null) {
    for (const [itsCode, times] of codesOfUnits.get(unit) ?? []) count(compared, itsCode, times);
  }
  const usual = mostUsual(compared);
  if (usual === null || usual.key === code || usual.count < Math.min(MAJORITY, neighbours.length - 1))
    return [];
  const others = codes.get(code) ?? 0;
  if (others > usual.count / 3 && !usual.key.startsWith(code)) return [];
  return [
    aboutForm(context, 'departmentCode', 'department-code-odd', {
      message: `主管部门代码“${code}”与同一部门其他 ${usual.count} 张表的“${usual.key}”不同。`,
      remedy: '请核对代码。',
      fix: [{ path: `/${context.index}/departmentCode`, value: usual.key }],
    }),
  ];
}

/** 社会保障 and 社会保障股 are one; a name that was cut off too. */
const alike = (a: string, b: string): boolean =>
  a.length >= 4 && b.length >= 4 ? a.startsWith(b) || b.startsWith(a) : a === b;

function mostUsual(counts: ReadonlyMap<string | null, number>): { key: string; count: number } | null {
  const known = [...counts].flatMap(([key, times]) => (key === null ? [] : [{ key, count: times }]));
  return known.sort((a, b) => b.count - a.count || b.key.length - a.key.length)[0] ?? null;
}

/** 社会保障 beside 社会保障股 with one code: a name that lost its end. */
function departmentCut(context: AuditedForm, neighbours: readonly AuditedForm[]): AuditFinding[] {
  const { departmentName: own, form } = context;
  const code = form.departmentCode;
  if (own.length < 4) return [];
  const whole = [...headsOf(neighbours).departments].find(
    ([name, codes]) =>
      name.length > own.length && name.startsWith(own) && (name.length - own.length <= 2 || codes.has(code)),
  )?.[0];
  if (whole === undefined) return [];
  return [
    aboutForm(context, 'department', 'department-name-odd', {
      message: `主管部门“${own}”像是没有写全，别的表是“${whole}”。`,
      remedy: '请核对部门名称。',
    }),
  ];
}

const KNOWN_ATTRIBUTE =
  /^(?:(?:一次性|经常性|持续性|延续性?|阶段性|常年性|跨年度?|新增)(?:项目)?|\d{4}-{1,2}.{2,8}项目)(?:[（(].*[）)])?$/;

/** 新增项目□　延续项目√: what is ticked; the text itself where nothing can be ticked, null where nothing is. */
function tickedOf(text: string): string | null {
  if (!/[□☐]/.test(text)) return text;
  const isBefore = /^[□☐√☑■✓]/.test(text);
  const ticked = isBefore ? /[√☑■✓]\s*(\p{Script=Han}+)/u : /(\p{Script=Han}+)\s*[√☑■✓]/u;
  return ticked.exec(text)?.[1] ?? null;
}

function attribute(context: AuditedForm, neighbours: readonly AuditedForm[]): AuditFinding[] {
  const { form, years } = context;
  const text = context.attribute;
  if (text === '') {
    if (!isPrinted(context, neighbours, 'attribute')) return [];
    return [
      aboutForm(context, 'attribute', 'attribute-missing', {
        message: '没有读到项目属性。',
        remedy: '请补填。',
      }),
    ];
  }
  const findings: AuditFinding[] = [];
  const { attributes } = headsOf(neighbours);
  const isUnusual = attributes.get(text) === 1 && neighbours.length >= 10 && !/[2-9]年结束/.test(text);
  const ticked = tickedOf(text);
  if (ticked === null) {
    const message = '项目属性没有勾选。';
    findings.push(aboutForm(context, 'attribute', 'attribute-odd', { message, remedy: '请选一项。' }));
  } else if (!KNOWN_ATTRIBUTE.test(ticked) || isUnusual || /--/.test(text)) {
    const usual = mostUsual(attributes)?.key ?? '';
    findings.push(
      aboutForm(context, 'attribute', 'attribute-odd', {
        message: `项目属性“${text}”与其他表的写法不同${usual === '' || usual === text ? '' : `（多为“${usual}”）`}。`,
        remedy: '请按规定的选项填写。',
      }),
    );
  }
  const ends = /([1-9])年结束/.exec(text)?.[1];
  const isRecurring = text.startsWith('经常性');
  const contradicts = isRecurring
    ? ends === '1' || years === 1
    : ends !== undefined && years !== null && Number(ends) !== years;
  if (contradicts) {
    findings.push(
      aboutForm(context, 'attribute', 'attribute-contradicts-duration', {
        message: `项目属性“${text}”与项目期“${form.duration ?? '未填'}”对不上。`,
        remedy: '经常性项目长期开展，一次性项目按期结束，请核对。',
      }),
    );
  }
  return findings;
}

function groups(context: AuditedForm): AuditFinding[] {
  if (context.rows.length === 0) return [];
  const missing = INDICATOR_GROUPS.filter((group) => !context.rows.some((row) => row.group === group));
  if (missing.length === 0) return [];
  return [
    aboutForm(context, 'indicators', 'group-missing', {
      message: `没有${missing.map((group) => GROUP_NAMES[group]).join('、')}指标。`,
      remedy: '请补填；确实没有的请说明理由。',
    }),
  ];
}

/** 其他资金 left blank where other forms of the same layout print a 0; a layout without that line has none that do. */
function blankPart(context: AuditedForm, neighbours: readonly AuditedForm[]): AuditFinding[] {
  const { funding, layout } = context.form;
  if (!funding.annual?.total || funding.annual.other !== null) return [];
  const filled = headsOf(neighbours).otherFunds.get(layout) ?? 0;
  if (filled < 2) return [];
  return [
    aboutForm(context, 'funding', 'funding-part-blank', {
      message: `其他资金没有填写，另有 ${filled} 张表填了。`,
      remedy: '没有其他资金请填 0。',
      fix: [{ path: `/${context.index}/funding/annual/other`, value: '0.00' }],
    }),
  ];
}

/** Years between filling in and the budget year from which a form is held for an old one rolled over. */
const OLD = 2;

function dates(context: AuditedForm): AuditFinding[] {
  const { filledAt, fiscalYear, projectName } = context.form;
  const findings: AuditFinding[] = [];
  const filled = filledAt === null ? null : Number(filledAt.slice(0, 4));
  if (filled !== null && fiscalYear !== null && fiscalYear - filled >= OLD) {
    findings.push(
      aboutForm(context, 'filledAt', 'form-dated-early', {
        message: `填报日期是 ${filled} 年，比 ${fiscalYear} 预算年度早 ${fiscalYear - filled} 年，像是旧表照搬。`,
        remedy: '请按本年度重新填报，或确认内容仍然有效。',
      }),
    );
  }
  const years = [...withoutBlanks(projectName ?? '').matchAll(/(20\d\d)年/g)].map((match) =>
    Number(match[1]),
  );
  const year = years.length === 0 ? null : Math.max(...years);
  if (year !== null && fiscalYear !== null && year < fiscalYear) {
    findings.push(
      aboutForm(context, 'projectName', 'project-of-other-year', {
        message: `项目名称写的是 ${year} 年，预算年度是 ${fiscalYear} 年。`,
        remedy: '若是结转或补发，请在概况里写明；否则请改名。',
      }),
    );
  }
  return findings;
}
