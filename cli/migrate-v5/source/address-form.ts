import { cliError } from '../../errors.ts'
import { t } from '../../words/words.ts'

// The address is not repeated: a password with a / or an @ in it may stand anywhere.
export const badAddress = (what: string, hint: string) =>
  cliError('usage', 'bad_v5_address', '--from', what, hint)

export const unknownForm = () =>
  badAddress(
    t('--from is neither the address of a database nor a project’s URL'),
    t('Write postgresql://… or https://<project>.supabase.co.'),
  )

/** Refuses an address by its looks, before anything is loaded to read it. @throws AppError `bad_v5_address` */
export const requireForm = (from: string): void => {
  if (!/^(postgres(ql)?|https?):\/\//i.test(from.trim())) throw unknownForm()
}
