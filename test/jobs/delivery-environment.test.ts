import { describe, expect, it } from 'vitest';
import { readDeliveryEnvironment } from '../../db/delivery-environment.ts';

describe('the environment of delivery', () => {
  const right = {
    SMTP_URL: 'smtp://u%40x:p%3Aw@mail.example.org',
    MAIL_FROM: 'a@example.org',
    PUBLIC_URL: 'https://m.example.org/',
  };

  it('is read, with the defaults of the protocols', () => {
    expect(readDeliveryEnvironment(right)).toEqual({
      mailServer: { host: 'mail.example.org', port: 587, isSecure: false, user: 'u@x', password: 'p:w' },
      mailFrom: { name: '目标哨', address: 'a@example.org' },
      publicUrl: 'https://m.example.org',
    });
    expect(
      readDeliveryEnvironment({ ...right, SMTP_URL: 'smtps://mail.example.org' }).mailServer,
    ).toMatchObject({
      port: 465,
      isSecure: true,
      user: null,
    });
    expect(readDeliveryEnvironment({ PORT: '3100' })).toEqual({
      mailServer: null,
      mailFrom: null,
      publicUrl: 'http://127.0.0.1:3100',
    });
  });

  it.each([
    ['SMTP_URL', { SMTP_URL: 'mail.example.org:25' }],
    ['SMTP_URL', { SMTP_URL: 'http://mail.example.org' }],
    ['SMTP_URL', { SMTP_URL: 'smtp://user:100%@mail.example.org' }],
    ['MAIL_FROM', { MAIL_FROM: 'nobody' }],
    ['MAIL_FROM', { MAIL_FROM: '' }],
    ['MAIL_FROM', { MAIL_FROM: 'a@example.org\r\nBcc: b@example.org' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'mubiao.example.org' }],
    ['PUBLIC_URL', { PUBLIC_URL: '' }],
  ])('refuses a wrong %s at start: %o', (name, wrong) => {
    expect(() => readDeliveryEnvironment({ ...right, ...wrong })).toThrow(name);
  });
});
