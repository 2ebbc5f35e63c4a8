/** A bureau's own Word form: filled with the figures of the printed form, refused with what to do. */
import { Document, Packer, Paragraph, Table, TableCell, TableRow } from 'docx';
import { readFile } from 'node:fs/promises';
import PizZip from 'pizzip';
import { expect, test } from 'vitest';
import { evaluationData, evaluationMarks } from '../../domain/paper-marks-evaluation.ts';
import { noticeMarks } from '../../domain/paper-marks-notice.ts';
import { templateData, templateMarks } from '../../domain/paper-marks.ts';
import { selfEvaluationPaper } from '../../domain/paper-self-evaluation.ts';
import { shownContent } from '../../domain/paper.ts';
import { checkTemplate, fillTemplate } from '../../server/paper/template.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { ENTERED, FORM, PEOPLE, SELF_EVALUATION } from './paper-samples.ts';

const DATA = templateData({ form: FORM, entered: ENTERED, people: PEOPLE });
const MARKS = templateMarks();

const cells = (texts: readonly string[]): TableRow =>
  new TableRow({ children: texts.map((text) => new TableCell({ children: [new Paragraph(text)] })) });

async function template(lines: readonly string[], rows: readonly string[][] = []): Promise<Buffer> {
  const table = rows.length === 0 ? [] : [new Table({ rows: rows.map(cells) })];
  return await Packer.toBuffer(
    new Document({ sections: [{ children: [...lines.map((line) => new Paragraph(line)), ...table] }] }),
  );
}

/** The template with parts added or changed. */
function changed(bytes: Buffer, parts: Record<string, (old: string) => string>): Buffer {
  const zip = new PizZip(bytes);
  for (const [name, change] of Object.entries(parts)) zip.file(name, change(zip.file(name)?.asText() ?? ''));
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' });
}

async function refusalOf(bytes: Uint8Array): Promise<{ refusal: string; message: string; marks: string[] }> {
  const answer = await fillTemplate(bytes, DATA, MARKS);
  if ('docx' in answer) throw new Error('was filled');
  return answer;
}

test('every mark of the list is filled with what the printed form shows, rows once for each indicator', async () => {
  const plain = MARKS.filter(({ loop }) => loop === null).map(({ mark }) => mark);
  const inLoop = MARKS.filter(({ loop }) => loop !== null).map(({ mark }) => mark);
  const row = inLoop.map((mark, n) =>
    n === 0 ? `{#指标}{${mark}}` : n === inLoop.length - 1 ? `{${mark}}{/指标}` : `{ ${mark} }`,
  );
  const bytes = await template(
    plain.map((mark) => `${mark}=“{${mark}}”`),
    [inLoop, row],
  );
  const answer = await fillTemplate(bytes, DATA, MARKS);
  if (!('docx' in answer)) throw new Error(answer.message);
  const { rows } = await rowsOfDocx(answer.docx);
  const text = rows.map(({ cells: own }) => own.join('|')).join('\n');
  for (const mark of plain) expect(text).toContain(`${mark}=“${DATA.plain[mark] ?? 'MISSING'}”`);
  const table = rows.filter(({ place }) => place.table !== undefined).map(({ cells: own }) => own);
  expect(table).toHaveLength(1 + FORM.indicators.length);
  table.slice(1).forEach((own, n) => {
    expect(own).toEqual(inLoop.map((mark) => DATA.loops['指标']?.[n]?.[mark]));
  });
  // Nobody entered a reason for the first, nor anything for the last: empty, not 无 and not 0.
  expect(DATA.loops['指标']?.[0]?.['原因说明']).toBe('');
  expect(DATA.loops['指标']?.at(-1)?.['全年预计完成情况']).toBe('');
  expect(DATA.plain['其他资金全年预计执行数']).toBe('');
  expect(DATA.plain['资金总额全年预计执行数']).toBe('10,185.741635');
});

