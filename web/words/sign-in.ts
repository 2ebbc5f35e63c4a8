import { type Dictionary, words } from './words.ts';

const zhCN = {
  title: '登录目标哨',
  tagline: '预算绩效目标运行监控：目标该到哪里，现在到了哪里，差多少，谁来办。',
  username: '用户名',
  password: '密码',
  submit: '登录',
  submitting: '正在登录',
  usernameMissing: '请填写用户名',
  passwordMissing: '请填写密码',
  demoTitle: '演示账号',
  demoHint: '点一个账号就填好用户名。所有账号同一个密码，启动时打印在终端里。',
  demoInvented: '县名和填报数是虚构的，另外的部门全是虚构的。',
  systemAccounts: '系统管理',
  otherDepartments: (count: number) => `另外 ${count} 个部门`,
  pick: (name: string, username: string) => `用 ${name}（${username}）登录`,
} satisfies Dictionary;

export const signInWords = words('signIn', zhCN);
