/** What a person may set as the place and the times of notices. The same on the page and at the border. */
import { isTimeOfDay } from './notice-time.ts';

/** Test messages a person may have sent within an hour, by channel: enough to mend an address, too few to annoy another's. */
export const MOST_TESTS_AN_HOUR = 5;

/** What the mail's transport answers where no server is set; the account's page explains it. */
export const MAIL_NOT_SET_UP = '没有配置邮件服务器（SMTP_URL）';

export interface ContactWishes {
  mail: string | null;
  webhookUrl: string | null;
  quietFrom: string | null;
  quietUntil: string | null;
}

/** One @ between a local part and a host with a dot; whether it exists shows with the first mail. */
const MAIL_ADDRESS = /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]+\.[^\s@<>,;:"()[\]\\.]+$/;
/** http or https, a host, no user and password before it, no fragment after it. */
const WEBHOOK_URL = /^https?:\/\/[^\s/?#@\\]+(?:[/?][^\s#\\]*)?$/;

/** What is wrong, by field and in words; null: nothing. */
export function contactProblems(wishes: ContactWishes): Record<string, string> | null {
  const { mail, webhookUrl, quietFrom, quietUntil } = wishes;
  const fields: Record<string, string> = {};
  if (mail !== null && !MAIL_ADDRESS.test(mail)) fields['mail'] = '邮箱应写成 name@example.gov.cn 的样子';
  if (webhookUrl !== null && !(WEBHOOK_URL.test(webhookUrl) && URL.canParse(webhookUrl))) {
    fields['webhookUrl'] = 'Webhook 地址应以 http:// 或 https:// 开头，不带用户名、口令和 #';
  }
  if ((quietFrom === null) !== (quietUntil === null)) {
    fields[quietFrom === null ? 'quietFrom' : 'quietUntil'] = '免打扰时段要同时填开始和结束，或都不填';
  }
  for (const [field, time] of Object.entries({ quietFrom, quietUntil })) {
    if (time !== null && !isTimeOfDay(time))
      fields[field] = '免打扰时间应写成 20:00 的样子，从 00:00 到 23:59';
  }
  return Object.keys(fields).length === 0 ? null : fields;
}
