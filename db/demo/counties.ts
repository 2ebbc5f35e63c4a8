/** The three counties of the demonstration and their fictitious names. The mapping is applied by the loader alone. */

export interface DemoCounty {
  slug: string;
  name: string;
  file: string;
  /** Printed → fictitious, longest first. */
  names: readonly (readonly [string, string])[];
}

export const DEMO_COUNTIES: readonly DemoCounty[] = [
  {
    slug: 'liuchuan',
    name: '柳川县',
    file: 'liulin.txt',
    names: [
      ['吕梁', '汾阳川'],
      ['柳林', '柳川'],
    ],
  },
  {
    slug: 'pinghe',
    name: '平河县',
    file: 'pingluo.txt',
    names: [
      ['石嘴山', '石河'],
      ['平罗', '平河'],
    ],
  },
  {
    slug: 'lishan',
    name: '离山区',
    file: 'lishi.txt',
    names: [
      ['吕梁市', ''],
      // Cut off by the end of a line of the PDF.
      ['吕梁', '汾川'],
      ['离石', '离山'],
    ],
  },
];

/** The fiscal year of the documents. */
export const DEMO_YEAR = 2023;
/** First working day of the year: the declarations are approved with the budget. */
export const DECLARED_ON = '2023-01-03';
/** The last day to which the demonstration can be moved: December's reports come in January. */
export const LAST_DEMO_DAY = '2024-01-31';

export function renamed(text: string, county: DemoCounty): string {
  return county.names.reduce(
    (changed, [printed, fictitious]) => changed.replaceAll(printed, fictitious),
    text,
  );
}
