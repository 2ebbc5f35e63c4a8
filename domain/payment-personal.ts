/**
 * What a payment file says of persons is taken out before anything of it is kept (docs/decisions/0006-payment-files.md):
 * names become 个人 1, 单位 2 in the order of their first appearance, accounts and telephones vanish, remarks keep only the
 * words that say a return (a remark 拨付某资金 of a payment does not make it an allotment either).
 */
import { EVENT_WORDS, plainCell } from './payment-cells.ts';
import { fieldsOfHeader } from './payment-mapping.ts';

/** Who gets the money: kept as a kind and a number, so that two people paid alike are not taken for one twice. */
const PAYEE = /收款(人|方|单位)?(名称|全称|姓名|户名)?$|^(户名|姓名|领款人|受益人|发放对象|领取人|补贴对象)/;
/** A count, a kind or an amount beside the payee is no person. */
const NOT_A_PERSON = /人数|户数|类别|类型|金额|笔数/;
const PERSONAL =
  /账号|帐号|账户|帐户|卡号|身份证|证件|电话|手机|联系方式|地址|开户|银行|经办人|负责人|审核人|复核人|制单|操作员|出生|性别|家庭/;
const REMARK = /摘要|用途|备注|附言|说明/;

export type ColumnKind = 'payee' | 'personal' | 'remark' | 'plain';

/** @param header as printed */
function columnKind(header: string): ColumnKind {
  const name = plainCell(header).replace(/\(.*?\)/g, '');
  if (name === '' || NOT_A_PERSON.test(name)) return 'plain';
  if (PERSONAL.test(name)) return 'personal';
  if (PAYEE.test(name)) return 'payee';
  return REMARK.test(name) ? 'remark' : 'plain';
}

const ORGANISATION =
  /公司|中心|局|站|所|院|校|学$|园$|厂|店|会$|社$|银行|支行|政府|委员|办公|部$|处$|科$|队|户$|基金|财政|专户/;

/** 2 to 4 characters of a name, with · for the names of minorities; anything longer is an organisation. */
function isPersonName(name: string): boolean {
  return (
    !ORGANISATION.test(name) &&
    (/^\p{Script=Han}{2,4}$/u.test(name) || /^[\p{Script=Han}·•.]{3,16}$/u.test(name))
  );
}

/** The most common family names, of four Chinese in five. */
const SURNAMES = new Set(
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
);
/** Such a share of a column's cells makes it a column of names, whatever its header says. */
const NAMES_SHARE = 0.5;

function isColumnOfNames(cells: readonly string[]): boolean {
  const filled = cells.map(plainCell).filter((cell) => cell !== '');
  const names = filled.filter((cell) => /^\p{Script=Han}{2,4}$/u.test(cell) && SURNAMES.has(cell[0] ?? ''));
  return names.length > 0 && names.length >= filled.length * NAMES_SHARE;
}

/** A mobile number, alone or in a text. */
const MOBILE = /(?<!\d)1[3-9]\d{9}(?!\d)/g;
/** An identity card's number or a bank card's; which it is, its check digit says. */
const LONG_NUMBER = /(?<!\d)\d{15,18}[\dXx](?!\d)/g;

const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** GB 11643: 18 characters, a date of birth inside, the last is a check digit modulo 11. */
function isIdentityNumber(text: string): boolean {
  if (!/^\d{6}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]$/.test(text)) return false;
  const sum = ID_WEIGHTS.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  return '10X98765432'[sum % 11] === text[17]?.toUpperCase();
}

/** A card of a Chinese bank begins with 62 and passes Luhn's check. */
function isBankCard(text: string): boolean {
  if (!/^62\d{14,17}$/.test(text)) return false;
  const sum = [...text].reverse().reduce((total, digit, at) => {
    const twice = Number(digit) * 2;
    return total + (at % 2 === 0 ? Number(digit) : twice > 9 ? twice - 9 : twice);
  }, 0);
  return sum % 10 === 0;
}

const MASK = '●●●●';

/** A text without telephones, identity numbers and cards. */
export function masked(text: string): string {
  if (!/\d{11}/.test(text)) return text;
  return text
    .replace(LONG_NUMBER, (number) => (isIdentityNumber(number) || isBankCard(number) ? MASK : number))
    .replace(MOBILE, MASK);
}

const returnWordsIn = (text: string): string =>
  EVENT_WORDS.filter(([word, event]) => event === 'returned' && text.includes(word))
    .map(([word]) => word)
    .join(' ');

export interface WithoutPersons {
  rows: { row: number; cells: string[] }[];
  /** Headers of the columns of which nothing, or only the kind, was kept. */
  removed: string[];
}

/** Rows from the header on, without persons. What stands above the header (titles, who printed it) is left out. */
export function withoutPersons(
  rows: readonly { row: number; cells: readonly string[] }[],
  headerRow: number,
): WithoutPersons {
  const header = rows.find((row) => row.row === headerRow);
  const kept = rows.filter((row) => row.row > headerRow);
  const kinds = (header?.cells ?? []).map((name, at): ColumnKind => {
    const kind = columnKind(name);
    if (kind !== 'plain' || fieldsOfHeader(name).length > 0) return kind;
    return isColumnOfNames(kept.map((row) => row.cells[at] ?? '')) ? 'payee' : 'plain';
  });
  const numbers = new Map<string, number>();
  const identify = (cells: readonly string[], at: number): string => {
    const name = plainCell(cells[at] ?? '');
    if (name === '') return '';
    // Two people of one name have two accounts.
    const others = cells.filter((_, column) => kinds[column] === 'personal' && column !== at).map(plainCell);
    const who = [name, ...others].join('\n');
    const number = numbers.get(who) ?? numbers.size + 1;
    numbers.set(who, number);
    return `${isPersonName(name) ? '个人' : '单位'} ${String(number)}`;
  };
  return {
    rows: rows
      .filter((row) => row.row >= headerRow)
      .map(({ row, cells }) => ({
        row,
        cells: cells.map((cell, at) => {
          if (row === headerRow) return cell;
          const kind = kinds[at] ?? 'plain';
          if (kind === 'personal') return '';
          if (kind === 'payee') return identify(cells, at);
          return kind === 'remark' ? returnWordsIn(cell) : masked(cell);
        }),
      })),
    removed: (header?.cells ?? []).filter((_, at) => kinds[at] === 'personal' || kinds[at] === 'payee'),
  };
}
