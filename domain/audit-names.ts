/** 目标审核: names of indicators. A name must say what is measured; the number belongs into the target. */
import {
  aboutForm,
  aboutRow,
  short,
  withoutBlanks,
  type AuditedForm,
  type AuditedRow,
  type AuditFinding,
} from './audit-form.ts';

const CATEGORY =
  /^(?:产出|数量|质量|时效|成本|效益|经济效益|社会效益|生态效益|可持续(?:影响|效益|发展|性)?|满意度?|绩效)(?:指标)?$/;
/** A kind of measure without its subject. */
const GENERAL = /^(?:及时性?|完成时间|完成情况|影响力?|效果|作用|人数|次数|按时完成率|完成率|人员)$/;
const YEAR = /^20\d\d年?度?$/;
const DOCUMENT = /^[^\d]{1,8}[【〔[(（〈]20\d\d[】〕\])）〉]\d{1,4}号?(?:文件?)?.{0,2}$/;
/** Money, or people and things that are counted, inside a name; a year, a month or a document's number is none. */
const NUMBER_IN_NAME =
  /20\d\d[.．年]\d{1,2}月?[-—至到]|(?:\d{3,}(?:\.\d+)?|\d+(?:\.\d+)?万)元|(?<![\d〔【(（])\d{1,5}(?:人|名|台|套|份)(?!次)/;
/** A percentage under such a name says what it is a share of. */
const SAYS_WHAT =
  /(?:率|度|比例|占比|比重|程度|质量|满意|水平|意识|能力|情况|性|效果|人数|次数|数量)(?:达到|达|提高|提升)?$/;

export function auditNames(context: AuditedForm): AuditFinding[] {
  return [
    ...context.rows.filter(({ name }) => name !== '').flatMap((row) => nameFindings(context, row)),
    ...twice(context),
    ...cutByColumn(context),
    ...goalAsName(context),
  ];
}

function nameFindings(context: AuditedForm, row: AuditedRow): AuditFinding[] {
  const { name, row: printed } = row;
  const say = (rule: Parameters<typeof aboutRow>[3], message: string, remedy: string, becomes?: string) => [
    aboutRow(context, row, 'name', rule, { message, remedy, ...(becomes === undefined ? {} : { becomes }) }),
  ];
  if (CATEGORY.test(name)) {
    return say('name-is-category', `三级指标只写了类别“${name}”，没有说衡量什么。`, '请写出具体的指标名称。');
  }
  if (YEAR.test(name)) {
    return say(
      'name-is-year',
      `三级指标名称“${name}”只是年份。`,
      '请写出要按时做完的事，如“资金拨付及时率”。',
    );
  }
  if (DOCUMENT.test(name)) {
    return say(
      'name-is-document',
      `三级指标名称“${short(name)}”是文号。`,
      '请写出具体的指标名称，文号写入立项依据。',
    );
  }
  if (row.isCut) {
    return say('name-cut-off', `三级指标名称“${name}”像是没有印完。`, '请对照原表补全名称。');
  }
  if (GENERAL.test(name)) {
    return say(
      'name-too-general',
      `三级指标名称“${name}”没有说明是什么的${name}。`,
      '请补上对象，如“补贴发放及时率”。',
    );
  }
  const number = NUMBER_IN_NAME.exec(name);
  if (number) {
    return say('number-in-name', `三级指标名称“${short(name)}”里写了数值或时间。`, '请把数值写在指标值里。');
  }
  if (/[。；;]/.test(name)) {
    return say('name-is-sentence', `三级指标名称“${short(name)}”是一句话。`, '请改成名称：衡量什么。');
  }
  const { kind, value } = printed.target;
  if (kind === 'qualitative' && row.group === 'benefit' && DIRECTED.test(name)) {
    const message = `三级指标名称“${short(name)}”里已经说了方向。`;
    return say('direction-in-name', message, '请把名称改成衡量的事，方向和程度写在指标值里。');
  }
  const isShare =
    kind === 'percentage' && value !== 0 && (row.group === 'quality' || row.group === 'benefit');
  if (isShare && !SAYS_WHAT.test(name.replace(/[（(][^）)]*[）)]$/, ''))) {
    const remedy = '请在名称里写明，如“……合格率”“……覆盖率”。';
    return say('percentage-of-nothing', `“${short(name)}”的“${row.raw}”没有说是什么的比率。`, remedy);
  }
  return [];
}

const DIRECTED = /(?:减少|降低|下降|提高|提升|增加|增强)$/;
/** Shorter names stand in a goal by chance. */
const GOAL_WORDS = 8;

/** 良好完成拨付…: the goal's sentence, once more, as an indicator. */
function goalAsName(context: AuditedForm): AuditFinding[] {
  const { goalAnnual, goalPeriod } = context.form;
  const goals = [goalAnnual, goalPeriod].map((goal) => withoutBlanks(goal ?? ''));
  return context.rows.flatMap((row) =>
    row.name.length >= GOAL_WORDS && goals.some((goal) => goal.startsWith(row.name))
      ? [
          aboutRow(context, row, 'name', 'name-repeats-goal', {
            message: `三级指标名称“${short(row.name)}”是目标的原话。`,
            remedy: '请写目标里可以衡量的一项。',
          }),
        ]
      : [],
  );
}

/** The same name, or one inside the other's beginning, on two rows of the form. */
function twice(context: AuditedForm): AuditFinding[] {
  const seen = new Map<string, AuditedRow>();
  return context.rows.flatMap((row) => {
    const { name } = row;
    const key = name.replace(/[，,。].*$/, '').replace(/(?<=.{4})(?:质量|数量|情况)$/, '');
    if (key.length < 4 || CATEGORY.test(name) || YEAR.test(name)) return [];
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, row);
      return [];
    }
    return [
      aboutRow(context, row, 'name', 'name-twice', {
        message: `“${short(key)}”在${first.row.level2}下已有一个。`,
        remedy: '请改名区分，或删去一个。',
      }),
    ];
  });
}

/** Names that a message lists. */
const NAMED = 3;

/** The narrow annual column cut names off that the period column prints whole: one finding for all of them. */
function cutByColumn(context: AuditedForm): AuditFinding[] {
  const cut = context.rows.filter(
    ({ row }) =>
      row.fullName.length > row.name.length && row.name !== '' && row.fullName.startsWith(row.name),
  );
  if (cut.length === 0) return [];
  const shown = cut.slice(0, NAMED).map(({ name }) => `“${short(name)}”`);
  return [
    aboutForm(context, 'indicators', 'names-cut-by-column', {
      message: `年度栏有 ${cut.length} 个指标名称没有印完，取实施期栏较长的写法：${shown.join('、')}${cut.length > shown.length ? '等' : ''}。`,
      remedy: '请核对名称。',
      fix: cut.map(({ at, row }) => ({
        path: `/${context.index}/indicators/${at}/name`,
        value: row.fullName,
      })),
    }),
  ];
}
