/** What a review leaves on paper, taken out by the page and held against the database, by our readers and by LibreOffice. 演示数据 */
import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { PrefilledIndicator } from '../../domain/monitoring-form.ts';
import type { FormItem } from '../../server/contract-review-shapes.ts';
import type { RectificationsAnswer } from '../../server/contract-rectifications.ts';
import type { Filled } from './fill-form.ts';
import { expectedForm, printedForm, rate, readEntered, wan, type FormFacts } from './form-cells.ts';
import { missingOffice, printWithOffice } from './office.ts';
import type { Caller } from './product.ts';
import type { ReviewPeople } from './review-people.ts';
import { gridOf, takeOut, wordsOf } from './taken-papers.ts';

/** A form that has gone its whole way, with a rectification that was closed. */
export interface Reviewed {
  people: ReviewPeople;
  handler: Caller;
  db: pg.Client;
  item: FormItem;
  /** As they were known when the round was opened. */
  facts: FormFacts;
  round: { cutOffOn: string; until: string };
  typed: Filled;
  /** The indicator that was explained, returned and put right. */
  trouble: PrefilledIndicator;
  /** Folder where the papers are kept for a person to look at. */
  pictures: string | undefined;
}

/** @param reviewed asked once the tests before have made it */
export function describePapers(reviewed: () => Reviewed): void {
  describe('the papers', () => {
    const FORMATS = [
      ['docx', 'Word'],
      ['xlsx', 'Excel'],
    ] as const;
    const forms = {} as Record<(typeof FORMATS)[number][0], Buffer>;

    it.each(FORMATS)('the form as %s: each cell is what the database holds', async (format, name) => {
      const { people, db, item, facts, typed, trouble, pictures } = reviewed();
      const page = people.page('finance');
      if (format === 'docx') await page.goto(`/review-forms/${item.id}`);
      const { filename, bytes } = await takeOut(page, `导出监控表：${name}`, pictures);
      expect(filename).toBe(`项目支出绩效目标执行监控表（${facts.project}）演示数据.${format}`);
      forms[format] = bytes;
      const entered = await readEntered(db, item.id);
      for (const [cell, value] of typed.cells) expect(entered.get(cell), cell).toEqual(value);
      // Nobody entered anything else on the whole way: no default has come in.
      expect(entered.size).toBe(typed.cells.size + typed.answered.length);
      const printed = printedForm(await gridOf(bytes, format), facts.indicators.length);
      expect(printed).toEqual(expectedForm(facts, entered, format));
      // The figures are some: an empty form would equal an empty database.
      expect(printed.money['年度资金总额']?.every((figure) => figure !== '')).toBe(true);
      const own = printed.indicators.find((cells) => cells[2] === trouble.name) ?? [];
      expect(own.slice(6, 11)).toEqual(['√', '', '√', '', '']);
      expect(own.slice(12, 15)).toEqual(['', '√', '']);
      const words = await wordsOf(bytes, format);
      for (const said of ['情况属实，同意上报', '已核对台账，同意', '资金数与国库一致；整改已到位，同意'])
        expect(words).toContain(said);
      expect(words).toContain('填报日期：2023年7月31日');
      expect(words).toContain('1—6月执行数');
      expect(words).toContain('演示数据：地名和数字均为虚构');
    });

    it.each(FORMATS)('the round’s summary as %s holds the sums of the ledger', async (format, name) => {
      const { people, db, item, facts, round, typed, pictures } = reviewed();
      const page = people.page('finance');
      if (format === 'docx') await page.goto('/reviews');
      const { bytes } = await takeOut(page, `导出汇总表：${name}`, pictures);
      const grid = await gridOf(bytes, format);
      const { rows } = await db.query<{ forms: string; budget: string; paid: string }>(
        `select count(distinct f.project_id)::text as forms,
           coalesce(sum(l.amount) filter (where l.event in ('budgeted', 'adjusted')), 0)::text as budget,
           (coalesce(sum(l.amount) filter (where l.event = 'paid'), 0)
             - coalesce(sum(l.amount) filter (where l.event = 'returned'), 0))::text as paid
         from app.review_forms f left join app.ledger_events l on l.region_id = f.region_id and l.project_id = f.project_id
           and l.recorded_on <= $2 and (l.happened_on <= $3 or l.event in ('budgeted', 'adjusted'))
         where f.round_id = $1`,
        [item.roundId, round.cutOffOn, round.until],
      );
      const [sums] = rows;
      const cents = (text = '') => BigInt(text.replace('.', ''));
      const [budget, paid] = [cents(sums?.budget), cents(sums?.paid)];
      const all = grid.find((cells) => cells[0]?.startsWith('合计')) ?? [];
      expect(all[0]).toBe(`合计（${sums?.forms}个项目）`);
      expect([all[3], all[4], all[5]]).toEqual([
        wan(budget, format),
        wan(paid, format),
        rate(paid, budget, format),
      ]);
      const { total } = facts.money;
      const own = grid.find((cells) => cells[1] === facts.project && cells[2] === facts.unit) ?? [];
      expect([own[3], own[4], own[5]]).toEqual([
        wan(total?.adjusted ?? null, format),
        wan(total?.executed ?? 0n, format),
        rate(total?.executed ?? 0n, total?.adjusted ?? null, format),
      ]);
      const likelihoods = [...typed.cells]
        .filter(([cell]) => cell.endsWith('.likelihood'))
        .map(([, value]) => value);
      const count = (each: string) => String(likelihoods.filter((value) => value === each).length);
      expect([own[7], ...own.slice(13, 17)]).toEqual([
        String(facts.indicators.length),
        count('certain'),
        count('possible'),
        count('impossible'),
        '已销号',
      ]);
      // Of the others none has to be put right.
      const others = grid.filter((cells) => /^\d+$/.test(cells[0] ?? '') && cells !== own);
      expect(others).toHaveLength(Number(sums?.forms) - 1);
      expect(new Set(others.map((cells) => cells[16] ?? ''))).toEqual(new Set(['']));
    });

    it('the report tells the round in words, and the notice what was asked for', async () => {
      const { people, handler, item, facts, trouble, pictures } = reviewed();
      const report = await wordsOf(
        (await takeOut(people.page('finance'), '导出监控报告：Word', pictures)).bytes,
        'docx',
      );
      const { byStage, forms: all } = await roundCounts(reviewed());
      expect(report).toContain(`应报监控表${all}份，已审核办结${byStage}份`);
      const { items } = await handler.get<RectificationsAnswer>(`/rectifications?project=${item.projectId}`);
      await people.page('finance').goto(`/rectifications/${items[0]?.id}`);
      const { bytes } = await takeOut(people.page('finance'), '导出整改通知书：Word', pictures);
      const notice = await wordsOf(bytes, 'docx');
      for (const said of [
        '绩效问题整改通知书',
        '柳财绩〔2023〕12号',
        `${facts.unit}：`,
        `“${facts.project}”存在以下2个问题`,
        trouble.name,
        '补报发放名册和银行回单',
        '请于2023年8月15日前',
        '柳川县财政局',
      ])
        expect(notice).toContain(said.replace(/\s+/g, ''));
    });

    const office = missingOffice();
    if (office.length > 0)
      console.log(`LibreOffice does not look at the papers: no ${office.join(', ')} here`);
    it.skipIf(office.length > 0)('LibreOffice prints them on A4 landscape, one page wide', async () => {
      for (const [format] of FORMATS) {
        const pages = await printWithOffice(forms[format], format);
        expect(pages.length, format).toBeGreaterThan(0);
        for (const { widthMm, heightMm } of pages) {
          expect(widthMm, format).toBeCloseTo(297, 0);
          expect(heightMm, format).toBeCloseTo(210, 0);
        }
        // First and last column side by side: nothing has gone to a sheet beside it.
        for (const heading of ['一级指标', '备注', '原因说明'])
          expect(pages[0]?.text, format).toContain(heading);
      }
    });
  });
}

async function roundCounts({ db, item }: Reviewed): Promise<{ byStage: number; forms: number }> {
  const { rows } = await db.query<{ closed: number; forms: number }>(
    `select count(*) filter (where s.stage = 'closed')::int as closed, count(*)::int as forms
     from app.review_forms f join app.review_states s on s.region_id = f.region_id and s.form_id = f.id
     where f.round_id = $1`,
    [item.roundId],
  );
  return { byStage: rows[0]?.closed ?? 0, forms: rows[0]?.forms ?? 0 };
}
