import type { EvidenceMediaType } from '../../server/contract-evidence.ts';
import { type Dictionary, words } from './words.ts';

const zhCN = {
  title: '佐证材料',
  none: '还没有佐证',
  types: {
    'application/pdf': 'PDF',
    'image/png': '图片',
    'image/jpeg': '图片',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel',
  } satisfies Record<EvidenceMediaType, string>,
  otherType: '文件',
  mb: (size: string) => `${size} MB`,
  kb: (size: string) => `${size} KB`,
  by: (post: string, when: string) => `${post} ${when} 上传`,
  /** What a click does, for whoever hears it. */
  look: (name: string) => `在新页里看 ${name}`,
  save: (name: string) => `下载 ${name}`,
  picture: (name: string) => `${name} 的样子`,
  invented: '演示数据',
  add: '上传佐证',
  busy: (at: number, all: number) => (all > 1 ? `正在上传 ${at} / ${all}` : '正在上传'),
  takes: 'PDF、PNG、JPG、docx、xlsx，每份不超过 20 MB',
  room: (kept: number, most: number) => `一个项目最多 ${most} 份，已有 ${kept} 份`,
  full: (most: number) => `这个项目已存满 ${most} 份，请选用已上传的，或把几份合成一份 PDF`,
  tooLarge: (name: string, size: string) =>
    `“${name}”有 ${size}，超过每份 20 MB 的上限，没有上传；请压缩或拆成几份`,
  empty: (name: string) => `“${name}”是空文件，没有上传`,
  kept: '选用这个项目已上传的…',
  keptLabel: '选用这个项目已上传的佐证',
  remove: '拿走',
  removeOf: (name: string) => `拿走 ${name}`,
  added: (name: string) => `已放到这一格：${name}`,
  removed: (name: string) => `已从这一格拿走：${name}；文件仍存在项目里，可以再选用`,
  frozen: '送审以后不能增减',
  /** At a cell. */
  count: (files: number) => `佐证 ${files}`,
} satisfies Dictionary;

export const evidenceWords = words('evidence', zhCN);
