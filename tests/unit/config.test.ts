import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { root } from './sources.ts'

const config = await readFile(`${root}/supabase/config.toml`, 'utf8')

/** The lines `key = value` of one section of the Supabase CLI's settings. */
const section = (name: string): Record<string, string> => {
  const [, rest = ''] = config.split(`\n[${name}]\n`)
  const [own = ''] = rest.split(/^\[/m)
  return Object.fromEntries([...own.matchAll(/^(\w+) = (.+)$/gm)].map(([, key, value]) => [key, value]))
}

test('nobody can sign up to a hosted project, not even anonymously (case S4)', () => {
  expect(section('auth')).toEqual({ enable_signup: 'false', enable_anonymous_sign_ins: 'false' })
})
