/** 目标审核 over several forms: what two projects promise with one target, and what was copied from one form to the next. */
import {
  aboutForm,
  aboutRow,
  FIELD_NAMES,
  short,
  TEXT_FIELDS,
  withoutBlanks,
  type AuditedForm,
  type AuditedRow,
  type AuditFinding,
} from './audit-form.ts';

/** By the index of the form that the finding is about. */
type Found = readonly [number, AuditFinding];

export function auditAcross(forms: readonly AuditedForm[]): Found[] {
  return [...sameNames(forms), ...sameTargets(forms), ...copiedEffects(forms), ...cutTwins(forms)];
}

const named = ({ form }: AuditedForm): string => withoutBlanks(form.projectName ?? '');
const unitOf = ({ form }: AuditedForm): string => withoutBlanks(form.implementingUnit ?? '');

function grouped(forms: readonly AuditedForm[], key: (form: AuditedForm) => string): AuditedForm[][] {
  const groups = new Map<string, AuditedForm[]>();
  for (const form of forms) groups.set(key(form), [...(groups.get(key(form)) ?? []), form]);
  return [...groups].flatMap(([text, members]) => (text === '' ? [] : [members]));
}

/** Two projects of one unit with one name: nobody can tell them apart in a list. */
function sameNames(forms: readonly AuditedForm[]): Found[] {
  return grouped(forms, (form) => (named(form) === '' ? '' : `${unitOf(form)}|${named(form)}`))
    .filter((members) => members.length > 1)
    .flatMap((members) =>
      members.map((member): Found => {
        const message = `同一单位还有 ${members.length - 1} 个项目也叫“${short(named(member))}”，金额不同。`;
        const remedy = '请在名称里写明资金来源或用途，以便区分。';
        return [member.index, aboutForm(member, 'projectName', 'project-name-twice', { message, remedy })];
      }),
    );
}

/** Offices, cars and paper are bought by everybody; only who or what is served links two funds. */
const SERVED = /人数|人员|参保|享受|服务|培训|取证|租赁|对象|户数|就业/;

/** 服务人数 4276 under two funds: the same people, to be counted once. */
function sameTargets(forms: readonly AuditedForm[]): Found[] {
  const first = new Map<string, { form: AuditedForm; row: AuditedRow }>();
  return forms.flatMap((form) =>
    form.rows.flatMap((row): Found[] => {
      const { value, kind, unit } = row.row.target;
      if (row.group !== 'quantity' || !SERVED.test(row.name) || row.isCut) return [];
      if ((kind !== 'count' && kind !== 'number') || typeof value !== 'number' || value < 10) return [];
      const key = [unitOf(form), row.name.replace(/^(?:全县|享受)/, ''), value, unit ?? ''].join('|');
      const earlier = first.get(key);
      if (earlier === undefined || earlier.form.index === form.index) {
        first.set(key, { form, row });
        return [];
      }
      const finding = aboutRow(form, row, 'rawTarget', 'same-target-two-funds', {
        message: `“${short(row.name)}”${row.raw}与第 ${earlier.form.index + 1} 张表“${short(named(earlier.form))}”的相同，像是同一批对象由两笔资金支付。`,
        remedy: '若是同一批对象，请标为同一目标，汇总时只计一次；否则请分别填写。',
      });
      const twin = `/${earlier.form.index}/indicators/${earlier.row.at}`;
      return [[form.index, { ...finding, sameAs: twin }]];
    }),
  );
}

/** From so many projects of one unit with the same effects on they were copied. */
const COPIES = 3;

function copiedEffects(forms: readonly AuditedForm[]): Found[] {
  const effects = (form: AuditedForm) => {
    const ofGroup = (group: AuditedRow['group']) =>
      form.rows
        .filter((row) => row.group === group)
        .map(({ name, raw }) => `${name.slice(0, 9)}=${raw}`)
        .join(';');
    const [benefit, satisfaction] = [ofGroup('benefit'), ofGroup('satisfaction')];
    return benefit === '' || satisfaction === '' ? '' : `${unitOf(form)}|${benefit}|${satisfaction}`;
  };
  return grouped(forms, effects)
    .filter((members) => new Set(members.map(named)).size >= COPIES)
    .flatMap((members) =>
      members.map((member): Found => {
        const message = `效益和满意度指标与同一单位另外 ${members.length - 1} 个项目一字不差。`;
        const remedy = '请写本项目带来的效益和它的服务对象。';
        return [member.index, aboutForm(member, 'indicators', 'copied-from-other-form', { message, remedy })];
      }),
    );
}

/** Shorter texts begin alike by chance. */
const TELLING = 24;

/** A text that breaks off where another form's goes on: 报同级人 | 报同级人大批准. */
function cutTwins(forms: readonly AuditedForm[]): Found[] {
  return TEXT_FIELDS.flatMap((field) => {
    const texts = forms.map((context) => ({ context, text: withoutBlanks(context.form[field] ?? '') }));
    return texts.flatMap(({ context, text }): Found[] => {
      if (text.length < TELLING || /[。！；;”）)》等号元]$/.test(text)) return [];
      const goesOn = texts.some(
        (other) =>
          other.text.length > text.length &&
          other.text.startsWith(text) &&
          /[\u3400-\u9fff]/.test(other.text.charAt(text.length)),
      );
      if (!goesOn) return [];
      const message = `${FIELD_NAMES[field]}像是没有印完：“…${text.slice(-16)}”，别的表接着还有。`;
      const finding = aboutForm(context, field, 'text-cut-off', { message, remedy: '请对照原表补全。' });
      return [[context.index, finding]];
    });
  });
}
