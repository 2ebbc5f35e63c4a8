/** What a page may be narrowed to, as its menus list it. */
import { describe, expect, it } from 'vitest';
import { placeTree } from '../../web/place-tree.ts';

const place = (unitId: string, parentId: string | null) => ({
  unitId,
  parentId,
  name: unitId,
  kind: parentId === null ? ('department' as const) : ('unit' as const),
});
const listed = (...args: Parameters<typeof placeTree>) =>
  placeTree(...args).map(({ unitId, isUnder }) => (isUnder ? `- ${unitId}` : unitId));

describe('a county of several departments', () => {
  const county = [
    place('schools', null),
    place('labour', null),
    place('insurance', 'labour'),
    place('grants', 'schools'),
    place('jobs', 'labour'),
  ];
  it('lists each department with its units under it', () => {
    expect(listed(county)).toEqual(['schools', '- grants', 'labour', '- insurance', '- jobs']);
  });
});

describe('a department alone', () => {
  const own = [place('labour', null), place('insurance', 'labour'), place('jobs', 'labour')];
  it('lists its units', () => {
    expect(listed(own)).toEqual(['insurance', 'jobs']);
  });
  it('is listed itself when it is what is chosen', () => {
    expect(listed(own, 'labour')).toEqual(['labour', '- insurance', '- jobs']);
    expect(listed(own, 'jobs')).toEqual(['insurance', 'jobs']);
  });
});
