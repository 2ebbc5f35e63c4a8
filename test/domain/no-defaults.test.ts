/**
 * No default on any form: forms that are filled in part, hundreds of them, print what was entered and nothing else. A 无偏差, a 0 or
 * a tick that nobody entered fails here, wherever it is put in: the blank form, entering a cell, the check, the export, the paper.
 */
import { expect, it } from 'vitest';
import { exportedFields, FORM_FIELDS, type FormField } from '../../domain/form-fields.ts';
import { checkForm } from '../../domain/monitoring-check.ts';
import { enterCell, readCell } from '../../domain/monitoring-cells.ts';
import {
  askedMoneyRows,
  blankForm,
  DEVIATION_REASONS,
  ENTERED_COLUMNS,
  indicatorCell,
  LIKELIHOODS,
  type EnteredForm,
  type PrefilledForm,
  type PrefilledIndicator,
} from '../../domain/monitoring-form.ts';
import { LIGHTS } from '../../domain/light.ts';
import { monitoringPaper, NOBODY } from '../../domain/paper-monitoring.ts';
import { shownContent, type PaperCell } from '../../domain/paper.ts';
import { FORM } from '../server/paper-samples.ts';

const FORMS = 400;

/** Park and Miller's generator: the same forms at every run. */
function chances(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** The sample with what the system knows varied: any light, figures known or not, parts of the money or none. */
function someForm(chance: () => number): PrefilledForm {
  const some = <T>(of: readonly T[]): T => of[Math.floor(chance() * of.length)] as T;
  const indicators = FORM.indicators.map((indicator): PrefilledIndicator => ({
    ...indicator,
    light: some(LIGHTS),
    actual: chance() < 0.5 ? null : indicator.actual,
    rawTarget: chance() < 0.2 ? null : indicator.rawTarget,
  }));
  const { total, fiscal, carry_over } = FORM.money.rows;
  const isKnown = chance() < 0.7;
  const unknown = { initialYuan: null, adjustedYuan: null, executedYuan: '0.00', rate: null };
  return {
    ...FORM,
    head: { ...FORM.head, annualGoal: chance() < 0.5 ? null : FORM.head.annualGoal },
    indicators,
    money: {
      ...FORM.money,
      rows: {
        total: isKnown ? total : unknown,
        fiscal: isKnown ? fiscal : null,
        carry_over: isKnown && chance() < 0.5 ? carry_over : null,
        other: null,
      },
    },
  };
}

/** What may be typed into each cell of the unit's. */
function typable(form: PrefilledForm, chance: () => number): [string, string | string[]][] {
  const words = (name: string) => `${name}，第 ${Math.floor(chance() * 9_000) + 1_000} 号说明`;
  return [
    ...askedMoneyRows(form).map((row): [string, string] => [
      `money.${row}`,
      (Math.floor(chance() * 1e9) / 100).toFixed(2),
    ]),
    ...form.indicators.flatMap(({ id, target }) =>
      ENTERED_COLUMNS.map((column): [string, string | string[]] => {
        const cell = indicatorCell(id, column);
        if (column === 'reasons') {
          const ticked = DEVIATION_REASONS.filter(() => chance() < 0.4);
          return [cell, ticked.length === 0 ? ['other'] : ticked];
        }
        if (column === 'likelihood') return [cell, LIKELIHOODS[Math.floor(chance() * 3)] ?? 'possible'];
        if (column !== 'expected') return [cell, words(column)];
        const { measure } = target;
        if (measure === 'grade') return [cell, 'partly'];
        if (measure === 'date') return [cell, '2023-09-30'];
        return [cell, measure === 'none' ? words('预计') : String(Math.floor(chance() * 1_000))];
      }),
    ),
  ];
}

const cellsOf = (form: PrefilledForm, entered: EnteredForm): PaperCell[] =>
  monitoringPaper({ form, entered, people: NOBODY }).blocks.flatMap((block) =>
    block.kind === 'table' ? block.parts.flat().flatMap(({ cells }) => cells) : [],
  );
/** What of the paper comes from the unit: each field's texts, of its indicator or row. */
function printedByUnit(cells: readonly PaperCell[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { origin, content } of cells) {
    const source = FORM_FIELDS[origin?.field as FormField];
    if (origin === undefined || source === undefined) continue;
    if (source.source !== 'entered' || source.where !== 'form') continue;
    const key = `${origin.field} ${origin.of ?? ''}`;
    found.set(key, [...(found.get(key) ?? []), content === null ? '' : shownContent(content)]);
  }
  return found;
}

it(`prints of ${FORMS} forms that are filled in part what was entered, and leaves every other cell empty`, () => {
  const chance = chances(20_231_121);
  let blanks = 0;
  let values = 0;
  for (let n = 0; n < FORMS; n += 1) {
    const form = someForm(chance);
    const share = chance();
    const typed = new Map(typable(form, chance).filter(() => chance() < share));
    let entered = blankForm(form);
    for (const [cell, value] of typed) {
      expect(readCell(form, cell, value), cell).toBeNull();
      entered = enterCell(entered, cell, value) ?? entered;
    }
    const before = structuredClone(entered);
    checkForm(form, entered);
    expect(entered, 'the check fills nothing in').toEqual(before);

    for (const { field, cell, value, source } of exportedFields(form, entered)) {
      if (source.source !== 'entered' || source.where !== 'form') continue;
      const own = typed.get(String(cell)) ?? null;
      expect(value, `${field} of ${String(cell)}`).toBe(Array.isArray(own) ? own.join(' ') : own);
      if (own === null) blanks += 1;
      else values += 1;
    }
    // Nothing is entered that no cell holds.
    const said = Object.values(entered.indicators).flatMap((each) => Object.values(each));
    const kept = [...said, ...Object.values(entered.money)].filter((value) => value !== null);
    expect(kept).toHaveLength(typed.size);

    const cells = cellsOf(form, entered);
    for (const [key, texts] of printedByUnit(cells)) {
      const [field = '', of = ''] = key.split(' ');
      const column = field.replace(/^indicator\./, '');
      const cell = field === 'money.expectedYuan' ? `money.${of}` : `indicator.${of}.${column}`;
      const own = typed.get(cell) ?? null;
      if (column === 'reasons') {
        const ticks = DEVIATION_REASONS.map((reason) => (own?.includes(reason) ? '√' : ''));
        expect(texts, key).toEqual(ticks);
      } else if (column === 'likelihood') {
        expect(texts, key).toEqual(LIKELIHOODS.map((each) => (own === each ? '√' : '')));
      } else if (column === 'remark') {
        const measures = typed.get(`indicator.${of}.measures`);
        const both = [own, measures === undefined ? null : `措施：${String(measures)}`];
        expect(texts, key).toEqual([both.filter((text) => text !== null).join('\n')]);
      } else if (
        field === 'money.expectedYuan' &&
        of === 'total' &&
        !askedMoneyRows(form).includes('total')
      ) {
        const isWhole = askedMoneyRows(form).every((row) => typed.has(`money.${row}`));
        expect(texts[0] !== '', 'the sum stands when all its parts do').toBe(isWhole);
      } else if (own === null) expect(texts, key).toEqual(['']);
      else expect(texts[0], key).not.toBe('');
    }
    // What the system does not know is no 0 either.
    for (const { field, of, value } of exportedFields(form, entered)) {
      if (value !== null) continue;
      const own = cells.filter(({ origin }) => origin?.field === field && origin.of === of);
      for (const { content } of own) {
        // 备注 also holds the measures.
        if (field !== 'indicator.remark') expect(content, `${field} of ${String(of)}`).toBeNull();
      }
    }
  }
  expect(Math.min(blanks, values)).toBeGreaterThan(FORMS * 10);
});

it('empties a cell again to nothing, never to a word or a nought', () => {
  const chance = chances(7);
  for (const [cell, value] of typable(FORM, chance)) {
    const filled = enterCell(blankForm(FORM), cell, value);
    expect(filled).not.toEqual(blankForm(FORM));
    for (const nothing of [null, '', '  ', []]) {
      if (filled !== null) expect(enterCell(filled, cell, nothing), cell).toEqual(blankForm(FORM));
    }
  }
});
