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
  allEvaluations: '全部自评表',
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
    done: (kind: string) => `${kind}已生成，在下面的清单里下载。`,
    stays: '可以离开本页，生成好的会列在下面。',
    broken: '上次导出中途断了，没有留下半份文件。请重新导出。',
    failed: '上次导出没有完成。',
  },
  kept: (count: number) => `导出过 ${count} 份`,
  keptNone: '还没有导出过',
  keptNoneWhy: '导出的每一份都会列在这里，随时可以再取。',
  table: { when: '时间', what: '公文', format: '格式', post: '岗位', hash: '摘要', get: '取出' },
  hashWhy: (hash: string) => `SHA-256 摘要：${hash}`,
  template: {
    tag: '本局模板',
    tagWhy: (hash: string) => `按本局模板填写，模板的 SHA-256 摘要：${hash}`,
    title: '本局模板',
    stands: (kind: string, filename: string) => `${kind}的 Word 按本局模板填写：${filename}`,
    since: (day: string, post: string) => `${day} 由${post}上传`,
    none: (kind: string) => `${kind}的 Word 用系统自带的版式。`,
    how: '有本局固定格式的，在 Word 里写上标记上传（.docx，≤ 5 MB），以后导出就填那份。先下载样例，里面写有全部标记。',
    upload: '上传模板',
    replace: '换一份模板',
    uploading: '正在核对标记…',
    sample: '下载样例',
    get: '下载原件',
    withdraw: '撤下',
    withdrawSure: '确认撤下',
    withdrawWhy: '撤下以后恢复系统自带的版式；已导出的不变。',
    keep: '不撤下',
    uploaded: (filename: string) => `已启用模板：${filename}`,
    withdrawn: '已撤下，恢复系统自带的版式。',
    field: '选择模板文件',
  },
  download: '下载',
  downloadOf: (filename: string) => `下载 ${filename}`,
  status: { running: '生成中', done: '已完成', failed: '没有完成', broken: '中断' } satisfies Record<
    PapersJob['status'],
    string
  >,
} satisfies Dictionary;

export const papersWords = words('papers', zhCN);
