import type { accountWords } from '../account.ts';

export const account: typeof accountWords = {
  documentTitle: 'My account · Mubiao',
  crumb: 'My account',
  sentence: {
    product: 'Alerts reach you in the system only',
    also: (channels) => `Alerts reach you in the system and by ${channels}`,
    mail: 'email',
    webhook: 'webhook',
    and: ' and ',
    quiet: (from, until) => `, not from ${from} to ${until}${until <= from ? ' the next day' : ''}`,
    none: 'Administrators get no alerts about business data',
  },
  lead: 'Alerts go to a post, not to a person: when the person changes, change the address here.',
  noneLead:
    'Alerts go to business posts. The system, security and audit posts do not see business data, so there is nothing to set here.',
  who: {
    title: 'Who I am',
    post: 'Post',
    name: 'Account name',
    unit: 'Unit',
    region: 'Region',
    all: 'All units',
    wrong: 'If the post or the unit is wrong, tell the system administrator.',
  },
  how: {
    title: 'How I am told',
    isDefault: 'Not set yet; these are the defaults',
    product: 'In the system',
    productAlways:
      'Always on: the page responds when an alert arrives and keeps it under Alerts, whatever the quiet hours and limits.',
    mail: 'Email',
    mailRule: 'Like name@example.gov.cn; leave empty for no email',
    webhook: 'Webhook address',
    webhookRule: 'Begins with http:// or https:// and may be an internal address; leave empty for none',
    quietFrom: 'Quiet from',
    quietFromHint: '20:00',
    quietUntilHint: '08:00',
    quietUntil: 'to',
    quietRule:
      'Such as 20:00 to 08:00: emails and webhooks of that time are sent as one when it ends; leave both empty to send at any time',
    cap: 'Daily limit (messages)',
    capRule: (most) =>
      `The most messages a day on each channel, 1 to ${most}; the rest joins the first message of the next day, nothing is lost`,
    capWrong: (most) => `The daily limit is a whole number from 1 to ${most}`,
  },
  save: {
    submit: 'Save',
    busy: 'Saving',
    undo: 'Discard changes',
    unsaved: 'There are unsaved changes',
    saved: (time) => `Saved at ${time}; in force from the next alert`,
    leave: 'There are unsaved changes. Leave the page and lose them?',
  },
  secret: {
    title: 'The new webhook secret, shown only this once',
    why: 'Copy it into the receiving system now. Once you leave this page it cannot be seen again; if it is lost, take a new one, and the old one ends at once.',
    label: 'Webhook secret',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'The browser does not allow copying. Select it and press Ctrl+C.',
    renew: 'Take a new secret',
    close: 'I have stored it, close',
    verify: 'How the receiver checks the signature',
    verifySteps: {
      first:
        'Join the headers x-mubiao-id and x-mubiao-timestamp and the body as received with dots: id.timestamp.body',
      second:
        'Compute its HMAC-SHA256 with the secret (as text): “v1=” and the hexadecimal result must equal the header x-mubiao-signature; refuse a time that differs by more than 5 minutes',
    },
  },
  test: {
    send: 'Send a test message',
    mailName: 'Send a test message by email',
    webhookName: 'Send a test message to the webhook',
    saveFirst: 'Save first, then test',
    asked: 'Handed to the jobs, waiting for the result…',
    notTaken: 'No job has taken it for a minute: ask the system administrator whether the jobs are running.',
    sending: 'Sending…',
    mailSent: (time, detail) => `${time} The mail server has taken it; look into the mailbox (${detail})`,
    webhookSent: (time, detail) => `${time} The receiving system has taken it (${detail})`,
    failed: (time, detail) => `${time} Not delivered, no further try. ${detail}`,
    again: (time, detail, next) => `${time} Not delivered: ${detail}. Next try ${next}`,
    unknown: (time, detail, next) =>
      `${time} Not known whether it was delivered: ${detail}. Sent again ${next} under the same number`,
    mailNotSetUp: (time) =>
      `${time} Not sent: no mail server is set up (SMTP_URL), so no email goes out; tell the system administrator. It is sent once that is done within a day`,
    noReason: 'no reason given',
  },
};
