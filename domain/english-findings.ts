/** Findings about files in English: declarations, budget tables, payments, calendars. Their Chinese stands where they are found. */
import { AUDIT_TWINS } from './english-audit.ts';
import { sayer, termInEnglish, type Twin } from './english-twins.ts';

/** domain/form*.ts */
const FORMS: readonly Twin[] = [
  ['这一行没有读懂，未计入：“{text}”。', 'This line was not understood and is left out: “{text}”.'],
  [
    '请对照原文，把其中的内容补到相应栏目；与项目无关的可以忽略。',
    'Please compare with the original and fill in what belongs to a field; ignore what has nothing to do with the project.',
  ],
  [
    '这一行只有一半印了二级指标，另一半按“{level}”归类。',
    'Only one half of this line prints the level-2 indicator; the other half is filed under “{level}”.',
  ],
  ['请核对二级指标。', 'Please check the level-2 indicator.'],
  [
    '“{name}”旁没有印二级指标，全表也没有“{level}”一栏，按名称归入“{to}”。',
    'No level-2 indicator is printed beside “{name}” and the form has no “{level}”; filed under “{to}” by its name.',
  ],
  ['请确认二级指标，或在表中改正。', 'Please confirm the level-2 indicator or correct it in the table.'],
  ['“{text}”接在上一行指标名称之后。', '“{text}” was joined to the indicator name of the line above.'],
  ['请核对三级指标名称。', 'Please check the name of the indicator.'],
  [
    '这一行与前面的指标相同，只计一次：“{text}”。',
    'This line repeats an indicator above and counts once: “{text}”.',
  ],
  ['如确为两个指标，请改名区分。', 'If they are two indicators, please give them different names.'],
  [
    '同一张表分在 {count} 处印出（{places}），已合为一张。',
    'One form is printed in {count} pieces ({places}); they were put together.',
  ],
  [
    '同一张表重复印了 {count} 次（{places}），只计一次。',
    'One form is printed {count} times ({places}); it counts once.',
  ],
  [
    '如确为两个项目，请改名或写明区别后分别导入。',
    'If they are two projects, please name them apart and import them separately.',
  ],
  [
    '几次印出的{label}不同：采用“{first}”，另有{others}。',
    'The printings differ in {label}: “{first}” is used; elsewhere {others}.',
  ],
  [
    '几次印出的{scope}资金来源不同，采用{place}起的一张。',
    'The printings differ in the {scope} sources of funds; the one beginning at {place} is used.',
  ],
  ['请核对资金来源。', 'Please check the sources of funds.'],
  ['“{cell}”旁没有栏目名称，未计入。', 'No field is named beside “{cell}”; it is left out.'],
  [
    '请确认它属于哪一栏（如实施单位），并补入。',
    'Please find out which field it belongs to (such as the implementing unit) and fill it in.',
  ],
  [
    '实施期目标与年度目标没有分开，全部计入年度目标。',
    'The whole-term goal and the annual goal are not separated; all of it counts as the annual goal.',
  ],
  ['请把两个目标分别填写。', 'Please fill in the two goals separately.'],
  [
    '金额“{digits}”（{unit}）不足一分，未计入。',
    'The amount “{digits}” ({unit}) is finer than a fen and is left out.',
  ],
  ['请核对金额和单位。', 'Please check the amount and its unit.'],
  [
    '“{text}”一列不是指标的名称、指标值或单位，没有计入。',
    'The column “{text}” is neither name nor target nor unit of the indicators and is left out.',
  ],
  [
    '如果这一列印的是目标，请在预览里补入指标值。',
    'If this column prints targets, please fill them in in the preview.',
  ],
  ['表上没有印金额单位，按{unit}计。', 'The form does not print the unit of its amounts; {unit} is assumed.'],
  [
    '这份文字里的表格没有格子，各栏按空格的位置分开，换行的字按位置接上。',
    'The tables of this text have no cells: columns were told by the places of blanks, wrapped words were joined by their places.',
  ],
  [
    '请对照原文逐项核对；有 PDF、Word 或 Excel 原件的，请直接导入原件。',
    'Please check each item with the original; where there is a PDF, Word or Excel file, import that one.',
  ],
  ['请对照原文确认金额单位。', 'Please confirm the unit with the original.'],
  [
    '“{title}”有绩效指标，但不是项目的目标表，没有读入。',
    '“{title}” has indicators but is not the form of a project and was not read.',
  ],
  [
    '部门整体支出的目标不按项目监控，其资金已在各项目里；如其中有单独的项目，请另附项目支出绩效目标表。',
    'Targets of a department as a whole are not monitored by project and its money is that of its projects; a project of its own needs its own form.',
  ],
  ['这里有一张绩效指标表没有读入：“{text}”。', 'A table of indicators was not read here: “{text}”.'],
  [
    '请确认表的标题和“项目名称”“主管部门”等栏目；表格粘贴成了文字的，请导入 Word、Excel 原件。',
    'Please check the title of the table and its fields (project name, department …); for a table that was pasted as plain text, please import the Word or Excel file.',
  ],
  ['表上没有印年度。', 'The form prints no fiscal year.'],
  ['表上没有印年度，按 {year} 年度计。', 'The form prints no fiscal year; {year} is assumed.'],
  ['请指定年度（命令行用 --year 2023）。', 'Please name the fiscal year (on the command line: --year 2023).'],
  ['请确认年度。', 'Please confirm the fiscal year.'],
  [
    '“{name}”只有实施期指标，没有年度指标，年度内不监控。',
    '“{name}” has a whole-term indicator only, none for the year, and is not monitored within the year.',
  ],
  [
    '如年度内也要完成，请补填年度指标值。',
    'If something is due this year too, please fill in the annual target.',
  ],
  [
    '只印了实施期指标；项目期为一年，按年度指标监控。',
    'Only whole-term indicators are printed; the project lasts one year, so they are monitored as annual ones.',
  ],
  ['如年度目标不同，请补填年度指标。', 'If the annual targets differ, please fill them in.'],
  [
    '无年度目标：只印了实施期指标，项目期超过一年或没有印，年度内无法监控。',
    'No annual targets: only whole-term indicators are printed and the project lasts longer than a year or does not say, so the year cannot be monitored.',
  ],
  ['请补填年度指标和指标值。', 'Please fill in annual indicators with their targets.'],
  ['没有读到{field}。', 'No {field} was found.'],
  ['{level}下的指标值“{target}”没有指标名称。', 'The target “{target}” under {level} has no indicator name.'],
  ['请补填三级指标名称。', 'Please fill in the name of the indicator.'],
  ['“{name}”没有{scope}指标值。', '“{name}” has no {scope} target.'],
  ['“{name}”的指标值“{target}”无法判定。', 'The target “{target}” of “{name}” cannot be judged.'],
  [
    '请填写可衡量的指标值，如“≥95%”“472人”“2023年12月底前”。',
    'Please fill in a target that can be measured, such as “≥95%”, “472人” or “2023年12月底前”.',
  ],
  [
    '{scope}资金总额 {total} 元，各项来源合计 {sum} 元（{parts}）。',
    'The {scope} total is {total} yuan; its sources add up to {sum} yuan ({parts}).',
  ],
  ['请核对资金总额和各项来源。', 'Please check the total and its sources.'],
  [
    '文中说实行绩效目标管理的项目 {count} 个，读到目标表 {forms} 张。',
    'The text speaks of {count} projects under target management; {forms} forms were read.',
  ],
  [
    '请确认其余项目的目标表是否另有文件。',
    'Please find out whether the forms of the others are in another file.',
  ],
  [
    '文中说涉及当年拨款 {stated} 万元，读到的目标表年度资金合计 {sum} 万元。',
    'The text speaks of {stated} wan yuan for the year; the forms that were read add up to {sum} wan yuan.',
  ],
  [
    '请核对缺少的目标表和各表的年度资金总额。',
    'Please check which forms are missing and the annual total of each.',
  ],
  // Last of them: a template of two words that others begin with.
  ['请补填{field}。', 'Please fill in the {field}.'],
  ['请确认{label}。', 'Please confirm the {label}.'],
];

