// The command line in French, as written in Quebec: no space before ; ? and !, one that does not break before : and %.
import { hints as ofTheDatabase } from '../../dashboard/page/words/database.fr.ts'
import { help } from './french/help.ts'
import { words } from './french/names.ts'
import { said } from './french/said.ts'
import { standing } from './french/standing.ts'

/** Each sentence of the command line, by its English. */
export const french = { ...help, ...standing, ...said }

export { words }

/** What an error of another part means, by its code. */
export const codes: Record<string, string> = {}

/** What to do about an error, by its code. */
export const hints: Record<string, string> = ofTheDatabase
