/** Demo accounts on the sign-in page: the first department's in sight, the others' apart. */
import { describe, expect, it } from 'vitest';
import type { SignInInfo } from '../../server/contract.ts';
import { demoCounties } from '../../web/sign-in-accounts.ts';

type Account = SignInInfo['accounts'][number];

const account = (username: string, role: Account['role'], place: Partial<Account> = {}): Account => ({
  username,
  name: username,
  role,
  region: '柳川县',
  department: null,
  ...place,
});
const BUREAU = { department: '柳川县人社局' };
const SCHOOLS = { department: '柳川县教育局' };
const ROADS = { department: '交通局' };

const listed = demoCounties(
  [
    account('finance', 'finance_performance'),
    account('leader', 'leader', BUREAU),
    account('handler', 'handler', BUREAU),
    account('schools-leader', 'leader', SCHOOLS),
    account('schools-handler', 'handler', SCHOOLS),
    account('roads', 'unit_head', ROADS),
    account('elsewhere', 'leader', { region: '平河县', department: '平河县人社局' }),
    account('sysadmin', 'system_admin', { region: '' }),
  ],
  '系统管理',
);
const names = (accounts: readonly Account[]) => accounts.map(({ username }) => username);

describe('a county', () => {
  it('shows its finance bureau and its first department, who enters first at the top', () => {
    expect(listed.map(({ region }) => region)).toEqual(['柳川县', '平河县', '系统管理']);
    expect(names(listed[0]?.accounts ?? [])).toEqual(['handler', 'leader', 'finance']);
  });

  it('keeps the other departments apart, without the county’s name where theirs begins with it', () => {
    expect(listed[0]?.others.map(({ department, accounts }) => [department, ...names(accounts)])).toEqual([
      ['教育局', 'schools-handler', 'schools-leader'],
      ['交通局', 'roads'],
    ]);
  });

  it('of one department has no others, nor have the administrators', () => {
    expect(listed.slice(1).map(({ accounts, others }) => [...names(accounts), others.length])).toEqual([
      ['elsewhere', 0],
      ['sysadmin', 0],
    ]);
  });
});