/** domain/budget-table*.ts */
const BUDGET_TABLES: readonly Twin[] = [
  [
    '“{title}”注明无数据，表中却有金额。',
    '“{title}” is marked as without data, but the table holds amounts.',
  ],
  ['请核对是否误印。', 'Please check whether this is a misprint.'],
  [
    '“{title}”的“{name}”{column} {printed} 万元，其下 {count} 行合计 {sum} 万元。',
    '“{name}” of “{title}”: {column} is {printed} wan yuan, the {count} lines below it add up to {sum} wan yuan.',
  ],
  ['请核对合计和各行金额。', 'Please check the total and the amounts of its lines.'],
  [
    '“{title}”的“{name}”合计 {total} 万元，各栏相加 {sum} 万元。',
    '“{name}” of “{title}”: the total is {total} wan yuan, its columns add up to {sum} wan yuan.',
  ],
  ['请核对这一行的合计和各栏。', 'Please check the total of this line and its columns.'],
  [
    '“{title}”没有印金额单位，按“{unit}”计。',
    '“{title}” prints no unit of its amounts; “{unit}” is assumed.',
  ],
  ['请核对金额单位。', 'Please check the unit of the amounts.'],
  [
    '“{title}”中的“{digits}”{unit}不是整分，未计入。',
    '“{digits}” {unit} in “{title}” is finer than a fen and is left out.',
  ],
  [
    '“{title}”中的这一行没有读懂，未计入：“{text}”。',
    'This line of “{title}” was not understood and is left out: “{text}”.',
  ],
  [
    '请对照原文核对这一行的科目和金额。',
    'Please check the item and the amounts of this line with the original.',
  ],
  [
    '“{title}”这一行的金额没有对齐栏目，按合计等于各栏之和放入：“{text}”。',
    'The amounts of this line of “{title}” do not stand under their columns; they were placed so that the total is the sum of the columns: “{text}”.',
  ],
  ['请对照原文核对各栏金额。', 'Please check the amounts of each column with the original.'],
  [
    '“{title}”的“{name}”名称和金额分在两行，已合为一行。',
    'Name and amounts of “{name}” of “{title}” stand in two lines; they were put together.',
  ],
  ['请对照原文核对。', 'Please check with the original.'],
];

