/** Amounts in a form's texts: what they are, which of them nearly agree with the fund block, and sums that don't come out. */
import { type Exact, exact } from './money.ts';

export interface PrintedAmount {
  /** As printed: 575.95万元. */
  printed: string;
  /** Yuan. */
  yuan: Exact;
  /** Yuan that the last printed digit stands for. */
  step: Exact;
}

const SCALES: Readonly<Record<string, number>> = { '': 1, 万: 1e4, 亿: 1e8 };
/** At most so many characters of a text are looked at. */
const MAX_TEXT = 4000;
const AMOUNT = /(?<![\d.])(\d{1,12}(?:\.\d{1,4})?)(万|亿)?元(?![/每])/g;

/** Sums in a text; standards (3360元/人, 每人3360元, 5元/年) are none. */
export function amountsIn(text: string): PrintedAmount[] {
  const clean = text.slice(0, MAX_TEXT).replace(/(\d),(?=\d{3}(?!\d))/g, '$1');
  return [...clean.matchAll(AMOUNT)].flatMap((match) => {
    const [printed, digits = '0', scale = ''] = match;
    if (/(?:每人|每月|每年|人均|标准)(?:每[年月])?$/.test(clean.slice(0, match.index))) return [];
    const decimals = digits.split('.')[1]?.length ?? 0;
    const factor = SCALES[scale] ?? 1;
    const step = exact(factor).dividedBy(exact(10).pow(decimals));
    return [{ printed, yuan: exact(digits).times(factor), step }];
  });
}

/** Apart from the fund block by less than this share an amount means the same money. */
const NEAR = 0.04;

/** The amount that means a total and misses it; null when one of them agrees, to the last printed digit. */
export function nearMiss(
  amounts: readonly PrintedAmount[],
  totals: readonly string[],
): { printed: string; yuan: Exact; total: string } | null {
  const agrees = ({ yuan, step }: PrintedAmount) =>
    totals.some((total) => yuan.minus(total).abs().lessThan(step));
  if (amounts.some((amount) => agrees(amount))) return null;
  for (const { printed, yuan } of amounts) {
    const total = totals.find((one) => yuan.minus(one).abs().lessThanOrEqualTo(exact(one).times(NEAR)));
    if (total !== undefined) return { printed, yuan, total };
  }
  return null;
}

const NEEDED = /(?:共需|合计需|共计需|总计需)[^\d。；;]{0,8}(\d{1,12}(?:\.\d{1,4})?)(万|亿)?元/g;

/** The one sum that a text says is needed, when no amount in it is a total of the form. */
export function neededBeside(
  text: string,
  totals: readonly string[],
): { printed: string; yuan: Exact } | null {
  const said = [...text.slice(0, MAX_TEXT).matchAll(NEEDED)].map(([, digits = '0', scale = '']) => ({
    printed: `${digits}${scale}元`,
    yuan: exact(digits).times(SCALES[scale] ?? 1),
  }));
  const [first] = said;
  if (first === undefined || new Set(said.map(({ printed }) => printed)).size > 1) return null;
  const agrees = amountsIn(text).some(({ yuan, step }) =>
    totals.some((total) => yuan.minus(total).abs().lessThan(step)),
  );
  return agrees ? null : first;
}

/** 6522963万元 in a form of thousands: the scale is wrong. A fund's whole income may be a thousand times a project. */
const FAR = 10_000;
/** Yuan: 10 billion, more than a county's budget. */
const BEYOND_A_COUNTY = 10_000_000_000;

export function doubtfulScale(
  amounts: readonly PrintedAmount[],
  totals: readonly string[],
): PrintedAmount | null {
  const [total] = totals;
  if (total === undefined || exact(total).isZero()) return null;
  const isFar = ({ yuan }: PrintedAmount) =>
    yuan.greaterThan(BEYOND_A_COUNTY) && yuan.greaterThan(exact(total).times(FAR));
  return amounts.find(isFar) ?? null;
}

/** 拨付…3360元每人, 每人每年3360元: what one person gets a year; null when none or several are printed. */
export function standardIn(text: string): string | null {
  const found = new Set(
    [
      ...text.matchAll(
        /每人(?:每年)?(\d{2,6}(?:\.\d{1,2})?)元|(\d{2,6}(?:\.\d{1,2})?)元(?:每|\/)人(?!月|\/月|次)/g,
      ),
    ].map((match) => match[1] ?? match[2] ?? ''),
  );
  const [standard] = found;
  return found.size === 1 && standard !== undefined ? standard : null;
}

const MONTHLY =
  /每月[^\d。；;]{0,10}(\d+(?:\.\d+)?)元[^。；;]{0,24}?(?:共需|合计|全年|年共)[^\d。；;]{0,12}(\d+(?:\.\d+)?)(万)?元/g;
const PER_PERSON =
  /(\d+)(?:人|名)[^。；;\d]{0,12}每人(?:每年)?(\d+(?:\.\d+)?)元[^。；;\d]{0,8}(?:共|合计)[^\d]{0,4}(\d+(?:\.\d+)?)(万)?元/g;
const PRODUCT =
  /(\d+)(?:人|名)?[*×xX](\d+(?:\.\d+)?)元?[*×xX]?(\d{1,2})?(?:个月|月)?[=＝](\d+(?:\.\d+)?)(万)?元/g;

/** Sums that a text computes and that don't come out, to the last printed digit. */
export function wrongSums(text: string): { printed: string; is: Exact }[] {
  const clean = text.slice(0, MAX_TEXT).replace(/(\d),(?=\d{3}(?!\d))/g, '$1');
  const checks = [
    ...[...clean.matchAll(MONTHLY)].map(([printed, month = '0', sum = '0', scale]) => ({
      printed,
      is: exact(month).times(12),
      sum,
      scale,
    })),
    ...[...clean.matchAll(PER_PERSON)].map(([printed, people = '0', each = '0', sum = '0', scale]) => ({
      printed,
      is: exact(people).times(each),
      sum,
      scale,
    })),
    ...[...clean.matchAll(PRODUCT)].map(([printed, people = '0', each = '0', times, sum = '0', scale]) => ({
      printed,
      is: exact(people)
        .times(each)
        .times(times ?? 1),
      sum,
      scale,
    })),
  ];
  return checks.flatMap(({ printed, is, sum, scale }) => {
    const factor = scale === undefined ? 1 : 1e4;
    const step = exact(factor).dividedBy(exact(10).pow(sum.split('.')[1]?.length ?? 0));
    return exact(sum).times(factor).minus(is).abs().lessThan(step) ? [] : [{ printed, is }];
  });
}
