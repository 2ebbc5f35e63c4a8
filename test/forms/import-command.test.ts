import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runImport, type ImportCommandHooks } from '../../server/import-command.ts';
import { decodeText, rowsOfText, UnreadableDocument } from '../../server/forms/text.ts';
import { seedBytes } from './seeds.ts';

const seed = (name: string): string =>
  fileURLToPath(new URL(`../../db/demo/declarations/${name}.txt`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mubiao-import-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

async function run(
  args: string[],
  hooks: Partial<ImportCommandHooks> = {},
): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runImport(args, {
    commit: () => Promise.reject(new Error('nothing was to be committed')),
    ...hooks,
    write: (line) => out.push(line),
    complain: (line) => err.push(line),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('npm run import', () => {
  it('prints forms, units, totals, indicators and every finding with its place', async () => {
    const { code, out, err } = await run([seed('liulin')]);
    expect(code).toBe(0);
    expect(err).toBe('');
    expect(out).toContain('liulin.txt：目标表 47 张，年度资金合计 24,142.45 万元，指标 554 条');
    expect(out).toMatch(/柳林县社会保险中心：\d+ 张，[\d,.]+ 万元/);
    expect(out).toContain('文中说实行绩效目标管理的项目 64 个，读到目标表 47 张。');
    expect(out).toMatch(/\[说明\] 第 1407 行 这一行与前面的指标相同/);
  });

  it('prints the audit’s score by its aspects and the findings by rule, the most frequent first', async () => {
    const { out } = await run([seed('liulin')]);
    expect(out).toMatch(
      /目标审核 \d+(\.\d)? 分（[优良中差]，.+）：完整性 [\d.]+\/20，相关性 [\d.]+\/30，适当性/,
    );
    const counts = [...out.matchAll(/^ +(\d+) 处 .+（([a-z0-9-]+)）$/gm)].map(([, count]) => Number(count));
    expect(counts.length).toBeGreaterThan(40);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(out).toContain('三级指标名称应当完整。（name-cut-off）');
  });

  it('prints the budget tables and what the forms say beside them', async () => {
    const { out } = await run([seed('lishi'), '--year', '2023']);
    expect(out).toContain(
      '2023年项目支出预算表（上年结转）：6 行，合计 649.57 万元，合计相符 · 第 647–673 行',
    );
    expect(out).toContain('有资金无目标 8 个、1,061.98 万元');
    expect(out).toContain('[有资金无目标] 零工市场建设');
    expect((await run([seed('pingluo')])).out).not.toContain('预算表');
  });

  it('prints one JSON object for all files, and nothing else', async () => {
    const { code, out } = await run([seed('pingluo'), seed('lishi'), '--json']);
    expect(code).toBe(0);
    const answer = JSON.parse(out) as {
      forms: { filename: string }[];
      budgetTables: { filename: string; kind: string }[];
      findings: unknown[];
    };
    expect(Object.keys(answer)).toEqual(['forms', 'budgetTables', 'findings']);
    expect(answer.forms).toHaveLength(22);
    expect(answer.budgetTables.map(({ filename }) => filename)).toEqual(Array(17).fill('lishi.txt'));
    expect(answer.forms.at(-1)?.filename).toBe('lishi.txt');
  });

  it.each([
    ['no file', [], '没有给出文件'],
    ['a missing file', [join(folder, 'none.txt')], '文件不存在'],
    ['a folder', [folder], '是一个文件夹'],
    ['an empty file', [file('empty.txt', ' \n')], '是空的'],
    ['a text without forms', [file('letter.txt', '你好\n')], '没有找到绩效目标表'],
    ['a broken Word document', [file('a.docx', 'PK')], '另存一份再导入'],
    ['a program', [file('a.exe', 'MZ\u0000\u0001')], '不是文本文件'],
    ['bytes that are no text', [file('b.txt', new Uint8Array([0x80, 0, 1]))], '不是文本文件'],
    ['a wrong year', [seed('lishi'), '--year', '23'], '应为四位年份'],
    ['an unknown option', [seed('lishi'), '--force'], '用法'],
  ])('refuses %s with a sentence that says what to do', async (_case, args, sentence) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(sentence);
    expect(err).not.toContain('    at ');
  });

  it('hands the documents to the commit hook and keeps standard output for JSON', async () => {
    const seen: number[] = [];
    const { code, out, err } = await run([seed('lishi'), '--commit', '--json'], {
      commit: async (documents) => {
        seen.push(...documents.map((document) => document.forms.length));
        return Promise.resolve('已入库 6 个项目。');
      },
    });
    expect([code, seen, err]).toEqual([0, [6], '已入库 6 个项目。']);
    expect(() => JSON.parse(out) as unknown).not.toThrow();
  });
});

describe('text files', () => {
  const text = '项目名称\t培训\r\n金额\t1';

  it('are read as UTF-8 with and without BOM, UTF-16 with BOM, and GB18030', () => {
    const utf16 = Uint8Array.from([0xff, 0xfe, ...new Uint8Array(Buffer.from(text, 'utf16le'))]);
    const gb18030 = Uint8Array.from([0xcf, 0xee, 0xc4, 0xbf, 0xc3, 0xfb, 0xb3, 0xc6]);
    expect(rowsOfText(decodeText(new TextEncoder().encode(text))).rows).toHaveLength(2);
    expect(rowsOfText(decodeText(new TextEncoder().encode(`\uFEFF${text}`))).rows[0]?.cells[0]).toBe(
      '项目名称',
    );
    expect(rowsOfText(decodeText(utf16)).rows[0]?.cells).toEqual(['项目名称', '培训']);
    expect(decodeText(gb18030)).toBe('项目名称');
  });

  it('lose the markup of a converter but no comparison sign', () => {
    expect(rowsOfText('<b>11-数量指标</b>\t<10人\t>5%\t## x').rows[0]?.cells).toEqual([
      '11-数量指标',
      '<10人',
      '>5%',
      'x',
    ]);
  });

  it('that are binary are refused', () => {
    expect(() => decodeText(seedBytes('lishi').with(3, 0))).toThrow(UnreadableDocument);
  });
});
