import { describe, expect, it } from 'vitest';
import { passwordProblem, placeProblems } from '../../domain/account-rules.ts';

describe('a password', () => {
  it('is of 8 to 128 characters of three classes, however they are written', () => {
    for (const good of ['Abcdefg1', 'abcdefg-1', '目标监控Abcd', 'A1-'.repeat(40), '  spaces Ab']) {
      expect([good, passwordProblem(good, 'sysadmin')]).toEqual([good, null]);
    }
    expect(passwordProblem('Abcde1-', 'sysadmin')).toContain('至少 8 个字符');
    // Eight units of UTF-16, four characters.
    expect(passwordProblem('😀😀a1', 'sysadmin')).toContain('现在 4 个');
    expect(passwordProblem('Sysadmin-1', 'sysadmin-1')).toContain('用户名');
  });
});

it('an account’s place follows from its role', () => {
  const there = { regionId: 'r', unitId: null };
  expect(placeProblems('finance_business', there)).toEqual({});
  expect(placeProblems('handler', there)).toEqual({ unitId: '请选择单位' });
  expect(placeProblems('system_admin', there)).toEqual({ regionId: '管理岗位不属于任何地区' });
  expect(placeProblems('leader', { regionId: null, unitId: null })).toEqual({
    regionId: '请选择地区',
    unitId: '请选择部门',
  });
});
