import type { CockpitFacts, reviewsWords } from '../reviews.ts';
import type { Piece } from '../words.ts';

const s = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

function sentence(facts: CockpitFacts): Piece[] {
  const { empty, departments, overdue, finance, closed, forms, moneyAhead } = facts;
  if (forms === 0) return ['This round has no form of yours.'];
  if (closed === forms) return [{ text: `All ${s(forms, 'form')}`, tone: 'strong' }, ' closed.'];
  const said: Piece[] =
    empty > 0
      ? [{ text: `${s(empty, 'form')} of ${s(departments, 'department')}`, tone: 'lagging' }, ' not filled']
      : ['All forms are filled'];
  if (overdue > 0) said.push(', ', { text: `${overdue} overdue`, tone: 'severe' });
  if (finance > 0) said.push(', ', { text: String(finance), tone: 'strong' }, ' waiting for finance');
  if (moneyAhead > 0) {
    said.push('; ', { text: `${s(moneyAhead, 'project')} with money ahead of slow work`, tone: 'severe' });
  }
  return [...said, '.'];
}

export const reviews: typeof reviewsWords = {
  title: 'Monitoring · Mubiao',
  crumb: 'Monitoring',
  sentence,
  empty: {
    title: (year) => `No monitoring round in ${year} yet`,
    mayOpen:
      'Open one: each chosen project gets a form, filled in advance with what was known on the cut-off day, and the units can answer.',
    wait: 'Forms appear here when the finance performance section opens a round.',
  },
  open: 'Open a round or a self-evaluation',
  year: (year) => `Fiscal year ${year}`,
  kinds: { self: 'by the departments', key: 'key projects, by finance' },
  places: {
    empty: 'Not filled',
    unit: 'At the unit',
    department: 'At the department',
    finance: 'At finance',
    closed: 'Closed',
  },
  stages: {
    draft: 'handler',
    unit_head: 'unit head',
    leader: 'department',
    finance_business: 'finance business section',
    finance_performance: 'finance performance section',
    closed: 'closed',
  },
  rounds: {
    label: 'Rounds',
    window: (month) => (month === 1 ? 'January' : `Months 1–${month}`),
    cutOff: (day) => `as known on ${day}`,
    due: (day) => `due ${day}`,
    closed: (closed, forms) => `${closed} / ${forms} closed`,
    counts: 'Forms by place',
    budget: (wan) => `budget ${wan} wan yuan`,
    returned: (count) => `${count} returned`,
    overdue: (count) => `${count} overdue`,
    deadline: (post, day, isPast) => `${post} ${day}${isPast ? ' (past)' : ''}`,
    deadlines: 'Deadlines',
  },
  departments: {
    title: (late) => (late === 0 ? 'No department is late' : `${s(late, 'department')} late`),
    one: 'What is missing',
    note: 'most overdue first, then most not filled',
    caption: 'Where the forms of each department are, most overdue first',
    heads: {
      department: 'Department',
      bar: 'Closed · finance · department · unit · not filled',
      empty: 'Empty',
      overdue: 'Late',
      due: 'Due',
      forms: 'All',
    },
    total: 'Total',
    choose: (name) => `Only ${name}`,
    spoken: (closed, finance, department, unit, empty) =>
      `${closed} closed, ${finance} at finance, ${department} at the department, ${unit} at the unit, ${empty} not filled`,
  },
  scope: { label: 'Department', all: 'Whole county', clear: 'Show the whole county' },
  monitoring: {
    name: 'Double monitoring',
    title: {
      none: 'Double monitoring: no project has both paces yet',
      moneyAhead: (count) =>
        `Double monitoring: ${s(count, 'project')} spend on course while the work is slow`,
      bothBehind: (count) => `Double monitoring: ${s(count, 'project')} slow in money and work`,
      fine: 'Double monitoring: no project spends ahead of its work',
    },
    note: (placed) => `${s(placed, 'project')}, one point each; size is budget, shape is light`,
    moneyAxis: 'Money: execution rate ÷ due by now, %',
    performanceAxis: 'Work: done ÷ due by now, %',
    quadrant: (name, count) => `${name} ${count}`,
    quadrants: 'Four quadrants',
    project: (project, unit) => `${project} (${unit})`,
    heads: { project: 'Project', money: 'Money pace', performance: 'Work pace', quadrant: 'Quadrant' },
    unplaced: {
      no_money_pace: 'no pace of money',
      no_performance_pace: 'no pace of work',
      neither_pace: 'no pace of either',
    },
    unplacedName: 'not placed',
    beyond: (count) => `${count} beyond 200%, drawn at the edge`,
    paces: (money, performance) => `money ${money} · work ${performance}`,
    more: (count) => `${count} more`,
    noneHere: 'No project here',
    hide: 'Hide the list',
  },
  returns: {
    title: (forms, cells, column) =>
      `${s(forms, 'form')} returned on ${s(cells, 'cell')}, most often: ${column}`,
    none: 'Nothing has been returned yet',
    noneWhy: 'The reasons written on returned cells gather here by column of the form.',
    note: 'by the column of the returned cell',
    times: (words, count) => (count === 1 ? words : `${words} × ${count}`),
    others: (count) => `${s(count, 'other wording')}`,
    columns: {
      goal: 'goal of the year',
      money: 'expected execution',
      target: 'target',
      actual: 'actual',
      expected: 'expected full year',
      reasons: 'deviation reason',
      reasonText: 'words on the deviation',
      likelihood: 'likelihood',
      remark: 'remark',
      measures: 'measures',
      answer: 'answer to a question',
      achieved: 'what came of the goal',
      weights: 'points of the project',
      points: 'points',
      grade: 'grade',
      share: 'share of the points',
      reason: 'reasons and measures',
      tooLow: 'whether the target was too low',
      group: 'group',
    },
    otherColumn: 'other',
  },
  queue: {
    title: (count) => (count === 0 ? 'No form to look at' : `${s(count, 'form')} by risk`),
    note: 'severe and both slow first, then overdue, then longest waiting',
    filter: 'Where',
    all: 'All',
    why: { severe: 'severe', both_behind: 'both slow', overdue: 'overdue', waiting: '' },
    overdueBy: (day) => `was due ${day}`,
    since: (day) => `since ${day}`,
    empty: (cells) => `${s(cells, 'cell')} empty`,
    unanswered: (count) => `${s(count, 'question')} open`,
    returned: (cells) => `${s(cells, 'cell')} returned`,
    ready: 'filled, not submitted',
    waitsFor: (stage) => `waits for the ${stage}`,
    more: (count) => `${count} more`,
    nothing: 'No form stands here',
    keys: { label: 'Shortcuts', move: 'previous, next', open: 'open' },
  },
  drawer: {
    title: 'Open a monitoring round',
    lead: 'Choose a variant and make it the county’s own. Each chosen project gets a form, filled in advance and frozen as known on the cut-off day.',
    variant: 'Variant',
    variantOf: (title, kind) => `${title} · ${kind}`,
    noVariants: 'No variant is configured',
    name: 'Title',
    window: 'Window',
    months: (month) => (month === 1 ? 'January' : `January to month ${month}`),
    cutOff: 'Cut-off day',
    scope: 'Scope',
    scopes: { all: 'All projects', rule: 'Key projects by rule', list: 'By hand' },
    budget: 'Budget at least (10,000 yuan)',
    rate: 'Execution rate below (%)',
    lights: 'Only these lights',
    formName: 'Form',
    deadlines: 'Deadlines',
    chase: { lead: 'A form still in its unit is chased: ', step: (day, does) => `${day} ${does}` },
    noDeadline: 'none',
    origin: (origin) => `Origin: ${origin}`,
    entered: 'entered by hand now',
    guess: 'the days off are not confirmed, the day may move',
    search: 'Search project, unit',
    chosenOf: (chosen, all) => `${chosen} of ${all} chosen`,
    choose: (project, unit) => `${project}, ${unit}`,
    chooseFound: (count) => `Choose the ${count} found`,
    dropAll: 'Choose none',
    found: (shown, all) => `${shown} of ${all} listed; search to narrow them down`,
    previewTitle: 'Which projects are chosen',
    reading: 'Choosing by what was known on the cut-off day',
    chosen: (count) => `${count} chosen`,
    undecided: (count) =>
      `${s(count, 'project')} without a budget: the rule cannot decide, not chosen, look at them yourself`,
    undecidedMore: (count) => `${count} more`,
    show: 'Show the list',
    hide: 'Hide the list',
    moreChosen: (count) => `${count} more`,
    consequence: (forms, month, day) =>
      `Makes ${s(forms, 'form')}, frozen as known on ${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
    nothing: 'No project is chosen yet',
    confirm: (forms) => `Make ${s(forms, 'form')}`,
    confirmNone: 'Make forms',
    busy: 'Making forms',
    cancel: 'Do not open',
    opened: (title, forms) => `“${title}” is open with ${s(forms, 'form')}`,
    problems: {
      amount: 'An amount in 10,000 yuan, like 200',
      rate: 'A number from 0 to 100, like 60',
      noProjects: 'Choose at least one project',
      ahead: (today) =>
        `The cut-off day is not over (today is ${today}): open later, or choose an earlier day`,
    },
  },
};
