/** Findings of the audit that are waived with a reason: checked against what goes in, kept with the commit, shown again. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditForms, type Waiver } from '../../domain/audit.ts';
import type { ImportAnswer } from '../../server/contract.ts';
import { createTestDatabase } from '../postgres.ts';
import { createWorld, newKey, signIn } from './world.ts';

const world = await createWorld(await createTestDatabase());
const app = await world.start();
const cookie = await signIn(app, 'elsewhere');
const text = readFileSync(new URL('../../db/demo/declarations/liulin.txt', import.meta.url), 'utf8');

async function previewed(): Promise<ImportAnswer> {
  const payload = { text, filename: '柳林.txt' };
  const response = await app.inject({ method: 'POST', url: '/api/imports', payload, headers: { cookie } });
  return response.json();
}
const commit = (id: string, payload: object) =>
  app.inject({
    method: 'POST',
    url: `/api/imports/${id}/commit`,
    payload,
    headers: { cookie, 'idempotency-key': newKey() },
  });
const opened = async (id: string) =>
  (await app.inject({ url: `/api/imports/${id}`, headers: { cookie } })).json<ImportAnswer>();

const preview = await previewed();
const findings = auditForms(preview.forms).forms.map((form) => form.findings);
const waiverOf = ({ rule, cell }: { rule: string; cell: string }): Waiver => ({
  rule,
  cell,
  reason: '与主管部门核对过',
});
const [first] = findings[0] ?? [];

describe('a waiver that comes with a commit', () => {
  it.each([
    ['a reason too short', { ...waiverOf(first!), reason: '无 ' }, /至少 4 个字/],
    ['an unknown rule', { ...waiverOf(first!), rule: 'no-such-rule' }, /没有“no-such-rule”这条规则/],
    ['a place without that finding', { ...waiverOf(first!), cell: '/0/nothing' }, /没有这条规则的问题/],
  ])('is refused for %s, and nothing goes in', async (_what, waiver, message) => {
    const response = await commit(preview.id, { waivers: [waiverOf(first!), waiver] });
    expect(response.statusCode).toBe(400);
    expect(response.json().fields).toEqual({ '/waivers/1': expect.stringMatching(message) });
    expect((await opened(preview.id)).status).toBe('preview');
  });

  it('is refused for a form that is taken out, and for a finding that an edit answered', async () => {
    const hundred = findings.flat().find(({ rule }) => rule === 'at-least-hundred');
    const response = await commit(preview.id, {
      edits: [...(hundred?.fix ?? []), { op: 'remove', path: '/0' }],
      waivers: [waiverOf(first!), waiverOf(hundred!)],
    });
    expect(Object.keys(response.json().fields)).toEqual(['/waivers/0', '/waivers/1']);
  });

  it('is kept for every finding, counted as the forms came though one is taken out, and shown when opened again', async () => {
    const leftOut = new Set([0]);
    const waivers = auditForms(preview.forms, { leftOut })
      .forms.slice(1)
      .flatMap((form) => form.findings.map(waiverOf));
    expect(waivers.length).toBeGreaterThan(400);
    const edits = [{ op: 'remove', path: '/0' }];
    const response = await commit(preview.id, { edits, waivers });
    expect([response.statusCode, response.json().message]).toEqual([200, undefined]);
    expect(response.json()).toMatchObject({ projects: preview.forms.length - 1, waivers });
    const again = await opened(preview.id);
    expect(again).toMatchObject({ status: 'committed', commit: { edits, waivers } });
    expect(again.commit?.recordedAt).toMatch(/^2023-07-31T09:00:00/);
  });
});
