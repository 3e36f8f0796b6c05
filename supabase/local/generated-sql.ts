import { z } from 'zod'

/** Where a reader finds what is generated for one entity. */
export const goldenFile = 'docs/generated/pianos.sql'

const rows = z.array(z.object({ view: z.string(), promotion: z.string() })).length(1)

/**
 * The view and the promotion that `reconcile.add_entity('pianos')` generates, as the database has written them.
 * @param query gives the rows of a statement
 */
export const generatedSql = async (
  query: (text: string, values: unknown[]) => Promise<unknown[]>,
): Promise<string> => {
  const found = await query('select reconcile.view_of($1) as view, reconcile.promotion_of($1) as promotion', [
    'pianos',
  ])
  const [{ view, promotion } = { view: '', promotion: '' }] = rows.parse(found)
  const why = `-- Generated from the table gazelle.pianos by reconcile.add_entity('pianos'): npm run generate:golden.`
  return `${why}\n\n${view};\n\n${promotion};\n`
}