/** domain/payment-*.ts */
const PAYMENTS: readonly Twin[] = [
  ['这笔支付没有成功，不入账', 'This payment did not succeed and is not recorded'],
  ['不认识资金来源“{word}”', 'The source of funds “{word}” is not known'],
  [
    '请在上面选出它属于哪一种；不选则按没有来源入账。',
    'Please choose above which kind it is; otherwise it is recorded without a source.',
  ],
  [
    '文件的合计是 {printed} 元，读出的各行相加是 {sum} 元',
    'The total of the file is {printed} yuan, the lines that were read add up to {sum} yuan',
  ],
  [
    '请核对有没有读不出的行，或者文件本身没有加对。',
    'Please check whether a line could not be read, or the file itself does not add up.',
  ],
  ['“{text}”不是日期', '“{text}” is no date'],
  ['请改成 2023-07-21 的样子后重新上传。', 'Please write it like 2023-07-21 and upload again.'],
  ['“{text}”不是金额', '“{text}” is no amount'],
  ['请改成 1234.56 的样子后重新上传。', 'Please write it like 1234.56 and upload again.'],
  ['没有项目名称', 'There is no project name'],
  ['请补上项目名称后重新上传。', 'Please add the project name and upload again.'],
  [
    '金额有不足一分的零头，按 {amount} 元入账',
    'The amount is finer than a fen and is recorded as {amount} yuan',
  ],
  ['金额是 0', 'The amount is 0'],
  ['没有动钱的行请从文件里删去。', 'Please delete lines that move no money from the file.'],
  ['负数的支付按退回入账', 'A negative payment is recorded as a return'],
  ['下达、拨付不能是负数', 'A quota issued or an allotment cannot be negative'],
  [
    '收回已下达或已拨付的钱，请在项目页冲销原来那一笔。',
    'To take back what was issued or allotted, please reverse the original record on the project page.',
  ],
  ['单笔超过 1 万亿元', 'More than 1 trillion yuan in one payment'],
  [
    '请检查上面选的金额单位是元还是万元。',
    'Please check whether the unit chosen above should be yuan or wan yuan.',
  ],
  [
    '从这一行起 {count} 笔使“{name}”累计支出达 {after} 元，超过调整后预算 {budget} 元',
    'From this line on, {count} payments bring “{name}” to {after} yuan, above its adjusted budget of {budget} yuan',
  ],
  [
    '超出预算十倍以上，请先检查金额单位是元还是万元。',
    'More than ten times the budget: please check first whether the unit is yuan or wan yuan.',
  ],
  [
    '请核对项目和金额；确属超支的，入账后会按超预算预警。',
    'Please check project and amount; if it is overspent indeed, an alert follows when it is recorded.',
  ],
  [
    '从这一行起 {count} 笔付自{source}资金，“{name}”的预算没有这个来源',
    'From this line on, {count} payments are from {source} funds, which the budget of “{name}” does not have',
  ],
  [
    '请核对项目和资金来源；预算的来源变了的，先登记调整。',
    'Please check project and source; if the sources of the budget changed, record the adjustment first.',
  ],
  ['{day} 还没有到', '{day} has not come yet'],
  ['请核对日期；还没到的日子不能入账。', 'Please check the date; a day to come cannot be recorded.'],
  [
    '选的项目不在这一行的年度里，或不归您管',
    'The project chosen is not of the year of this line, or not yours to manage',
  ],
  ['请重新选择项目。', 'Please choose the project again.'],
  [
    '“{name}”已暂缓或停止拨款（{document}），这一行不能入账',
    'Payments of “{name}” are held or stopped ({document}); this line is not recorded',
  ],
  [
    '请核对项目；解除暂缓或停止以后，再上传同一份文件入账。',
    'Please check the project; once the hold or stop is lifted, upload the same file again.',
  ],
  ['退回超过到这一天已支出的 {amount} 元', 'The return is more than the {amount} yuan paid by that day'],
  ['请先把原来的支付入账，或核对项目。', 'Please record the original payment first, or check the project.'],
  [
    '没有找到同样金额的支付与这笔退回对应',
    'There is no payment of the same amount that this return could belong to',
  ],
  ['部分退回是可能的；请核对项目和金额。', 'It may be a part; please check project and amount.'],
];