test('the same template and data give the same bytes, seconds later too', async () => {
  const bytes = await template(['{项目名称}']);
  const first = await fillTemplate(bytes, DATA, MARKS);
  // Dates in a zip have two seconds; nothing may depend on them.
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  const second = await fillTemplate(bytes, DATA, MARKS);
  if (!('docx' in first && 'docx' in second)) throw new Error('was refused');
  expect(second.docx.equals(first.docx)).toBe(true);
});

test('a value is text and never markup or a mark of its own', async () => {
  const hostile = { ...DATA, plain: { ...DATA.plain, 项目名称: '<w:p/>&amp; {年度} \u0000 a\nb' } };
  const answer = await fillTemplate(await template(['{项目名称}']), hostile, MARKS);
  if (!('docx' in answer)) throw new Error(answer.message);
  const { rows } = await rowsOfDocx(answer.docx);
  expect(rows.map(({ cells: own }) => own.join('')).filter((text) => text !== '')).toEqual([
    '<w:p/>&amp; {年度}  a',
    'b',
  ]);
});

test('marks that are unknown are named with what to do', async () => {
  const refusal = await refusalOf(await template(['{项目名}', '{年度}', '{执行情況}']));
  expect(refusal).toMatchObject({ refusal: 'unknown_mark', marks: ['项目名', '执行情況'] });
  expect(refusal.message).toContain('{项目名}、{执行情況}');
  expect(refusal.message).toContain('标记清单');
  expect(await refusalOf(await template(['{constructor}{__proto__}']))).toMatchObject({
    refusal: 'unknown_mark',
  });
  // Raw markup is the library's and not ours.
  expect(await refusalOf(await template(['{@项目名称}']))).toMatchObject({ refusal: 'unknown_mark' });
});

test('a mark of an indicator outside its loop says where it belongs', async () => {
  const refusal = await refusalOf(await template(['{三级指标}']));
  expect(refusal).toMatchObject({ refusal: 'unknown_mark', marks: ['三级指标'] });
  expect(refusal.message).toContain('{#指标} 和 {/指标} 之间');
});

test('broken loops and braces are refused each with its own sentence', async () => {
  expect(await refusalOf(await template(['{#指标}{三级指标}']))).toMatchObject({ refusal: 'broken_loop' });
  expect(await refusalOf(await template(['{三级指标}{/指标}']))).toMatchObject({ refusal: 'broken_loop' });
  const other = await refusalOf(await template(['{#项目}{项目名称}{/项目}']));
  expect(other).toMatchObject({ refusal: 'broken_loop', marks: ['项目'] });
  expect(other.message).toContain('{#指标}…{/指标}');
  const brace = await refusalOf(await template(['{项目名称']));
  expect(brace).toMatchObject({ refusal: 'broken_mark', marks: ['项目名称'] });
  expect(brace.message).toContain('花括号');
  expect(await refusalOf(await template(['没有标记']))).toMatchObject({ refusal: 'no_marks' });
});

test('what runs, reaches out or is no Word document is refused', async () => {
  const good = await template(['{项目名称}']);
  const macro = changed(good, {
    '[Content_Types].xml': (old) =>
      old.replace('wordprocessingml.document.main+xml', 'wordprocessingml.document.macroEnabled.main+xml'),
  });
  expect(await refusalOf(macro)).toMatchObject({ refusal: 'macros' });
  expect(await refusalOf(changed(good, { 'word/vbaProject.bin': () => 'x' }))).toMatchObject({
    refusal: 'macros',
  });
  const linked = (type: string) =>
    changed(good, {
      'word/_rels/document.xml.rels': (old) =>
        old.replace(
          '</Relationships>',
          `<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="http://127.0.0.1/" TargetMode="External"/></Relationships>`,
        ),
    });
  expect(await refusalOf(linked('attachedTemplate'))).toMatchObject({ refusal: 'external' });
  expect(await fillTemplate(linked('hyperlink'), DATA, MARKS)).toHaveProperty('docx');
  expect(await refusalOf(Buffer.from('纯文本'))).toMatchObject({ refusal: 'not_docx' });
  expect((await refusalOf(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))).message).toContain('.docx');
  expect(await refusalOf(Buffer.alloc(5 * 1024 * 1024 + 1))).toMatchObject({ refusal: 'too_large' });
  expect(await refusalOf(Buffer.concat([good.subarray(0, 400), Buffer.alloc(100)]))).toMatchObject({
    refusal: 'unreadable',
  });
});

