/** The edits of a preview, applied to the forms as they came: JSON Patch that may leave any shape, so it is checked after. */
import jsonPatch, { type Operation } from 'fast-json-patch';
import { checkForms, partnersOf, rereadForms } from './import-check.ts';
import { refuse, type Refused } from './record-fact.ts';
import type { Declaration } from '../domain/form.ts';

/** Keys of an object's making, not of a form. */
const FORBIDDEN_KEY = /(^|\/)(__proto__|constructor|prototype)(\/|$)/;

/**
 * The forms with their edits, checked and read again. `going`: by the index of the form as it came, the form that goes in.
 */
export function applyEdits(
  stored: readonly Declaration[],
  edits: Operation[],
): { forms: Declaration[]; going: ReadonlyMap<number, Declaration> } | { refused: Refused } {
  const forbidden = edits.find((edit) => FORBIDDEN_KEY.test(edit.path));
  if (forbidden) return refuseEdit(forbidden.path);
  // A copy: the stored reading is a fact.
  const forms = structuredClone([...stored]);
  const partners = partnersOf(forms);
  const cameAt = new Map(forms.map((form, index) => [form, index]));
  let edited: Declaration[];
  try {
    // Validate each operation; in place, so that a row that stays is the same object.
    edited = jsonPatch.applyPatch(forms, edits, true, true).newDocument;
  } catch (error) {
    if (!(error instanceof Error) || !('operation' in error)) throw error;
    const path = (error.operation as { path?: unknown } | undefined)?.path;
    return refuseEdit(String(path ?? 'edits'));
  }
  const defects = checkForms(edited);
  if (Object.keys(defects).length > 0) {
    return refuse(`还有 ${Object.keys(defects).length} 处必须补全才能导入。`, defects);
  }
  const reread = rereadForms(edited, partners);
  const going = new Map<number, Declaration>();
  edited.forEach((form, index) => {
    const [came, goes] = [cameAt.get(form), reread[index]];
    if (came !== undefined && goes) going.set(came, goes);
  });
  return { forms: reread, going };
}

const refuseEdit = (path: string) =>
  refuse('有一处修改对不上原文件，请刷新后重做。', { [path]: '找不到要改的位置' });
