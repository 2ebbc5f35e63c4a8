/** The published copy holds no person: no number of eleven digits, no name, in the cells, in Word and in Excel. */
import { expect, test } from 'vitest';
import { blankForm } from '../../domain/monitoring-form.ts';
import { forDisclosure } from '../../domain/paper-disclosure.ts';
import { monitoringPaper } from '../../domain/paper-monitoring.ts';
import { selfEvaluationPaper } from '../../domain/paper-self-evaluation.ts';
import type { Paper } from '../../domain/paper.ts';
import { rowsOfDocx } from '../../server/forms/docx.ts';
import { readXlsx } from '../../server/forms/xlsx.ts';
import { paperToDocx } from '../../server/paper/docx.ts';
import { paperToHtml } from '../../server/paper/html.ts';
import { paperToXlsx } from '../../server/paper/xlsx.ts';
import { ENTERED, FORM, PEOPLE, SELF_EVALUATION } from './paper-samples.ts';

const NAMES = ['甲负责人', '乙经办人', '丙领导', 'liuchuan-handler'];

/** A form into whose texts somebody has written persons in every way we know of. */
function written(): Paper {
  const entered = structuredClone(ENTERED);
  const said = entered.indicators['i1'];
  if (said === undefined) throw new Error('no indicator');
  Object.assign(said, {
    reasons: ['other'],
    reasonText: '详询乙经办人，手机139 0000 0000或+86-139-0000-0000，电话0358-4022345、(0358)4022346。',
    remark: '帐号liuchuan-handler，身份证11010519491231002X，旧证110105491231002，编号23456789012。',
  });
  return monitoringPaper({ form: FORM, entered, people: PEOPLE });
}

async function everything(paper: Paper): Promise<string> {
  const word = (await rowsOfDocx(await paperToDocx(paper))).rows.flatMap(({ cells }) => cells);
  const excel = (await readXlsx(paperToXlsx(paper), { longestCell: 20_000 })).flatMap(({ rows }) =>
    rows.flatMap(({ cells }) => cells),
  );
  return [...word, ...excel, paperToHtml(paper), JSON.stringify(paper)].join('\n');
}

test('no number of eleven digits and no name of an account remains', async () => {
  for (const paper of [written(), selfEvaluationPaper(SELF_EVALUATION)]) {
    const before = await everything(paper);
    expect(before).toMatch(/\d{11}/);
    expect(before).toContain('乙经办人');
    const after = await everything(forDisclosure(paper, { names: NAMES }));
    expect(after).not.toMatch(/(?<!\d)\d{11}(?!\d)/);
    expect(after.replace(/[\s-]/g, '')).not.toMatch(/(?<!\d)(86)?1[3-9]\d{9}(?!\d)/);
    for (const trace of [...NAMES, '4022345', '4022346', '11010519491231002X', '110105491231002']) {
      expect(after, trace).not.toContain(trace);
    }
    expect(after).not.toContain('填表人');
  }
});

test('figures, targets and words about the work stay', async () => {
  const after = await everything(forDisclosure(written(), { names: NAMES }));
  for (const kept of [
    '10,410.741635',
    '≥34520人',
    '34,108人',
    '库款调度紧张',
    '填报日期：2023年8月7日',
    '2023年6月30日前',
  ]) {
    expect(after).toContain(kept);
  }
  // Opinions of the offices are not published.
  expect(after).not.toContain('情况属实');
  expect(after).not.toContain('审核意见');
});

test('the copy is another paper; the one it was made of is as it was', () => {
  const paper = written();
  const before = JSON.stringify(paper);
  forDisclosure(paper, { names: NAMES });
  expect(JSON.stringify(paper)).toBe(before);
});

test('a name that begins another leaves nothing of it behind, one letter is no name', () => {
  const entered = blankForm(FORM);
  const said = entered.indicators['i1'];
  if (said === undefined) throw new Error('no indicator');
  said.remark = '由欧阳一、欧阳一二办理，人';
  const paper = forDisclosure(monitoringPaper({ form: FORM, entered, people: PEOPLE }), {
    names: ['欧阳一', '欧阳一二', '人', ''],
  });
  expect(JSON.stringify(paper)).toContain('由●●●●、●●●●办理，人');
});
