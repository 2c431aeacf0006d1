/**
 * A text as a CSV cell (RFC 4180); one that a spreadsheet would take for a formula gets an apostrophe.
 */
export function csvText(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
