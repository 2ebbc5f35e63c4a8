/** The origins of the product's own scheme (score-scheme.ts) in English; what a county wrote itself stays as it wrote it. */
import type { Language } from './language.ts';

const ENGLISH: Readonly<Record<string, string>> = {
  '财预〔2020〕10号：10/50/30/10，特殊情况可调整（据记忆，未核到原文）':
    'Caiyu [2020] No. 10: 10/50/30/10, adjustable in special cases (from memory, not checked with the original)',
  '财预〔2021〕101号：没有满意度指标的，10 分加到效益（据记忆，未核到原文）；青神县公开的表加到产出，可另选':
    'Caiyu [2021] No. 101: without satisfaction its 10 points go to benefit (from memory, not checked with the original); a form published by Qingshen gives them to output, which can be chosen',
  '财预〔2021〕101号：成本指标列为一级指标的（据记忆，未核到原文）':
    'Caiyu [2021] No. 101: with cost on level 1 (from memory, not checked with the original)',
  '财预〔2021〕101号：有成本、没有满意度指标的，10 分加到效益（据记忆，未核到原文）':
    'Caiyu [2021] No. 101: with cost and without satisfaction, 10 points go to benefit (from memory, not checked with the original)',
  '财预〔2020〕10号：90/80/60（据记忆，未核到原文）；通行系统里用 80/70/60 的，可另选':
    'Caiyu [2020] No. 10: 90/80/60 (from memory, not checked with the original); systems in use have 80/70/60, which can be chosen',
  '财预〔2020〕10号的三档，界限照通行系统（据记忆，未核到原文）':
    'the three bands of Caiyu [2020] No. 10 with the bounds of systems in use (from memory, not checked with the original)',
  '广西的做法：达到目标的 130%': 'as in Guangxi: 130 % of the target',
  '财预〔2020〕10号：按偏离度适度调减（据记忆），没有写明幅度；扣超出部分、至多五分之一是建议':
    'Caiyu [2020] No. 10: reduced by the degree of deviation (from memory), without a measure; the excess, at most a fifth, is advice',
  '直接赋分：按时得分，逾期不得分（据记忆）；逾期给几成由县里定（建议）':
    'all or nothing: points when on time, none when late (from memory); a share for what is late is the county’s to set (advice)',
  '通行系统：得分两位小数；四舍五入是建议': 'systems in use: two decimals; rounding half up is advice',
  '通行系统的默认：80 分起优、70 分起良、60 分起中':
    'default of systems in use: excellent from 80, good from 70, fair from 60',
  '青神县公开的自评表：没有满意度指标的，产出 60、效益 30':
    'a form published by Qingshen: without satisfaction, output 60 and benefit 30',
};

/** An origin as a reader of the language reads it. */
export function scoreOrigin(origin: string, language: Language): string {
  return language === 'en' ? (ENGLISH[origin] ?? origin) : origin;
}
