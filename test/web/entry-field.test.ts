import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  fieldOf,
  isChanged,
  previewOf,
  readyJudging,
  sameAsPrevious,
} from '../../web/entry-field.ts';
import { PERIOD, entry, row, sheet } from './entry-sheet-fixture.ts';

const judging = readyJudging(sheet([]).judging);
const at = { period: PERIOD, fiscalYear: 2023 };
const june = entry({ id: 'june', period: '2023-06', value: '18' });
const july = entry({ id: 'july', period: PERIOD, value: '27', note: '到货' });

describe('the field of a row', () => {
  it('starts empty and reports the way it was reported last', () => {
    const monthly = row('a', 'cumulative', [entry({ ...june, basis: 'month' })]);
    expect(fieldOf(monthly)).toEqual({ text: '', basis: 'month', grade: null, note: '', supersedes: null });
  });
  it('starts with the entry in force, which a change corrects', () => {
    const filled = row('a', 'cumulative', [june, july]);
    const field = { ...fieldOf(filled), text: '30' };
    expect(bodyOf(filled, field, at)).toEqual({
      period: PERIOD,
      basis: 'cumulative',
      value: '30',
      note: '到货',
      supersedes: 'july',
    });
  });
  it('is not changed by typing the same number another way', () => {
    const filled = row('a', 'cumulative', [june, july]);
    expect(isChanged(filled, { ...fieldOf(filled), text: '２７' }, 2023)).toBe(false);
    expect(isChanged(filled, { ...fieldOf(filled), text: '28' }, 2023)).toBe(true);
    expect(isChanged(filled, { ...fieldOf(filled), note: '补记' }, 2023)).toBe(true);
  });
  it('takes last month’s value on demand', () => {
    const open = row('a', 'cumulative', [june]);
    expect(sameAsPrevious(open, fieldOf(open), PERIOD)?.text).toBe('18');
    expect(sameAsPrevious(row('b'), fieldOf(row('b')), PERIOD)).toBeNull();
  });
});

describe('the preview while typing', () => {
  it('judges by the domain’s own code and says what would change the light', () => {
    const open = row('a', 'cumulative', [june]);
    const preview = previewOf(open, { ...fieldOf(open), text: '27' }, judging, PERIOD);
    expect(preview.judgement.light).toBe('lagging');
    expect(preview.why).toContain('7 月末应达 44 台');
    expect(preview.hint).toBe('再有 9 台即回到关注');
  });
  it('refuses what is impossible and leaves the judgement as it is', () => {
    const open = row('a', 'level', [entry({ ...june, basis: 'level', value: '95' })]);
    const preview = previewOf(open, { ...fieldOf(open), text: '1000' }, judging, PERIOD);
    expect(preview.problems.map(({ field }) => field)).toEqual(['value']);
    expect(preview.judgement.actual).toBe('95');
  });
  it('asks for a note when a sum has become smaller, and never blames an empty field', () => {
    const open = row('a', 'cumulative', [june]);
    expect(previewOf(open, { ...fieldOf(open), text: '12' }, judging, PERIOD).warnings).toHaveLength(1);
    expect(previewOf(open, fieldOf(open), judging, PERIOD)).toMatchObject({ problems: [], warnings: [] });
  });
  it('judges a day', () => {
    const day = row('a', 'date');
    const preview = previewOf(day, { ...fieldOf(day), text: '0720' }, judging, PERIOD);
    expect(preview.judgement).toMatchObject({ light: 'normal', actual: '2023-07-20' });
  });
  it('wants a sentence with a grade', () => {
    const graded = row('a', 'grade');
    const field = { ...fieldOf(graded), grade: 'achieved' as const };
    expect(previewOf(graded, field, judging, PERIOD).problems.map(({ field: where }) => where)).toEqual([
      'note',
    ]);
    const explained = previewOf(graded, { ...field, note: '验收合格' }, judging, PERIOD);
    expect(explained.problems).toEqual([]);
    expect(bodyOf(graded, { ...field, note: '验收合格' }, at)).toEqual({
      period: PERIOD,
      grade: 'achieved',
      note: '验收合格',
    });
  });
});
