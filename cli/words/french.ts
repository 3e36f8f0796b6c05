// The command line in French, as written in Quebec: no space before ; ? and !, one that does not break before : and %.
import {
  endings as ending,
  hints as ofTheDatabase,
  remedies as remedy,
} from '../../dashboard/page/words/database.fr.ts'
import { fr } from '../../dashboard/page/words/fr.ts'
import { codes, hints as ofTheMachine } from './french/codes.ts'
import { deploy } from './french/deploy.ts'
import { errors } from './french/errors.ts'
import { help } from './french/help.ts'
import { words } from './french/names.ts'
import { said } from './french/said.ts'
import { standing } from './french/standing.ts'

/** Each sentence of the command line, by its English. */
export const french = { ...help, ...standing, ...errors, ...said, ...deploy }

/** What an alert says, by its rule. */
export const alert: Record<string, string> = Object.fromEntries(
  Object.entries(fr).flatMap(([key, text]) =>
    key.startsWith('alert.') ? [[key.slice('alert.'.length), text]] : [],
  ),
)

export { codes, ending, remedy, words }

/** What to do about an error, by its code. */
export const hints: Record<string, string> = { ...ofTheDatabase, ...ofTheMachine }
