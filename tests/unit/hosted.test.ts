import { describe, expect, test } from 'vitest'
import { sources } from './sources.ts'
import { type Statement, statementsOf, withoutWhere } from './statements.ts'

const statements = (await sources('supabase/migrations', '.sql')).flatMap(({ text }) => statementsOf(text))

// pg_graphql's event trigger on older projects takes any new function of this name for its own: `must be owner of function`.
const namesOfEventTriggers = ['resolve']

const only = (sql: string): Statement => {
  const [statement] = statementsOf(sql)
  if (!statement) throw new Error(`no statement: ${sql}`)
  return statement
}
const inPlPgSql = (body: string) =>
  only(`create function sync.f() returns setof int language plpgsql as $f$ begin ${body} end; $f$;`)

describe('UPDATE and DELETE have a WHERE, since the role of the hosted Data API loads safeupdate (case H2)', () => {
  test('every statement and every function body of ours', () => {
    expect(statements.filter(({ kind }) => kind === 'CreateFunctionStmt').length).toBeGreaterThan(100)
    const found = statements.flatMap((one) => withoutWhere(one).map((text) => `${one.name}: ${text}`))
    expect(found).toEqual([])
  })

  test.each([
    ['a statement', only('delete from sync.runs')],
    ['a common table expression', only('with d as (delete from sync.runs returning 1) select * from d')],
    [
      'a body in SQL',
      only('create function f() returns void language sql as $$ update sync.runs set pages = 1 $$'),
    ],
    [
      'a parsed body in SQL',
      only('create function f() returns void begin atomic delete from sync.runs; end'),
    ],
    ['PL/pgSQL', inPlPgSql('update sync.runs set pages = 1;')],
    ['a loop', inPlPgSql('for i in 1..2 loop delete from sync.runs; end loop;')],
    ['a handler', inPlPgSql('null; exception when others then delete from sync.runs;')],
    ['a query that returns', inPlPgSql('return query update sync.runs set pages = 1 returning 1;')],
    ['an anonymous block', only('do $d$ begin delete from sync.runs; end; $d$')],
    ['text that is executed', inPlPgSql(`execute 'delete from sync.runs';`)],
    ['text that is formatted', inPlPgSql(`execute format('update gazelle.%I t set %2$I = 1', 'runs');`)],
    ['a part of such text', inPlPgSql(`perform sync.f('x as (delete from sync.runs)' || 'y');`)],
    ['a cron job', only(`select cron.schedule('x', '* * * * *', 'delete from sync.runs')`)],
  ])('and one without is found in %s', (_, statement) => {
    expect(withoutWhere(statement)).toHaveLength(1)
  })
})

describe('a function is named as none that an event trigger of Supabase acts on (case H3)', () => {
  test('every function of ours', () => {
    const names = statements.filter(({ kind }) => kind === 'CreateFunctionStmt').map(({ name }) => name)
    expect(names.filter((name) => namesOfEventTriggers.includes(name.split('.').at(-1) ?? ''))).toEqual([])
    expect(names).toContain('monitoring.resolve_alert')
  })
})
