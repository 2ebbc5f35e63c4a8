/**
 * Sets the theme before the first paint: a classic script in the head (theme-first-plugin.ts), since a module would run
 * after the page was painted light. It stands alone, imports nothing and knows only what theme.ts wrote.
 */
{
  let choice: string | null = null;
  try {
    choice = window.localStorage.getItem('mubiao-theme');
  } catch (error) {
    console.warn(error);
  }
  const isSystemDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const isDark = choice === 'dark' || (choice !== 'light' && isSystemDark);
  document.documentElement.setAttribute('data-theme', isDark ? 'dark' : 'light');
}
