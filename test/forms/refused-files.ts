/** Files of kinds that the product does not read, made for the tests. */

/** The container of Word and Excel 97 with one stream: `WordDocument`, `Workbook`, or `EncryptedPackage` of a new file with a password. */
export function containerOf97(stream: string): Buffer {
  const sector = 512;
  const bytes = Buffer.alloc(sector * 3);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(bytes);
  // The directory: 128 bytes an entry, the name in UTF-16, its length behind it.
  for (const [at, name] of ['Root Entry', stream].entries()) {
    const entry = sector * 2 + at * 128;
    bytes.write(name, entry, 'utf16le');
    bytes.writeUInt16LE((name.length + 1) * 2, entry + 64);
  }
  return bytes;
}

export interface PdfOptions {
  pages: number;
  /** Latin letters on each page; '' for a page without text. */
  text?: string;
  /** Behind a password that nobody knows. */
  isLocked?: boolean;
}

/** A PDF with a table of its objects, as programs write it. */
export function pdfOf({ pages, text = 'page', isLocked = false }: PdfOptions): Buffer {
  const drawing = text === '' ? '10 10 m 100 10 l S' : `BT /F 12 Tf 20 100 Td (${text}) Tj ET`;
  const first = 5;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages}/Kids[${Array.from({ length: pages }, (_, at) => `${first + at} 0 R`).join(' ')}]>>`,
    `<</Length ${drawing.length}>>stream\n${drawing}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    ...Array.from(
      { length: pages },
      () => '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>',
    ),
  ];
  let body = '%PDF-1.4\n';
  const places = objects.map((object, at) => {
    const place = body.length;
    body += `${at + 1} 0 obj${object}endobj\n`;
    return place;
  });
  const lock = isLocked
    ? `/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<${'ab'.repeat(32)}>/U<${'cd'.repeat(32)}>>>`
    : '';
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.from(
    `${body}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer<</Size ${objects.length + 1}/Root 1 0 R${lock}>>\nstartxref\n${body.length}\n%%EOF`,
    'latin1',
  );
}
