/** What XML cannot hold: control characters that come with pasted text, halves of letters. Line breaks stay. */
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

/** The text without letters that make a document unreadable; all line breaks as \n. */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNPRINTABLE, '');
}
