import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERT_KINDS } from '../../domain/alerts.ts';
import {
  messageWords,
  noticeWords,
  testMessageWords,
  type NoticeEvent,
  type NoticeSubject,
  type NoticeWords,
} from '../../domain/notice.ts';
import { POST_NAMES, POSTS } from '../../domain/post.ts';
import { calendar } from './cases.ts';

const july31 = { today: '2023-07-31', calendar };
const EVENTS: readonly NoticeEvent[] = ['raised', 'repeated', 'resolved', 'withdrawn'];

/** pages/04-alert.png */
const pension: NoticeSubject = {
  kind: 'overdue',
  alertId: '0f5b3c1e-6d1c-5c9e-9d39-3f0f4f6c2a10',
  projectName: '财政对机关事业单位养老保险的补助',
  unitName: '社保中心',
  subjectName: '第 7 期',
  duty: 'allotment',
  dueOn: '2023-07-21',
  openedOn: '2023-07-22',
  amount: '8340000.00',
  paid: '0.00',
};
const training: NoticeSubject = {
  kind: 'indicator_lagging',
  alertId: '0f5b3c1e-6d1c-5c9e-9d39-3f0f4f6c2a11',
  projectName: '技能提升培训奖励金',
  unitName: '就业中心',
  subjectName: '取证人数',
  dueOn: null,
  openedOn: '2023-07-19',
  why: '取证 302 人，应达 583 人，完成应达的 51.8%',
};

