import { z } from 'zod'
import { cliError } from '../errors.ts'
import { t } from '../words/words.ts'
import type { Management } from './management.ts'

const form = z.object({
  extension: z.string(),
  schema: z.string(),
  elsewhere: z.string().nullable(),
  isAvailable: z.boolean(),
})

/** What our SQL calls by the name of its schema: another application may have made the extension elsewhere. */
const wanted = `(values
  ('pg_trgm', 'extensions', 'similarity'),
  ('unaccent', 'extensions', 'unaccent'),
  ('pgcrypto', 'extensions', 'hmac'),
  ('supabase_vault', 'vault', 'create_secret'),
  ('pg_net', 'net', 'http_post'),
  ('pg_cron', 'cron', 'schedule')
) w (extension, schema, function)`

/** @throws AppError `deploy_extension_unfit` where an extension cannot be called as our SQL does, and no migration makes it so */
export const checkExtensions = async (api: Management): Promise<void> => {
  const found = await api.rows(
    `select w.extension, w.schema, n.nspname::text as elsewhere,
       exists (select from pg_available_extensions a where a.name = w.extension) as "isAvailable"
     from ${wanted}
     left join pg_extension e on e.extname = w.extension
     left join pg_namespace n on n.oid = e.extnamespace
     where not exists (
         select from pg_proc p where p.proname = w.function and p.pronamespace = to_regnamespace(w.schema)
       )
       and (e.oid is not null or w.schema <> 'extensions' and to_regnamespace(w.schema) is not null
         or not exists (select from pg_available_extensions a where a.name = w.extension))
     order by w.extension`,
    [],
    form,
  )
  if (found.length === 0) return
  throw cliError(
    'failed',
    'deploy_extension_unfit',
    found.map(({ extension }) => extension).join(', '),
    found.map(faultOf).join('; '),
    t('{names} Then run the same command again; nothing was changed.', {
      names: found.map(remedyOf).join(' '),
    }),
  )
}

type Found = z.output<typeof form>

const faultOf = ({ extension, schema, elsewhere, isAvailable }: Found) => {
  if (elsewhere !== null)
    return t('{extension} is in the schema {elsewhere}, without what {schema} should have of it', {
      extension,
      elsewhere,
      schema,
    })
  return isAvailable
    ? t('the schema {schema} is there without the extension {extension}', { schema, extension })
    : t('the project does not offer the extension {extension}', { extension })
}

const remedyOf = ({ extension, schema, elsewhere, isAvailable }: Found) => {
  if (elsewhere !== null && schema === 'extensions')
    return t(
      'In the SQL editor: alter extension {extension} set schema extensions; (what calls it as {elsewhere}.… must be changed too).',
      { extension, elsewhere },
    )
  return isAvailable
    ? elsewhere === null
      ? t('Switch {extension} on under Database, Extensions.', { extension })
      : t('Switch {extension} off and on under Database, Extensions.', { extension })
    : t('Upgrade the project, or ask Supabase for {extension}.', { extension })
}
