import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import type { Account, Role, SessionAnswer } from '../../server/contract.ts';
import AccountForm from '../../web/components/set-up/AccountForm.vue';
import AccountsTable from '../../web/components/set-up/AccountsTable.vue';
import PasswordForm from '../../web/components/set-up/PasswordForm.vue';
import { router } from '../../web/router.ts';
import { forgetSession } from '../../web/session.ts';

type Call = { path: string; body: unknown; key: string | undefined };
let calls: Call[];
let answers: { status: number; body: unknown }[];

beforeEach(() => {
  calls = [];
  answers = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    calls.push({ path, body, key: headers['idempotency-key'] });
    const answer = answers.shift();
    if (!answer) return Promise.reject(new TypeError('Failed to fetch'));
    return Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status }));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  forgetSession();
});

async function openForm(fragment: string, makesAdministrator: boolean) {
  const ways = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:page', component: PasswordForm }],
  });
  await ways.push(`/page${fragment}`);
  const form = mount(PasswordForm, {
    props: { title: '设置密码', lead: '', makesAdministrator },
    global: { plugins: [ways] },
    attachTo: document.body,
  });
  const fill = async (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) await form.get(`input[name=${name}]`).setValue(value);
    await form.get('form').trigger('submit');
    await flushPromises();
  };
  return { form, fill, ways };
}

const STRONG = 'County-keeper-7';

describe('the form of a one-time link', () => {
  it('says what is wrong before anything is sent, and puts the reader there', async () => {
    const { form, fill } = await openForm('#token', true);
    await fill({ username: '', password: 'abcdefgh1', repeated: 'other' });
    expect(form.findAll('em').map((problem) => problem.text())).toEqual([
      '请填写用户名',
      '大写字母、小写字母、数字、其他符号，至少要有三类',
    ]);
    expect(document.activeElement).toBe(form.get('input[name=username]').element);
    await fill({ username: 'sysadmin', password: STRONG });
    expect(form.findAll('em').map((problem) => problem.text())).toEqual(['两次输入的不一样']);
    expect(calls).toEqual([]);
    form.unmount();
  });

  it('sends the token of the fragment, and forgets it from the address once it is used', async () => {
    const { form, fill, ways } = await openForm('#the-token', true);
    answers = [{ status: 201, body: { username: 'sysadmin' } }];
    await fill({ username: ' SysAdmin ', password: STRONG, repeated: STRONG });
    expect(calls).toEqual([
      {
        path: '/api/first-administrator',
        body: { token: 'the-token', username: 'sysadmin', password: STRONG },
        key: undefined,
      },
    ]);
    expect(form.text()).toContain('以后用用户名 sysadmin 登录');
    expect(ways.currentRoute.value.hash).toBe('');
    expect(document.activeElement).toBe(form.get('button').element);
    form.unmount();
  });

  it('keeps what was typed when the link opens nothing, and starts anew with another link', async () => {
    const { form, fill, ways } = await openForm('#dead', false);
    answers = [{ status: 404, body: { code: 'link_not_valid', message: '链接无效、已用过或已过期。' } }];
    await fill({ password: STRONG, repeated: STRONG });
    expect(form.get('.refusal').text()).toBe('链接无效、已用过或已过期。');
    expect((form.get('input[name=password]').element as HTMLInputElement).value).toBe(STRONG);
    await ways.push('/page#another');
    expect(form.find('.refusal').exists()).toBe(false);
    answers = [{ status: 200, body: { username: 'lishi-finance' } }];
    await fill({ password: STRONG, repeated: STRONG });
    expect(calls.at(-1)?.body).toEqual({ token: 'another', password: STRONG });
    form.unmount();
  });

  it('says so when the link came without its end', async () => {
    const { form } = await openForm('', false);
    expect(form.text()).toContain('链接不完整');
    expect(form.find('button').exists()).toBe(false);
    form.unmount();
  });
});

describe('a new account', () => {
  const region = { id: '11111111-1111-4111-8111-111111111111', slug: 'lishi', name: '离石区', accounts: 1 };
  const openAccountForm = () =>
    mount(AccountForm, { props: { regions: [region], region: null }, attachTo: document.body });

  it('asks for the place that its role needs, and says when there is none yet', async () => {
    const form = openAccountForm();
    answers = [{ status: 200, body: { items: [], nextCursor: null } }];
    expect(form.findAll('select')).toHaveLength(2);
    await form.findAll('select')[0]?.setValue('leader');
    await flushPromises();
    expect(calls.at(-1)?.path).toBe(`/api/regions/${region.id}/units?kind=department&limit=200`);
    expect(form.text()).toContain('该地区还没有部门：先由财政绩效股导入申报表');
    await form.get('form').trigger('submit');
    expect(form.findAll('em').map((problem) => problem.text())).toEqual(['请选择部门', '请填写用户名']);
    await form.findAll('select')[0]?.setValue('auditor');
    expect(form.findAll('select')).toHaveLength(1);
    form.unmount();
  });

  it('is sent with its role’s post when none was typed, and again with the same key', async () => {
    const form = openAccountForm();
    await form.findAll('input')[0]?.setValue('Lishi-Finance');
    const refusal = { status: 400, body: { code: 'invalid_request', message: '不行。', fields: {} } };
    answers = [refusal, refusal];
    await form.get('form').trigger('submit');
    await flushPromises();
    await form.get('form').trigger('submit');
    await flushPromises();
    expect(calls[0]?.body).toEqual({
      username: 'lishi-finance',
      name: '财政绩效股',
      role: 'finance_performance',
      regionId: region.id,
    });
    expect(calls[1]).toEqual(calls[0]);
    expect(calls[0]?.key).toMatch(/\S{8}/);
    form.unmount();
  });
});

describe('the table of accounts', () => {
  const account: Account = {
    id: '22222222-2222-4222-8222-222222222222',
    username: 'lishi-finance',
    name: '财政绩效股',
    role: 'finance_performance',
    regionId: '11111111-1111-4111-8111-111111111111',
    regionName: '离石区',
    unitId: null,
    unitName: null,
    state: 'no_password',
    linkExpiresAt: '2026-11-22T01:04:00.000Z',
  };
  it('tells until when a link holds, and disables after the consequence was read', async () => {
    const table = mount(AccountsTable, { props: { accounts: [account], ownId: null } });
    expect(table.get('.state').text()).toMatch(/^等待设密码\s+链接到 11-22 09:04$/);
    await table.findAll('.act button')[1]?.trigger('click');
    expect(table.get('.confirm').text()).toContain('登录着的随即退出');
    expect(calls).toEqual([]);
    answers = [{ status: 200, body: { ...account, state: 'disabled', linkExpiresAt: null } }];
    await table.findAll('.confirm button')[0]?.trigger('click');
    await flushPromises();
    expect(calls[0]?.path).toBe(`/api/accounts/${account.id}/disable`);
    expect(table.emitted('changed')).toHaveLength(1);
  });
});

describe('after the sign-in', () => {
  const sessionOf = (role: Role): { status: number; body: SessionAnswer } => ({
    status: 200,
    body: {
      user: {
        id: '33333333-3333-4333-8333-333333333333',
        name: role,
        role,
        regionId: null,
        regionName: null,
        unitId: null,
        unitName: null,
        unitPath: null,
      },
      demo: false,
      today: '2026-11-20',
    },
  });
  it.each([
    ['system_admin', 'accounts'],
    ['auditor', 'no-access'],
  ] as const)('a %s stands on %s', async (role, page) => {
    answers = [sessionOf(role)];
    await router.push(`/?as=${role}`);
    expect(router.currentRoute.value.name).toBe(page);
  });
});