describe('the words of a notice', () => {
  it('say what is late, since when, by how much and what to do', () => {
    expect(noticeWords(pension, 'raised', 1, july31)).toEqual({
      title: '逾期 6 个工作日：834.00 万元应于 07-21 拨付，至今未拨',
      body:
        '财政对机关事业单位养老保险的补助 · 第 7 期 · 社保中心。应拨付 834.00 万元，已拨付 0.00 万元，还差 834.00 万元。' +
        '应于 2023-07-21（周五）前拨付，逾期 6 个工作日。已上报到第 1 级。',
      todo: '尽快足额拨付，登记拨付日期和凭证；已经拨付的请补登。',
      path: '/alerts/0f5b3c1e-6d1c-5c9e-9d39-3f0f4f6c2a10',
      gravity: 81_006,
    });
  });

  it('say what is missing when a part was paid, however it is told', () => {
    const title = '逾期 6 个工作日：834.00 万元应于 07-21 拨付，还差 34.00 万元';
    expect(noticeWords({ ...pension, paid: '8000000.00' }, 'raised', 1, july31).title).toBe(title);
    const { paid: _, ...rest } = pension;
    const byRest = noticeWords({ ...rest, outstanding: '340000.00' }, 'raised', 1, july31);
    expect(byRest.title).toBe(title);
    expect(byRest.body).toContain('应拨付 834.00 万元，已拨付 800.00 万元，还差 34.00 万元');
    expect(noticeWords({ ...pension, paid: '8340000.01' }, 'raised', 1, july31).body).toContain(
      '还差 0.00 万元',
    );
  });

  it('use the verb of the duty and its title where no amount is known', () => {
    const payout = { ...pension, duty: 'payment' as const };
    expect(noticeWords(payout, 'raised', 1, july31).title).toBe(
      '逾期 6 个工作日：834.00 万元应于 07-21 发放，至今未发',
    );
    const unknown = { ...pension, amount: null, paid: null, subjectName: '养老金（7 月）' };
    expect(noticeWords(unknown, 'raised', 1, july31).title).toBe(
      '逾期 6 个工作日：养老金（7 月）应于 07-21 拨付，至今未拨',
    );
    const work = { ...unknown, kind: 'deadline_missed' as const, subjectName: '设备投入使用' };
    expect(noticeWords(work, 'raised', 1, july31).title).toBe(
      '逾期 6 个工作日：设备投入使用应于 07-21 完成，至今未完成',
    );
  });

  it('count working days: none has passed on the weekend after, one on Monday', () => {
    const titleOn = (today: string) => noticeWords(pension, 'raised', 1, { today, calendar }).title;
    expect(titleOn('2023-07-23')).toMatch(/^已过到期日：/);
    expect(titleOn('2023-07-24')).toMatch(/^逾期 1 个工作日：/);
    expect(noticeWords({ ...pension, workingDaysLate: 13 }, 'raised', 1, july31).title).toMatch(
      /^逾期 13 个工作日/,
    );
  });

  it('remind before the day, on it, and before a holiday in which it falls', () => {
    const titleOn = (today: string, dueOn: string) =>
      noticeWords({ ...pension, kind: 'due_soon', dueOn }, 'raised', 0, { today, calendar }).title;
    expect(titleOn('2023-07-18', '2023-07-21')).toBe('还有 3 个工作日：834.00 万元应于 07-21 拨付');
    expect(titleOn('2023-07-21', '2023-07-21')).toBe('今天到期：834.00 万元应于 07-21 拨付');
    expect(titleOn('2023-09-28', '2023-09-30')).toBe('到期以前没有别的工作日了：834.00 万元应于 09-30 拨付');
  });

  it('tell of pace, reports, budgets and targets with their numbers', () => {
    const words = noticeWords(training, 'raised', 0, july31);
    expect(words.title).toBe('取证人数进度滞后');
    expect(words.body).toBe(
      '技能提升培训奖励金 · 取证人数 · 就业中心。取证 302 人，应达 583 人，完成应达的 51.8%。自 07-19 起持续滞后。',
    );
    const project = { ...training, subjectName: '', why: null, counts: 5 };
    const titles = (['money_behind', 'over_budget', 'unreported', 'undeterminable'] as const).map(
      (kind) => noticeWords({ ...project, kind }, 'raised', 0, july31).title,
    );
    expect(titles).toEqual(['资金支出进度滞后', '支出超出预算', '5 项指标未按时上报', '5 项指标无法判定']);
    const over = { ...project, kind: 'over_budget' as const, amount: '1000000.00', paid: '1120000.00' };
    expect(noticeWords(over, 'raised', 0, july31).title).toBe('支出超出预算 12.00 万元');
    expect(noticeWords(over, 'raised', 0, july31).body).toContain(
      '调整后预算 100.00 万元，已支出 112.00 万元',
    );
  });

  it('say when it is told again, when it is over and when it was taken back', () => {
    expect(noticeWords(pension, 'repeated', 3, july31)).toMatchObject({
      title: '再次提醒：逾期 6 个工作日：834.00 万元应于 07-21 拨付，至今未拨',
      body: expect.stringContaining('这是再次提醒，此前已上报到第 3 级。') as string,
    });
    const paid = { ...pension, paid: '8340000.00' };
    expect(noticeWords(paid, 'resolved', 2, july31)).toMatchObject({
      title: '已解除：834.00 万元应于 07-21 拨付，已足额拨付',
      body: '财政对机关事业单位养老保险的补助 · 第 7 期 · 社保中心。这条提醒自 07-22 起，到 07-31 解除。',
      todo: '不需要再处理。',
      gravity: 0,
    });
    // Not claimed to be paid when it is not: its plan was withdrawn.
    expect(noticeWords(pension, 'resolved', 2, july31).title).toBe(
      '已解除：834.00 万元应于 07-21 拨付，不再逾期',
    );
    expect(noticeWords(pension, 'withdrawn', 1, july31)).toMatchObject({
      title: '已撤回：逾期 6 个工作日：834.00 万元应于 07-21 拨付，至今未拨',
      body: expect.stringContaining('07-31 登记的情况更正以后，这条提醒不再成立。') as string,
      gravity: 0,
    });
  });

  it('ask those above the unit to see to it, and tell who stands in for a vacant post', () => {
    const unit = noticeWords(pension, 'raised', 1, { ...july31, post: 'unit_head', standsInFor: 'handler' });
    expect(unit.todo).toBe('尽快足额拨付，登记拨付日期和凭证；已经拨付的请补登。');
    expect(unit.body).toContain('经办人岗位暂时空缺，由您代收。');
    const finance = noticeWords(pension, 'raised', 3, { ...july31, post: 'finance_performance' });
    expect(finance.todo).toBe('请与社保中心联系：尽快足额拨付，登记拨付日期和凭证；已经拨付的请补登。');
  });

  it('name the year of a day in another year', () => {
    const words = noticeWords({ ...pension, dueOn: '2022-12-30' }, 'raised', 1, {
      today: '2023-01-05',
      calendar,
    });
    expect(words.title).toBe('逾期 3 个工作日：834.00 万元应于 2022-12-30 拨付，至今未拨');
  });

  it('are whole sentences for every kind and event, never count working days as 天, and blame nobody', () => {
    const bare = {
      ...pension,
      amount: null,
      paid: null,
      subjectName: '',
      dueOn: null,
      why: null,
      duty: null,
    };
    for (const kind of ALERT_KINDS) {
      for (const event of EVENTS) {
        for (const subject of [pension, training, bare]) {
          for (const post of [null, ...POSTS]) {
            const words = noticeWords({ ...subject, kind }, event, 2, { ...july31, post });
            expect(words.body).toMatch(/^[^。].*。$/u);
            expect(words.todo).toMatch(/^[^。].*。$/u);
            expect(words.title).not.toMatch(/。|^$|undefined|null|NaN/u);
            const all = words.title + words.body + words.todo;
            expect(all).not.toMatch(/天(?!到期)|责任|失职|undefined|null|NaN|。。|；。/u);
            expect(words.gravity === 0).toBe(event === 'resolved' || event === 'withdrawn');
          }
        }
      }
    }
  });

  it('weigh the kind first, then the level, then the working days', () => {
    const gravity = (subject: NoticeSubject, level: number) =>
      noticeWords(subject, 'raised', level, july31).gravity;
    expect(gravity(pension, 1)).toBeGreaterThan(
      gravity({ ...pension, kind: 'deadline_missed', dueOn: '2022-01-04' }, 3),
    );
    expect(gravity(pension, 2)).toBeGreaterThan(gravity({ ...pension, dueOn: '2022-01-04' }, 1));
    expect(gravity({ ...pension, dueOn: '2023-07-20' }, 1)).toBeGreaterThan(gravity(pension, 1));
  });
});

