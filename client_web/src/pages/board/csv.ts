/**
 * The dashboard's numbers as a file: semicolons and a byte order mark, as French spreadsheets want.
 */

/** Rows of cells as one CSV text (RFC 4180 quoting). */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`
}

function cell(value: string | number): string {
  const text = String(value)
  // A leading =, +, - or @ would run as a formula when the file is opened.
  const harmless = typeof value === 'string' && /^[=+\-@\t]/.test(text) ? `'${text}` : text
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Hand a text to the person as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1_000)
}
