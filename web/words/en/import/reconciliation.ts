import type { Twin } from '../../words.ts';
import type { reconciliation as chinese } from '../../import/reconciliation.ts';
import { some } from '../terms.ts';

export const reconciliation: Twin<typeof chinese> = {
  title: 'Held against the budget tables',
  note: 'In wan yuan (×10,000 yuan); difference = forms − document',
  caption: 'The document’s budget tables beside its target forms',
  sentence: {
    without: (projects, money, count, amount) =>
      `${some(projects, 'project')} in the budget tables, ${money} wan yuan; ${count} of them, ${amount} wan yuan, without a target form`,
    allHaveTargets: (projects, money) =>
      `${some(projects, 'project')} in the budget tables, ${money} wan yuan, all with a target form`,
    unfunded: (count) => `${some(count, 'form')} not in the budget tables`,
    differing: (count) => `${some(count, 'project')} with another amount`,
    unsure: (count) => `${some(count, 'pair')} to be confirmed`,
    noProjects: (differing) =>
      differing === 0
        ? 'The budget tables list no projects; their totals agree'
        : `The budget tables list no projects; ${some(differing, 'total')} do not agree`,
  },
  heads: {
    state: 'Result',
    name: 'Project or total',
    said: 'Document says',
    found: 'Forms or elsewhere',
    difference: 'Difference',
    line: 'Printed at',
  },
  groups: { totals: 'Totals', projects: 'Projects' },
  states: {
    differs: 'Differs',
    rounded: 'Agrees',
    agrees: 'Agrees',
    money_without_targets: 'No targets',
    targets_without_money: 'No money',
    unsure: 'Perhaps',
    likely: 'Probably',
  },
  totals: {
    stated_count: 'Projects the text speaks of / forms read',
    stated_amount: 'Amount the text speaks of / all forms',
    stated_amount_in_tables: 'This year’s funds by the text / budget table',
    project_forms: 'Projects of the year / their forms',
    personnel_forms: 'Personnel funds / personnel forms',
    public_forms: 'Office funds / office forms',
    carry_over_forms: 'Projects carried over / their forms',
    projects_in_expenditure: 'Project spending in the expenditure table / both project tables',
    projects_in_general_public: 'Project spending in the general budget / project table of the year',
    carry_over_in_summary: 'Carry-over in the summary / carry-over project table',
    basic_by_item: 'Basic spending in the general budget / table by economic item',
    expenditure_in_summary: 'Expenditure in the summary / expenditure table',
    revenue_in_summary: 'Revenue in the summary / revenue table and carry-over',
    fiscal_in_summary: 'Fiscal appropriation spent / received',
    three_public_stated: '“Three public” funds by the text / their table',
    operating_funds_stated: 'Operating funds by the text / their table',
    procurement_parts: 'Procurement by the text / goods, works and services',
    sum_of_rows: 'Total / sum of the rows',
  },
  carried: 'carried over',
  otherName: (name) => `in the form: “${name}”`,
  count: (count) => count,
  line: (line) => `line ${line}`,
  openForm: (name) => `Open the form: ${name}`,
  more: (count) => `Show ${count} more`,
  less: 'Show fewer',
  fine: (count) => `Show ${count} that agree`,
  hideFine: 'Hide what agrees',
};