/** domain/calendar-import.ts, domain/calendar-notice.ts */
const CALENDARS: readonly Twin[] = [
  [
    '不读 .ics 文件：请贴通知原文，或逐行写“日期 休/班 节日”',
    'An .ics file is not read: paste the notice, or write lines of “date 休/班 holiday”',
  ],
  [
    '另有 {years} 年的日子，不属于 {year} 年，没有算进来',
    'Days of {years} do not belong to {year} and are left out',
  ],
  ['没有读到 {year} 年的放假或上班日', 'No day off or working day of {year} was found'],
  [
    '{day} 不属于 {year} 年，又与平常一样，不必列出',
    '{day} is not of {year} and is a usual day; it need not be listed',
  ],
  [
    '{day} 属于 {year} 年，没有算进来：请到 {other} 年补上它',
    '{day} belongs to {year} and is left out: please add it there',
  ],
  ['{day} 前面写的是{before}，这里是{now}', '{day} is given as {before} above and as {now} here'],
  ['这是 {titled} 年的通知，选的是 {year} 年', 'This is the notice for {titled}; {year} is chosen'],
  ['没有日期，没有算进来', 'No date; left out'],
  ['没有读懂结束的日期', 'The last day was not understood'],
  ['像是落款日期，没有算进来', 'This looks like the date of the signature; left out'],
  [
    '没有读懂：请写明“休”或“班”，如 2027-01-01 休 元旦',
    'Not understood: please write 休 (off) or 班 (working), as in 2027-01-01 休 元旦',
  ],
  ['起止日之间是 {days} 天，不像一次放假', 'There are {days} days from first to last: hardly one holiday'],
  ['不是完整的 JSON', 'Not complete JSON'],
  [
    '不是 chinese-days 的 JSON：应有 holidays 和 workdays',
    'Not the JSON of chinese-days: holidays and workdays are expected',
  ],
  ['没有读 {field} 这一部分', 'The part {field} was not read'],
  ['没有读懂这一项', 'This item was not understood'],
  ['{day} 是{name}，法定放假，这里是上班', '{day} is {name}, a statutory day off; here it is worked'],
  [
    '{day} 是周{weekday}，本来就上班：请核对日期',
    '{day} is a {weekday} and worked anyway: please check the date',
  ],
  ['没有看到{names}：请核对是否贴全', '{names} not found: please check that the text is whole'],
  [
    '工作日放假 {off} 天、周末上班 {on} 天，相差 {difference} 天；法定节假日是 {expected} 天，请核对',
    '{off} weekdays off and {on} weekend days worked make a difference of {difference}; the statutory days off are {expected}. Please check',
  ],
  [
    '“{sentence}”是提倡，不是放假，没有算作休息日',
    '“{sentence}” is a suggestion, not a day off, and does not count as one',
  ],
  [
    '没有读懂“{sentence}”：放假的起止日不清楚',
    '“{sentence}” was not understood: first and last day are not clear',
  ],
  ['没有读懂“{sentence}”', '“{sentence}” was not understood'],
  [
    '“{sentence}”从 {first} 到 {last} 是 {days} 天，不像一次放假',
    '“{sentence}”: from {first} to {last} are {days} days, hardly one holiday',
  ],
  [
    '“{sentence}”写着 {said} 天，起止日之间是 {days} 天',
    '“{sentence}” says {said} days; from first to last are {days}',
  ],
  ['{day} 是周{is}，写着周{said}', '{day} is a {is}, the text says {said}'],
  ['没有 {printed} 这一天', 'There is no day {printed}'],
];

