/** Names that a narrow column cut off: known by their width and by an end at which no name ends. */

/** Full-width characters that the narrow columns of the printed forms hold, at least and at most. */
const NARROWEST = 10;
const WIDEST = 13;

/** How names of indicators end. */
const WHOLE_END =
  /(?:率|数|度|量|额|费|费用|性|时间|时限|期限|情况|标准|水平|能力|面积|成本|比例|工作|人员|收入|意识|效率|效果|资金|支出|稳定|开展|发放|和谐|运行|需要|局势|作用|到位|完成|力|金|员|者|影响|发展|补贴|补助|提高|提升|增加|减少|降低|下降|满意|合理|支付|配置|困境|压力|负担|次|会|卡|费等|\))$/;
/** 单位工作人员对财务工作: what was asked about them is gone. */
const OPINION_CUT = /对[^的]{2,}(?:工作|服务|政策|保障)$/;
/** Ends that no name has, however long it is. */
const OPEN_END = /(?:的|及|和|与|对|在|或|是否|、|,|，)$/;

/** Blanks are out already. Columns are narrow where two of them stand beside each other. */
export function isCutName(name: string, hasTwoBlocks: boolean): boolean {
  if (name.length >= 4 && OPEN_END.test(name)) return true;
  const width = [...name].reduce((sum, char) => sum + (char < '\u0100' ? 0.5 : 1), 0);
  const isNarrow = hasTwoBlocks && width >= NARROWEST && width <= WIDEST;
  return isNarrow && (!WHOLE_END.test(name) || OPINION_CUT.test(name));
}
