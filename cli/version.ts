import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../supabase/local/repository.ts'

/** The commit that is checked out, in its short form; null for a copy without its history. */
const commitOf = (folder: string): string | null => {
  try {
    const args = ['-C', folder, 'rev-parse', '--show-prefix', '--short', 'HEAD']
    const [prefix, commit = ''] = execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\n')
    // Within another repository it would be that one's.
    return prefix === '' && commit !== '' ? commit : null
  } catch {
    return null
  }
}

/** The version, with its commit where that is known: `6.0.0 (8f9855c)`. */
export const version = (): string => {
  const { version }: { version: string } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  const commit = commitOf(repository)
  return commit === null ? version : `${version} (${commit})`
}
