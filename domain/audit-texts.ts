/** 目标审核: the texts of a form. Each says its own thing, whole, about this year, and names nobody. */
import {
  aboutForm,
  FIELD_NAMES,
  isOfUnknownTemplate,
  isPrinted,
  short,
  TEXT_FIELDS,
  withoutBlanks,
  type AuditedForm,
  type AuditFinding,
  type TextField,
} from './audit-form.ts';
import { auditPersons } from './audit-persons.ts';

const DESCRIPTIONS: readonly TextField[] = ['overview', 'basis', 'necessity', 'measures', 'plan'];

/** A text compared: without blanks, marks and document numbers' brackets. */
const plain = (text: string): string => text.replace(/[\s。，,.、；;：:“”"'（）()【】〔〕[\]]+/g, '');

export function auditTexts(context: AuditedForm, neighbours: readonly AuditedForm[]): AuditFinding[] {
  return [
    ...missing(context, neighbours),
    ...allAlike(context),
    ...TEXT_FIELDS.flatMap((field) => {
      const text = context.form[field];
      return text === null ? [] : ofText(context, field, text.trim());
    }),
    ...goalCopied(context),
    ...numbersDiffer(context),
    ...aboutUnit(context),
    ...auditPersons(context),
  ];
}

/** A form that prints none of the descriptions has no such fields (Ningxia's). */
function missing(context: AuditedForm, neighbours: readonly AuditedForm[]): AuditFinding[] {
  const { form } = context;
  const findings: AuditFinding[] = [];
  const empty = DESCRIPTIONS.filter(
    (field) => !form[field]?.trim() && (!isOfUnknownTemplate(form) || isPrinted(context, neighbours, field)),
  );
  if (empty.length > 0 && empty.length < DESCRIPTIONS.length) {
    const names = empty.map((field) => FIELD_NAMES[field]).join('、');
    const [first = null] = empty;
    findings.push(
      aboutForm(context, first, 'text-missing', { message: `${names}没有填写。`, remedy: '请补填。' }),
    );
  }
  if (!form.goalAnnual?.trim() && (form.goalPeriod?.trim() || isPrinted(context, neighbours, 'goalAnnual'))) {
    const isCopy = context.years === 1 && form.goalPeriod !== null;
    findings.push(
      aboutForm(context, 'goalAnnual', 'annual-goal-missing', {
        message: '年度目标没有填写。',
        remedy: '请补填本年度要做到什么。',
        ...(isCopy ? { fix: [{ path: `/${context.index}/goalAnnual`, value: form.goalPeriod ?? '' }] } : {}),
      }),
    );
  }
  return findings;
}

/** As many of the texts as may not be one and the same sentence. */
const ALIKE = 3;

function allAlike(context: AuditedForm): AuditFinding[] {
  const byText = new Map<string, TextField[]>();
  for (const field of TEXT_FIELDS) {
    const text = plain(context.form[field] ?? '');
    if (text !== '') byText.set(text, [...(byText.get(text) ?? []), field]);
  }
  return [...byText].flatMap(([, fields]) => {
    const descriptions = fields.filter((field) => DESCRIPTIONS.includes(field));
    const goals = descriptions.length < fields.length ? 1 : 0;
    if (descriptions.length < 2 || descriptions.length + goals < ALIKE) return [];
    const names = fields.map((field) => FIELD_NAMES[field]).join('、');
    return [
      aboutForm(context, fields[0] ?? null, 'texts-all-alike', {
        message: `${names}写的是同一句话。`,
        remedy: '请分别写明做什么、依据什么、为什么、怎样保证、分几步。',
      }),
    ];
  });
}

/** The goal in the very words of the overview or the plan; where more fields agree, that is told. */
function goalCopied(context: AuditedForm): AuditFinding[] {
  const { form } = context;
  for (const field of ['goalAnnual', 'goalPeriod'] as const) {
    const goal = plain(form[field] ?? '');
    const same = DESCRIPTIONS.filter((other) => plain(form[other] ?? '') === goal);
    const [source] = same;
    if (goal.length < SAME_TEXT || source === undefined || same.length >= ALIKE - 1) continue;
    return [
      aboutForm(context, field, 'goal-copies-text', {
        message: `${FIELD_NAMES[field]}照抄了${FIELD_NAMES[source]}。`,
        remedy: '请写本年度要做到什么、做到多少。',
      }),
    ];
  }
  return [];
}

/** Texts shorter than this are alike by chance. */
const SAME_TEXT = 30;

/** One passage in two fields with other numbers in it: 2022年共需 here, 2023年共需 there. */
function numbersDiffer(context: AuditedForm): AuditFinding[] {
  const wordless = (text: string) => withoutBlanks(text).replace(/\d+(?:\.\d+)?/g, '#');
  const first = new Map<string, { field: TextField; text: string }>();
  return TEXT_FIELDS.flatMap((field) => {
    const text = withoutBlanks(context.form[field] ?? '');
    if (text.length < SAME_TEXT) return [];
    const key = wordless(text);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, { field, text });
      return [];
    }
    const [mine, theirs] = [text, earlier.text].map((one) => one.match(/\d+(?:\.\d+)?/g) ?? []);
    const at = (mine ?? []).findIndex((number, index) => number !== theirs?.[index]);
    if (at < 0) return [];
    return [
      aboutForm(context, field, 'text-numbers-differ', {
        message: `${FIELD_NAMES[field]}与${FIELD_NAMES[earlier.field]}是同一段话，数字却不同：${mine?.[at] ?? ''} 与 ${theirs?.[at] ?? ''}。`,
        remedy: '请核对哪一个对。',
      }),
    ];
  });
}

