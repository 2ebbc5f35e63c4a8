/** A handler at the monitoring form with the keyboard alone: Tab from field to field, what is missing filled, nothing else. */
import type { Page } from 'playwright-core';

/** The field that has the focus. */
interface Field {
  /** `money.total`, `indicator.ID.likelihood` …; null: no field of the form. */
  cell: string | null;
  /** Of an answer to a question of the check, its code. */
  question: string | null;
  kind: 'words' | 'text' | 'radio' | 'checkbox';
  value: string;
  /** Of a group its values and which are chosen. */
  choices: { value: string; isOn: boolean }[];
  isLeft: boolean;
}

const AT_FOCUS = `(() => {
  const at = document.activeElement;
  const group = at.name ? [...document.querySelectorAll('input[name="' + CSS.escape(at.name) + '"]')] : [];
  return {
    cell: at.dataset.field ?? null,
    question: at.dataset.answer ?? null,
    kind: at.tagName === 'TEXTAREA' ? 'words' : at.type,
    value: at.value ?? '',
    choices: group.map(({ value, checked }) => ({ value, isOn: checked })),
    isLeft: at === document.body || at.closest('.form-bar') !== null,
  };
})()`;

/** A form of fifteen indicators has some two hundred stops. */
const MOST_STOPS = 400;
/** Answers open questions, and questions want answers: after three rounds of it something is wrong. */
const MOST_ROUNDS = 4;

export interface Filled {
  /** Cells as they were typed or chosen. */
  cells: Map<string, string | string[]>;
  /** Questions that were asked and answered, by their code. */
  answered: string[];
}

/**
 * Fills what `wanted` names, from the first field to the last and again, until the form can be sent.
 * @param wanted of a cell what belongs in it; null: it stays as it is
 * @param isComplete whether the page lets the form be sent
 */
export async function fillByKeyboard(
  page: Page,
  wanted: (cell: string) => string | string[] | null,
  isComplete: () => Promise<boolean>,
): Promise<Filled> {
  const filled: Filled = { cells: new Map(), answered: [] };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await page.locator('[data-field], [data-answer]').first().focus();
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      const field = await page.evaluate<Field>(AT_FOCUS);
      if (field.isLeft) break;
      await fill(page, field, wanted, filled);
      await page.keyboard.press('Tab');
    }
    if (await isComplete()) return filled;
  }
  throw new Error(`the form is not complete: ${await page.locator('.form-bar').innerText()}`);
}

async function fill(
  page: Page,
  { cell, question, kind, value, choices }: Field,
  wanted: (cell: string) => string | string[] | null,
  filled: Filled,
): Promise<void> {
  if (question !== null) {
    if (value !== '') return;
    filled.answered.push(question);
    await page.keyboard.type(`已向业务股核实，情况属实，第 ${filled.answered.length} 处`);
    return;
  }
  const want = cell === null ? null : wanted(cell);
  if (cell === null || want === null) return;
  filled.cells.set(cell, want);
  if (kind === 'checkbox') {
    const own = choices.find((choice) => choice.value === value);
    if (want.includes(value) !== own?.isOn) await page.keyboard.press('Space');
  } else if (kind === 'radio') {
    const to = choices.findIndex((choice) => choice.value === want);
    let at = choices.findIndex(({ isOn }) => isOn);
    if (at < 0) {
      await page.keyboard.press('Space');
      at = choices.findIndex((choice) => choice.value === value);
    }
    for (; at < to; at += 1) await page.keyboard.press('ArrowRight');
    for (; at > to; at -= 1) await page.keyboard.press('ArrowLeft');
  } else if (value !== want) {
    await page.keyboard.press('Control+a');
    await page.keyboard.type(String(want));
  }
}
