/** The demo's accounts as the sign-in page lists them. */
import type { SignInInfo } from '../server/contract.ts';
import { commonWords } from './words/common.ts';

type Account = SignInInfo['accounts'][number];

export interface CountyAccounts {
  region: string;
  /** Of the finance bureau and the county's first department. */
  accounts: Account[];
  /** The other departments, without the county's name before theirs. */
  others: { department: string; accounts: Account[] }[];
}

/** Within a county in the order of the work: who enters first. */
const ROLE_ORDER = Object.keys(commonWords.roles);
const byRole = (a: Account, b: Account): number => ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role);

/**
 * By county, in the order of the list.
 * @param system where accounts of no county are listed
 */
export function demoCounties(accounts: readonly Account[], system: string): CountyAccounts[] {
  const regions = groups(accounts, ({ region }) => region || system);
  return [...regions].map(([region, own]) => {
    const departments = groups(own, ({ department }) => department ?? '');
    const [first = '', ...others] = [...departments.keys()].filter((name) => name !== '');
    const shown = own.filter(({ department }) => department === null || department === first);
    return {
      region,
      accounts: shown.sort(byRole),
      others: others.map((name) => ({
        department: name.startsWith(region) ? name.slice(region.length) : name,
        accounts: [...(departments.get(name) ?? [])].sort(byRole),
      })),
    };
  });
}

// Map.groupBy is not in the browsers of the offices.
function groups<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return found;
}