/** A text this short says nothing; characters without marks. */
const THIN = 6;
/** Shorter texts often stand without a full stop. */
const LONG = 40;

function ofText(context: AuditedForm, field: TextField, text: string): AuditFinding[] {
  const isDescription = field === 'necessity' || field === 'measures' || field === 'plan';
  const say = (rule: Parameters<typeof aboutForm>[2], message: string, remedy: string) =>
    aboutForm(context, field, rule, { message: `${FIELD_NAMES[field]}${message}`, remedy });
  const findings: AuditFinding[] = [];
  if (isDescription && plain(text).length <= THIN) {
    findings.push(say('text-too-thin', `只有“${short(text)}”。`, '请写具体。'));
  } else if (isDescription && onlyDocument(text)) {
    findings.push(say('text-only-document', '只写了文号。', '请写内容，文号写入立项依据。'));
  }
  if (isCutOff(context, field, text)) {
    findings.push(say('text-cut-off', `像是没有印完：“…${text.slice(-16)}”。`, '请对照原表补全。'));
  }
  const repeated = repeatedSentence(text);
  if (repeated !== null) {
    findings.push(say('text-repeats-itself', `里“${short(repeated)}”重复了几遍。`, '请删去重复的。'));
  }
  const gap = misnumbered(text);
  if (gap !== null) {
    findings.push(say('items-misnumbered', `的条目缺第 ${gap} 条。`, '请核对是否漏写。'));
  }
  const years = otherYear(context, field, text);
  if (years !== null) findings.push(say('text-of-other-year', years, '请核对年度。'));
  return findings;
}

const DOCUMENT = /[\u3400-\u9fff]{0,8}[【〔[(（]20\d\d[】〕\])）]\d{1,4}号(?:文件?)?/g;

function onlyDocument(text: string): boolean {
  return text.search(DOCUMENT) >= 0 && plain(text.replace(DOCUMENT, '')).length <= 2;
}

