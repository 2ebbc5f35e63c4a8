import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { MAIL_NOT_SET_UP } from '../../domain/contact-rules.ts';
import type { Contact, TestMessage } from '../../server/contract-notices.ts';
import { bodyOf, contactSentence, formOf, isSaved, problemsOf, testLine } from '../../web/account-form.ts';
import WhoIAm from '../../web/components/account/WhoIAm.vue';

const saved: Contact = {
  mail: 'a@example.org',
  webhookUrl: null,
  quietFrom: '20:00',
  quietUntil: '08:00',
  dailyCap: 10,
  isDefault: false,
};
const form = formOf(saved);

describe('the form of how one is told', () => {
  it('is what is stored, with nothing where nothing is wanted', () => {
    expect(form).toEqual({
      mail: 'a@example.org',
      webhookUrl: '',
      quietFrom: '20:00',
      quietUntil: '08:00',
      dailyCap: '10',
    });
    const { isDefault: _isDefault, ...body } = saved;
    expect(bodyOf(form)).toEqual(body);
    expect(isSaved(form, saved)).toBe(true);
    expect(isSaved({ ...form, mail: '' }, saved)).toBe(false);
    expect(isSaved({ ...form, dailyCap: 'x' }, saved)).toBe(false);
  });

  it('takes what people type: spaces around, a Chinese colon, one digit of the hour', () => {
    const typed = {
      ...form,
      mail: ' a@example.org ',
      quietFrom: '20：00',
      quietUntil: '8:00',
      dailyCap: ' 10',
    };
    expect(problemsOf(typed)).toEqual({});
    expect(isSaved(typed, saved)).toBe(true);
  });

  it.each([
    [{ mail: 'nobody' }, 'mail', /name@example/],
    [{ webhookUrl: 'example.org' }, 'webhookUrl', /http/],
    [{ quietFrom: '' }, 'quietFrom', /同时填/],
    [{ quietFrom: '', quietUntil: '8' }, 'quietUntil', /20:00/],
    [{ quietUntil: '24:00' }, 'quietUntil', /23:59/],
    [{ dailyCap: '' }, 'dailyCap', /1 到 200/],
    [{ dailyCap: '0' }, 'dailyCap', /1 到 200/],
    [{ dailyCap: '201' }, 'dailyCap', /1 到 200/],
    [{ dailyCap: '2.5' }, 'dailyCap', /1 到 200/],
  ])('says at the field what is wrong with %o', (wrong, field, words) => {
    expect(problemsOf({ ...form, ...wrong })[field]).toMatch(words);
  });

  it('is said in one sentence', () => {
    expect(contactSentence({ ...saved, mail: null })).toBe('提醒只在系统内告知您');
    expect(contactSentence(saved)).toBe('提醒在系统内告知您，另发邮件，20:00 至次日 08:00 不发');
    const noon = { ...saved, webhookUrl: 'https://a.example', quietFrom: '12:00', quietUntil: '14:00' };
    expect(contactSentence(noon)).toBe('提醒在系统内告知您，另发邮件和 Webhook，12:00 至 14:00 不发');
    expect(contactSentence({ ...saved, quietFrom: null, quietUntil: null })).toBe(
      '提醒在系统内告知您，另发邮件',
    );
  });
});

describe('how a test came out', () => {
  const test: TestMessage = {
    id: '01890000-0000-7000-8000-000000000001',
    channel: 'mail',
    requestedAt: '2026-11-21T09:00:00+08:00',
    state: 'sent',
    nextTryAt: null,
    sentAt: '2026-11-21T09:00:02+08:00',
    attempts: [
      {
        startedAt: '2026-11-21T09:00:01+08:00',
        finishedAt: '2026-11-21T09:00:02+08:00',
        outcome: 'delivered',
        detail: '250 OK.',
      },
    ],
  };
  const failed = (detail: string, more: Partial<TestMessage>): TestMessage => ({
    ...test,
    sentAt: null,
    attempts: test.attempts.map((one) => ({ ...one, outcome: 'passing_failure', detail })),
    ...more,
  });
  const today = '2026-11-21';

  it('is told with its time and the other side’s words', () => {
    expect(testLine(test, today)).toEqual({
      text: '09:00 邮件服务器已收下，请到邮箱里看（250 OK）',
      tone: 'good',
      isOver: true,
    });
    expect(testLine({ ...test, channel: 'webhook' }, '2026-11-22').text).toBe(
      '2026-11-21 09:00 接收系统已收下（250 OK）',
    );
    expect(testLine({ ...test, state: 'sending', attempts: [] }, today)).toMatchObject({
      tone: 'waiting',
      isOver: false,
    });
  });

  it('says when it is tried again, and when not', () => {
    const nextTryAt = '2026-11-21T09:01:02+08:00';
    expect(testLine(failed('连不上', { state: 'waiting', nextTryAt }), today)).toEqual({
      text: '09:00 没有送到：连不上。09:01 再试',
      tone: 'bad',
      isOver: false,
    });
    expect(testLine(failed('没有答复', { state: 'unknown', nextTryAt }), today).text).toContain(
      '09:01 用同一编号再发一次',
    );
    expect(testLine(failed('550 no such user', { state: 'failed' }), today)).toMatchObject({
      text: '09:00 没有送到，不再重试。550 no such user',
      isOver: true,
    });
  });

  it('says that the mail is not set up at all', () => {
    const nextTryAt = '2026-11-21T09:01:02+08:00';
    const { text } = testLine(failed(MAIL_NOT_SET_UP, { state: 'waiting', nextTryAt }), today);
    expect(text).toMatch(/还没有设好邮件服务器（SMTP_URL）.*系统管理员/);
  });
});

describe('who I am', () => {
  const user = {
    id: '1',
    name: '经办人',
    role: 'handler' as const,
    regionId: '2',
    unitId: '3',
    unitPath: null,
  };
  it('tells post, unit and region, and of an administrator the post alone', () => {
    const shown = mount(WhoIAm, {
      props: { user: { ...user, regionName: '柳川县', unitName: '社保中心' } },
    });
    expect(shown.findAll('dd').map((one) => one.text())).toEqual(['经办人', '社保中心', '柳川县']);
    const nowhere = { regionId: null, regionName: null, unitId: null, unitName: null };
    const admin = mount(WhoIAm, {
      props: { user: { ...user, ...nowhere, role: 'auditor', name: '审计管理员' } },
    });
    expect(admin.findAll('dd').map((one) => one.text())).toEqual(['审计管理员']);
  });
});
