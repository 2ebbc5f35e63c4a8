/** Rules of accounts that the page shows while typing and the server holds to. */

const SHORTEST_PASSWORD = 8;
export const LONGEST_PASSWORD = 128;
/** Of capitals, small letters, digits and everything else. */
const CLASSES_NEEDED = 3;
const CLASSES = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/];

/**
 * What is wrong with a new password, in one sentence; null when nothing is.
 * GB/T 22239 asks for complexity and gives no numbers; at least 8 characters of 3 classes is what assessors ask for.
 */
export function passwordProblem(password: string, username: string): string | null {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) return `密码至少 ${SHORTEST_PASSWORD} 个字符，现在 ${length} 个`;
  if (length > LONGEST_PASSWORD) return `密码最多 ${LONGEST_PASSWORD} 个字符，现在 ${length} 个`;
  const classes = CLASSES.filter((pattern) => pattern.test(password)).length;
  if (classes < CLASSES_NEEDED) return '大写字母、小写字母、数字、其他符号，至少要有三类';
  if (password.toLowerCase() === username.toLowerCase()) return '密码不能与用户名相同';
  return null;
}

/** Where an account of a role belongs: its scope is that place and everything below it. */
export type Place = 'unit' | 'department' | 'region' | 'none';

/** The three administrators belong nowhere and see no business data. */
export const PLACE_OF_ROLE = {
  handler: 'unit',
  unit_head: 'unit',
  leader: 'department',
  finance_business: 'region',
  finance_performance: 'region',
  system_admin: 'none',
  security_admin: 'none',
  auditor: 'none',
} as const satisfies Record<string, Place>;

/** What is missing or too much in a new account's place, by field; empty when nothing is. */
export function placeProblems(
  role: keyof typeof PLACE_OF_ROLE,
  { regionId, unitId }: { regionId: string | null; unitId: string | null },
): { regionId?: string; unitId?: string } {
  const place = PLACE_OF_ROLE[role];
  if (place === 'none') {
    return {
      ...(regionId !== null && { regionId: '管理岗位不属于任何地区' }),
      ...(unitId !== null && { unitId: '管理岗位不属于任何单位' }),
    };
  }
  const ofUnit =
    place === 'region'
      ? unitId !== null && { unitId: '财政岗位看全地区，不选单位' }
      : unitId === null && { unitId: place === 'unit' ? '请选择单位' : '请选择部门' };
  return { ...(regionId === null && { regionId: '请选择地区' }), ...ofUnit };
}
