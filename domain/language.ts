/** The languages that sentences are written in. Notices and mails are in Chinese, the language of the office. */
export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export const OFFICE_LANGUAGE: Language = 'zh-CN';
