/** Where each person wants to be told, and a message that proves that it works. */
import { v7 as uuidv7 } from 'uuid';
import { findContact, saveContact } from '../../db/contacts.ts';
import { countTests, listTestMessages } from '../../db/test-messages.ts';
import { contactProblems, MOST_TESTS_AN_HOUR } from '../../domain/contact-rules.ts';
import type { Producer } from '../../jobs/queue.ts';
import { contextIn, viewerIn } from '../access.ts';
import {
  Contact,
  ContactBody,
  ContactSaved,
  TestMessageAccepted,
  TestMessageBody,
  TestMessages,
  type TestChannel,
} from '../contract-notices.ts';
import { Refusal, refusals } from '../errors.ts';
import { failures, type Api, type RouteDeps } from './route.ts';

const tags = ['通知'];

const CHANNEL_FIELDS: Record<TestChannel, { field: 'mail' | 'webhookUrl'; name: string }> = {
  mail: { field: 'mail', name: '邮箱' },
  webhook: { field: 'webhookUrl', name: 'Webhook 地址' },
};

export function contactRoutes(
  app: Api,
  { db, wall, queue }: Pick<RouteDeps, 'db' | 'wall'> & { queue: Producer | null },
): void {
  const enqueue = async (messageId: string, accountId: string, channel: TestChannel) => {
    if (queue === null) throw new Error('this server has no queue');
    await queue.enqueue('deliver', { test: { messageId, accountId, channel } });
  };

  app.get(
    '/account/contact',
    { schema: { tags, summary: '本人接收通知的方式', response: { 200: Contact, ...failures } } },
    async (request) => findContact(db, viewerIn(request).accountId),
  );

  app.put(
    '/account/contact',
    {
      schema: {
        tags,
        summary: '设定本人接收通知的方式；新的 Webhook 地址的密钥只在这个回答里出现一次',
        body: ContactBody,
        response: { 200: ContactSaved, ...failures },
      },
    },
    async (request) => {
      const fields = contactProblems(request.body);
      if (fields !== null) throw refusals.invalid(`${Object.values(fields).join('；')}。`, fields);
      const { accountId } = viewerIn(request);
      const { regionId } = contextIn(request);
      return await saveContact(db, { accountId, regionId, at: wall().toISOString() }, request.body);
    },
  );

  app.get(
    '/account/contact/tests',
    {
      schema: {
        tags,
        summary: '本人各渠道最近一次测试消息及其结果',
        response: { 200: TestMessages, ...failures },
      },
    },
    async (request) => ({ items: await listTestMessages(db, viewerIn(request).accountId) }),
  );

  app.post(
    '/account/contact/test',
    {
      schema: {
        tags,
        summary: `给本人已保存的地址发一条测试消息，每个渠道每小时最多 ${MOST_TESTS_AN_HOUR} 条；结果见 /account/contact/tests`,
        body: TestMessageBody,
        response: { 202: TestMessageAccepted, ...failures },
      },
    },
    async (request, reply) => {
      const { channel } = request.body;
      const { accountId } = viewerIn(request);
      const { field, name } = CHANNEL_FIELDS[channel];
      const contact = await findContact(db, accountId);
      if (contact[field] === null) {
        throw new Refusal(409, 'no_contact_point', `还没有保存${name}，请先填写并保存，再发测试消息。`);
      }
      const now = wall().toISOString();
      if ((await countTests(db, accountId, channel, now)) >= MOST_TESTS_AN_HOUR) {
        throw new Refusal(
          429,
          'too_many_tests',
          `每个渠道每小时最多发 ${MOST_TESTS_AN_HOUR} 条测试消息，请过一会儿再试。`,
          { retryAfterSeconds: 600 },
        );
      }
      const messageId = uuidv7();
      // The message is made by the worker, whose login alone writes them; what gets lost on the way is asked for again.
      await enqueue(messageId, accountId, channel).catch((fault: unknown) => {
        request.log.warn({ err: fault }, 'a test message could not be put into the queue');
        throw new Refusal(503, 'queue_away', '后台任务的队列没有回答，测试消息没有发出，请稍后再试。');
      });
      return reply.code(202).send({ id: messageId });
    },
  );
}
