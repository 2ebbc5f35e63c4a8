/**
 * What a visitor is to find in the year: one project for each thing that goes well or wrong, chosen by its name. All of it
 * is invented; names and amounts of the projects are those of the declarations.
 */
import { DEPARTMENT_STORIES } from './department-stories.ts';
import { PUBLISHED_STORIES } from './published-stories.ts';
import type { Story } from './story.ts';

export const STORIES: readonly Story[] = [...PUBLISHED_STORIES, ...DEPARTMENT_STORIES];

/** @param nth the how manieth project of that name in the county, in the order of the declarations */
export function storyOf(county: string, project: string, nth: number): Story | null {
  return (
    STORIES.find(
      (story) => story.county === county && story.project === project && (story.nth ?? 0) === nth,
    ) ?? null
  );
}
