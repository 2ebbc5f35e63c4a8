import type { PapersJob } from '../../server/contract-papers.ts';
import type { PaperItem, PaperKind } from '../../server/contract-review-shapes.ts';
import { type Dictionary, words } from './words.ts';

const zhCN = {
  open: '导出',
  openWhy: '导出 Word、Excel 或 PDF，查看导出过的',
  title: '导出公文',
  lead: '按此刻的内容生成。每次导出都留存原件和摘要，以后取出的与今天逐字节相同。',
  kinds: {
    monitoring_form: '监控表',
    summary: '汇总表',
    report: '监控报告',
    rectification_notice: '整改通知书',
    self_evaluation: '自评表',
    all_forms: '全部监控表',
  } satisfies Record<PaperKind, string>,
  formats: { docx: 'Word', xlsx: 'Excel', pdf: 'PDF', zip: '压缩包' } satisfies Record<
    PaperItem['format'],
    string
  >,
  packed: { docx: 'Word（压缩包）', xlsx: 'Excel（压缩包）' },
  export: (kind: string, format: string) => `导出${kind}：${format}`,
  disclosure: '公开稿',
  disclosureWhy: '去掉人名、电话、账号和审核意见；审核办结后才能出。',
  making: '正在生成…',
  made: (filename: string) => `已导出并开始下载：${filename}`,
  all: {
    progress: (written: number, forms: number) => `已写 ${written} 张，共 ${forms} 张`,
    waiting: (forms: number) => `共 ${forms} 张，即将开始`,
    done: '全部监控表已生成，在下面的清单里下载。',
    stays: '可以离开本页，生成好的会列在下面。',
    broken: '上次导出中途断了，没有留下半份文件。请重新导出。',
    failed: '上次导出没有完成。',
  },
  kept: (count: number) => `导出过 ${count} 份`,
  keptNone: '还没有导出过',
  keptNoneWhy: '导出的每一份都会列在这里，随时可以再取。',
  table: { when: '时间', what: '公文', format: '格式', post: '岗位', hash: '摘要', get: '取出' },
  hashWhy: (hash: string) => `SHA-256 摘要：${hash}`,
  download: '下载',
  downloadOf: (filename: string) => `下载 ${filename}`,
  status: { running: '生成中', done: '已完成', failed: '没有完成', broken: '中断' } satisfies Record<
    PapersJob['status'],
    string
  >,
} satisfies Dictionary;

export const papersWords = words('papers', zhCN);