test('a bomb is refused before it is inflated', async () => {
  const zip = new PizZip(await template(['{项目名称}']));
  zip.file('word/media/a.xml', '0'.repeat(60 * 1024 * 1024));
  const bomb = zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' });
  expect(bomb.byteLength).toBeLessThan(200_000);
  expect(await refusalOf(bomb)).toMatchObject({ refusal: 'unreadable' });
});

test('a template is checked when it comes, and tells its marks', async () => {
  expect(await checkTemplate(await template(['{项目名称}{#指标}{备注}{/指标}']), MARKS)).toEqual({
    marks: ['项目名称', '指标', '备注'],
  });
  expect(await checkTemplate(await template(['{坏}']), MARKS)).toMatchObject({ refusal: 'unknown_mark' });
});

test('the documentation lists every mark and no other', async () => {
  const text = await readFile(new URL('../../docs/templates.md', import.meta.url), 'utf8');
  const listed = [...text.matchAll(/^\| `\{(.+?)\}` +\|/gm)].map(([, mark]) => mark);
  expect(listed).toEqual([...MARKS, ...evaluationMarks(), ...noticeMarks()].map(({ mark }) => mark));
});

test('every mark of a self-evaluation is filled with what its printed form shows', async () => {
  const data = evaluationData(SELF_EVALUATION);
  const marks = evaluationMarks();
  const of = (loop: string | null) => marks.filter((each) => each.loop === loop).map(({ mark }) => mark);
  expect(Object.keys(data.plain).sort()).toEqual(of(null).sort());
  const indicators = data.loops['指标'] ?? [];
  expect(indicators).toHaveLength(SELF_EVALUATION.printed.length);
  for (const row of indicators) expect(Object.keys(row).sort()).toEqual(of('指标').sort());
  const printed = new Set(
    selfEvaluationPaper(SELF_EVALUATION)
      .blocks.flatMap((block) => (block.kind === 'table' ? block.parts.flat() : []))
      .flatMap(({ cells: own }) => own.flatMap(({ content }) => shownContent(content).split('\n'))),
  );
  const shown = (texts: Record<string, string>, names: readonly string[]) => {
    for (const name of names) if (texts[name] !== '') expect(printed, name).toContain(texts[name]);
  };
  shown(data.plain, [
    '项目名称',
    '资金总额全年预算数',
    '资金总额执行率',
    '执行率得分',
    '分值合计',
    '总分',
    '实际完成情况',
  ]);
  for (const row of indicators) {
    shown(row, ['三级指标', '年度指标值', '实际完成值', '分值', '得分', '偏差原因']);
    if (row['计算过程'] !== '') expect(printed).toContain(`计算：${row['计算过程'] ?? ''}`);
  }
  expect(indicators.some((row) => row['计算过程'] !== '' && row['得分'] !== '')).toBe(true);
  const answer = await fillTemplate(
    await template(
      of(null).map((mark) => `${mark}：{${mark}}`),
      [
        of('指标').map(
          (mark, n) => `${n === 0 ? '{#指标}' : ''}{${mark}}${n === of('指标').length - 1 ? '{/指标}' : ''}`,
        ),
      ],
    ),
    data,
    marks,
  );
  if (!('docx' in answer)) throw new Error(answer.message);
  const rows = (await rowsOfDocx(answer.docx)).rows.map(({ cells: own }) => own.join('|'));
  for (const [mark, text] of Object.entries(data.plain)) {
    expect(rows.join('\n').replace(/\s/g, '')).toContain(`${mark}：${text}`.replace(/\s/g, ''));
  }
  expect(rows.filter((row) => row.startsWith('1|'))).toHaveLength(1);
  expect(rows.some((row) => row.startsWith(`${String(indicators.length)}|`))).toBe(true);
});
