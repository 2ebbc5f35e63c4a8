import type { signInWords } from '../sign-in.ts';

export const signIn: typeof signInWords = {
  title: 'Sign in to Mubiao',
  tagline:
    'Monitoring of budget performance targets: where each should be, where it is, how far apart, and who acts.',
  username: 'User name',
  password: 'Password',
  submit: 'Sign in',
  submitting: 'Signing in',
  usernameMissing: 'Please enter your user name',
  passwordMissing: 'Please enter your password',
  demoTitle: 'Demo accounts',
  demoHint:
    'Choose an account to fill in its user name. All have the same password, printed in the terminal at the start. ',
  demoInvented: 'County names and reported figures are invented, the other departments wholly.',
  systemAccounts: 'System administration',
  otherDepartments: (count) => (count === 1 ? '1 other department' : `${count} other departments`),
  pick: (name, username) => `Sign in as ${name} (${username})`,
};
