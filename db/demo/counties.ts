/**
 * The three counties of the demonstration and their fictitious names. The mapping is applied by the loader alone. Each has
 * one department whose declaration was published, and two that are invented with all they declare.
 */

/** A department that no county has published: its file says so in its first line (演示数据). */
export interface InventedDepartment {
  /** Within the county's user names: `liuchuan-civil-handler`. */
  slug: string;
  name: string;
  /** In the county's own layout, read by the same reader as what was published. */
  file: string;
  /** Its handler and unit head belong here. */
  unit: string;
}

export interface DemoCounty {
  slug: string;
  name: string;
  file: string;
  /** Printed → fictitious, longest first. */
  names: readonly (readonly [string, string])[];
  invented: readonly InventedDepartment[];
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
    invented: [
      {
        slug: 'civil',
        name: '柳川县民政局',
        file: 'invented-liuchuan-civil-affairs.txt',
        unit: '柳川县社会救助服务中心',
      },
      {
        slug: 'edu',
        name: '柳川县教育局',
        file: 'invented-liuchuan-education.txt',
        unit: '柳川县教育局',
      },
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
    invented: [
      {
        slug: 'agri',
        name: '平河县农业农村局',
        file: 'invented-pinghe-agriculture.txt',
        unit: '平河县农业农村局',
      },
      {
        slug: 'health',
        name: '平河县卫生健康局',
        file: 'invented-pinghe-health.txt',
        unit: '平河县卫生健康局',
      },
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
    invented: [
      {
        slug: 'housing',
        name: '离山区住房和城乡建设局',
        file: 'invented-lishan-housing.txt',
        unit: '离山区住房和城乡建设局',
      },
      {
        slug: 'transport',
        name: '离山区交通运输局',
        file: 'invented-lishan-transport.txt',
        unit: '离山区公路养护中心',
      },
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
