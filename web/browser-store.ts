/** What this browser keeps for itself. A browser may refuse storage altogether; a choice then holds for the visit. */

/** What was written under a name, null where there is nothing or storage is refused. */
export function readKept(name: string): string | null {
  try {
    return window.localStorage.getItem(name);
  } catch (error) {
    console.warn(error);
    return null;
  }
}

/** Keeps a text under a name, where the browser lets it. */
export function writeKept(name: string, text: string): void {
  try {
    window.localStorage.setItem(name, text);
  } catch (error) {
    console.warn(error);
  }
}
