/**
 * Puts the text of a field on the clipboard. Its interface exists on https and localhost only; a bureau's LAN address is
 * plain http. False: the browser refused, and the field is selected for Ctrl+C.
 */
export async function copyText(box: HTMLInputElement): Promise<boolean> {
  if (window.isSecureContext) {
    return navigator.clipboard.writeText(box.value).then(
      () => true,
      () => {
        box.select();
        return false;
      },
    );
  }
  box.select();
  return document.execCommand('copy');
}