// The audit's before the reader's: its “请补填本年度要做到什么” is none of the reader's “请补填{field}”.
const say = sayer([...AUDIT_TWINS, ...FORMS, ...BUDGET_TABLES, ...PAYMENTS, ...CALENDARS]);

/** `表 2 第 3 页第 12 行`, as domain/form-findings.ts writes it, alone or within a sentence. */
const PLACE = /(?:表 (\d+) )?(?:第 (\d+) 页)?第 (\d+) 行/gu;
const WHOLE = '全文';

function placesInEnglish(text: string): string {
  const said = text.replaceAll(PLACE, (_, table?: string, page?: string, line?: string) =>
    [table && `table ${table}`, page && `page ${page}`, `line ${line ?? ''}`].filter(Boolean).join(', '),
  );
  return said === text ? text : said.replaceAll('、', '; ');
}

/** A finding's sentence, remedy or place in English; null when it has no twin (then the Chinese is shown and marked as such). */
export function findingInEnglish(text: string): string | null {
  if (text === WHOLE) return 'The whole text';
  const said = say(text);
  if (said !== null) return placesInEnglish(said);
  const term = termInEnglish(text);
  if (term !== null) return term.charAt(0).toUpperCase() + term.slice(1);
  const place = placesInEnglish(text);
  return /\p{Script=Han}/u.test(place) ? null : place;
}
