/** Whether a text is a number as JSON and spreadsheets write it. */
export const isNumber = (text: string): boolean => /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)

/**
 * Whether a spreadsheet may read a text as a formula: also behind blanks, invisible characters and ', and in the widths of East Asian
 * text (NFKC). Behind a tab or a line break at the start some read on.
 */
const isFormula = (text: string) =>
  /^(?:[\t\r\n]|[\s\p{Cc}\p{Cf}]*[=+\-@])/u.test(text.replace(/^'+/, '').normalize('NFKC'))

/**
 * A text that a spreadsheet shows and does not run: ' goes before it. A number, such as -73.5 or +15145550199, is not run and stays
 * as it is. A text that begins with ' before a formula gets one more, so that the first ' before a formula can be taken away again.
 */
export const harmless = (text: string): string => (isFormula(text) && !isNumber(text) ? `'${text}` : text)