/** Ends where something must follow; a number that opens an item; the beginning of what its twin says in full. */
function isCutOff({ form }: AuditedForm, field: TextField, text: string): boolean {
  if (/[,，、:：(（]$|(?:^|[。；;])\d{1,2}[、.]?$|[\u3400-\u9fff](?:的|及|和|与|或)$/.test(text)) return true;
  const twins = TEXT_FIELDS.filter((other) => other !== field).map((other) => form[other] ?? '');
  const isEnded = /[。！？!?；;”"’）)】》.等号元]$/.test(text);
  if (isEnded) return false;
  const own = withoutBlanks(text);
  const next = twins
    .map(withoutBlanks)
    .filter((twin) => own.length >= 20 && twin.length > own.length && twin.startsWith(own))
    .map((twin) => twin.charAt(own.length));
  if (next.some((char) => /[\u3400-\u9fff]/.test(char))) return true;
  // A long text that ends its sentences, all but the last.
  return text.length >= LONG && /[。；;]/.test(text.slice(0, -1)) && !/[件人]$/.test(text);
}

/** A sentence of some length that stands in the text three times. */
function repeatedSentence(text: string): string | null {
  const counts = new Map<string, number>();
  for (const sentence of text.split(/[。；;]|(?<![\d])\d{1,2}[.、．](?!\d)/)) {
    const key = plain(sentence);
    if (key.length < 8) continue;
    const count = (counts.get(key) ?? 0) + 1;
    if (count >= 3) return sentence.trim();
    counts.set(key, count);
  }
  return null;
}

/** 1、… 3、…: the number that is left out, when the items begin at 1. */
function misnumbered(text: string): number | null {
  const numbers = [...text.matchAll(/(?:^|[。；;\s])(\d)[、.．](?!\d)/g)].map((match) => Number(match[1]));
  if (numbers[0] !== 1) return null;
  const gap = numbers.findIndex((number, at) => number > at + 1);
  return gap < 0 || numbers.slice(0, gap).some((number, at) => number !== at + 1) ? null : gap + 1;
}

const UNIT_WORDS = /事业单位|公益[一二]类|副?科级|建制|在编|职能|主要职责|内设机构/;

/** What the office is and does stands where the project should be described. */
function aboutUnit(context: AuditedForm): AuditFinding[] {
  const [text, unit] = [context.form.overview, context.form.implementingUnit].map((one) =>
    withoutBlanks(one ?? ''),
  );
  if (!text || !unit || !text.startsWith(unit) || !UNIT_WORDS.test(text)) return [];
  return [
    aboutForm(context, 'overview', 'overview-about-unit', {
      message: '项目概况写的主要是单位的情况，没有说清这笔钱办什么事。',
      remedy: '请写明项目的内容、对象和数量。',
    }),
  ];
}

/** Plans and measures that name only an earlier year; numbers of documents and days before which a rule holds are no plan. */
function otherYear({ form }: AuditedForm, field: TextField, text: string): string | null {
  const { fiscalYear } = form;
  const issued = /下达(20\d\d)年/.exec(text)?.[1];
  const named = /(20\d\d)年/.exec(withoutBlanks(form.projectName ?? ''))?.[1];
  // Money of 2021 cannot have come with a notice about 2022's.
  if (issued !== undefined && named !== undefined && issued !== named)
    return `说的是 ${issued} 年的资金，项目名称是 ${named} 年。`;
  if (fiscalYear === null || field === 'basis' || field === 'necessity') return null;
  const said = text
    .replace(/[【〔[(（]20\d\d[】〕\])）]/g, '')
    .replace(/20\d\d年\d{1,2}月\d{1,2}日/g, '')
    .replace(/20\d\d年(?:底)?(?:之前|以前|之后|以后)/g, '');
  const years = [...said.matchAll(/(20\d\d)\s*年/g)].map((match) => Number(match[1]));
  // Arrears that are paid, money of the year before and long plans are about other years by right.
  if (/补发|清算|结转|规划|下达20\d\d年|下达20\d\d年度/.test(said) || years.length === 0) return null;
  const last = Math.max(...years);
  return last < fiscalYear ? `说的是 ${last} 年，预算年度是 ${fiscalYear} 年。` : null;
}