describe('one message of several notices', () => {
  const at = { origin: 'https://mubiao.example.gov.cn', posts: ['handler'] as const };
  const words = (subject: NoticeSubject, event: NoticeEvent = 'raised') =>
    noticeWords(subject, event, 1, july31);

  it('begins with the worst, says how many, and ends with why one gets it', () => {
    const over = words({ ...pension, alertId: 'over' }, 'resolved');
    const { subject, text } = messageWords([words(training), over, words(pension)], at);
    expect(subject).toBe(
      '【目标哨】2 项需要处理，1 项已解除或撤回：逾期 6 个工作日：834.00 万元应于 07-21 拨付，至今未拨',
    );
    expect(text.split('\n\n')[0]).toBe('2 项需要处理，1 项已解除或撤回。');
    expect(text.indexOf('1. 逾期 6 个工作日')).toBeGreaterThan(0);
    expect(text.indexOf('2. 取证人数进度滞后')).toBeGreaterThan(text.indexOf('1. 逾期'));
    expect(text.indexOf('3. 已解除')).toBeGreaterThan(text.indexOf('2. 取证'));
    expect(text).toContain('https://mubiao.example.gov.cn/alerts/0f5b3c1e-6d1c-5c9e-9d39-3f0f4f6c2a10');
    expect(text.split('\n\n').at(-1)).toBe(
      '您的岗位是经办人，所以收到这条消息；提醒按岗位和工作日逐级发送。请勿直接回复，回复没有人看，请点开链接处理。',
    );
  });

  it('of one notice has its title as subject', () => {
    expect(messageWords([words(training)], at).subject).toBe('【目标哨】取证人数进度滞后');
    expect(messageWords([words(training, 'withdrawn')], at).text).toMatch(/^1 项已解除或撤回。/);
  });

  it('says that figures are invented', () => {
    const { subject, text, html } = messageWords([words(training)], { ...at, isInvented: true });
    expect(subject).toBe('【目标哨】【演示数据】取证人数进度滞后');
    for (const part of [text, html]) expect(part).toContain('以下为演示数据，不是真实的资金和进度。');
  });

  it('keeps what others printed from becoming markup or a header', () => {
    const evil: NoticeSubject = {
      ...training,
      subjectName: '<img src=x onerror="alert(1)">\r\nBcc: a@b.c\u2028',
      projectName: `"><script>alert('1')</script>&`,
      alertId: '"/><b>/../..',
    };
    const { subject, html, text } = messageWords([words(evil)], { ...at, posts: ['leader', 'leader'] });
    expect(subject).not.toMatch(/[\r\n\u2028]/);
    expect(html).not.toMatch(/<img|<script|<b>/);
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; Bcc: a@b.c');
    expect(html).toContain('href="https://mubiao.example.gov.cn/alerts/%22%2F%3E%3Cb%3E%2F..%2F.."');
    expect(text).toContain('您的岗位是主管部门领导，');
  });

  it('holds for any words: markup stays balanced, the subject short and on one line, nobody forgotten', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 80 });
    const anyWords: fc.Arbitrary<NoticeWords> = fc.record({
      title: anyText,
      body: anyText,
      todo: anyText,
      path: fc.constant('/alerts/1'),
      gravity: fc.nat(99_999),
    });
    fc.assert(
      fc.property(fc.array(anyWords, { minLength: 1, maxLength: 120 }), (notices) => {
        const { subject, html, text } = messageWords(notices, at);
        expect([...subject].length).toBeLessThanOrEqual(90);
        expect(subject).not.toMatch(/[\u0000-\u001f\u007f\u2028\u2029]/);
        const listed = Math.min(notices.length, 50);
        expect(html.split('<li>').length - 1).toBe(listed);
        expect(html.match(/</g)?.length).toBe(html.match(/>/g)?.length);
        expect(text.split('https://mubiao.example.gov.cn/alerts/1').length - 1).toBe(listed);
        const rest = notices.length - listed;
        expect(text.includes(`还有 ${String(rest)} 项没有列出`)).toBe(rest > 0);
      }),
      { numRuns: 100 },
    );
    // A fifth of a second by itself; on a machine that does three other things five were not enough.
  }, 30_000);

  it('names each post by its name', () => {
    for (const post of POSTS) {
      expect(messageWords([words(training)], { ...at, posts: [post] }).text).toContain(POST_NAMES[post]);
    }
  });
});

describe('a test message', () => {
  it('says first that it is a test and nothing is to be done, and where it came from', () => {
    const { subject, text, html } = testMessageWords('https://mubiao.example.org');
    expect(subject).toBe('【目标哨】测试消息，不需要处理');
    expect(text).toMatch(/^这是一条测试消息，不是提醒，不需要处理。/);
    expect(text).toMatch(/https:\/\/mubiao\.example\.org\/account$/);
    expect(html).toContain('href="https://mubiao.example.org/account"');
    expect(testMessageWords('https://a.example/x&"y').html).toContain(
      'https://a.example/x&amp;&quot;y/account',
    );
  });
});
