// What the local stack says while it runs; its log has it in English.
import { t } from './words/words.ts'

const forms: [RegExp, (...found: string[]) => string][] = [
  [
    /^port (.*) is taken, Postgres is on (.*)$/,
    (port = '', other = '') => t('port {port} is taken, Postgres is on {other}', { port, other }),
  ],
  [
    /^port (.*) is taken, the API is on (.*)$/,
    (port = '', other = '') => t('port {port} is taken, the API is on {other}', { port, other }),
  ],
  [
    /^this folder’s stand-in has the (.*) company; it keeps it$/,
    (name = '') => t('this folder’s stand-in has the {name} company; it keeps it', { name }),
  ],
  [
    /^(.*): (.*); it is started again$/,
    (part = '', reason = '') =>
      t('{part}: {reason}; it is started again', {
        part,
        reason: reason === 'its process ended' ? t('its process ended') : reason,
      }),
  ],
]

/** A line of the stack’s in the language of the terminal; one that nobody foresaw stays as it is. */
export const spoken = (line: string): string => {
  for (const [form, said] of forms) {
    const found = form.exec(line)
    if (found) return said(...found.slice(1))
  }
  return line
}
