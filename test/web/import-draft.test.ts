/** The edits of a preview over a reload. */
import { describe, expect, it } from 'vitest';
import { type ImportDraft, keepImportDraft, readImportDraft } from '../../web/import-draft.ts';
import { memoryStore } from './entry-sheet-fixture.ts';

const NONE: ImportDraft = { edits: new Map(), skipped: new Set(), waivers: [], sameTargets: [] };
const draft = {
  edits: new Map<string, string | number>([
    ['/0/projectName', '桥梁维修'],
    ['/1/fiscalYear', 2023],
  ]),
  skipped: new Set([2]),
  waivers: [{ rule: 'name-cut-off', cell: '/1/indicators/0/name', reason: '原文如此，已核对' }],
  sameTargets: [{ indicator: '/1/indicators/0', sameAs: '/0/indicators/0' }],
};

describe('the edits of a preview', () => {
  it('come back as they were, for their own preview alone', () => {
    const store = memoryStore();
    keepImportDraft(store, 'a', draft);
    expect(readImportDraft(store, 'a')).toEqual(draft);
    expect(readImportDraft(store, 'b')).toEqual(NONE);
  });

  it('leave nothing behind when there are none any more', () => {
    const store = memoryStore();
    keepImportDraft(store, 'a', draft);
    keepImportDraft(store, 'a', NONE);
    expect(store.getItem('mubiao.import.a')).toBeNull();
  });

  it('come back from before there was an audit', () => {
    const store = memoryStore();
    store.setItem('mubiao.import.a', '{"edits":[["/0/projectName","桥梁维修"]],"skipped":[2]}');
    const edits = new Map([['/0/projectName', '桥梁维修']]);
    expect(readImportDraft(store, 'a')).toEqual({ ...NONE, edits, skipped: new Set([2]) });
  });

  it.each([
    ['no JSON', '{'],
    ['another shape', '{"edits":{},"skipped":[]}'],
    ['an edit to an object', '{"edits":[["/0/name",{}]],"skipped":[]}'],
    ['a waiver without a reason', '{"edits":[],"skipped":[],"waivers":[{"rule":"a","cell":"/0"}]}'],
    [
      'a target the same as none',
      '{"edits":[],"skipped":[],"sameTargets":[{"indicator":"/0/indicators/1"}]}',
    ],
    ['a form that is no index', '{"edits":[],"skipped":["1"]}'],
  ])('that are %s are left out', (_what, text) => {
    const store = memoryStore();
    store.setItem('mubiao.import.a', text);
    expect(readImportDraft(store, 'a')).toEqual(NONE);
  });

  it('are not kept by a browser without storage, and nothing breaks', () => {
    const refuse = () => {
      throw new DOMException('no storage', 'SecurityError');
    };
    const store = { getItem: refuse, setItem: refuse, removeItem: refuse };
    keepImportDraft(store, 'a', draft);
    expect(readImportDraft(store, 'a')).toEqual(NONE);
  });
});
