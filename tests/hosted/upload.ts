import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '../../supabase/local/api.ts'
import { type PlayedFunction, startManagementApi } from '../harness/management-api.ts'

/** What the Supabase CLI uploaded for one function. */
export type Upload = Pick<PlayedFunction, 'entrypoint' | 'importMap' | 'verifyJwt' | 'files'>

/**
 * Deploys functions with the real Supabase CLI to a Management API on loopback that only takes the files.
 * @param names of folders in `functions/`
 * @returns what was uploaded, by function
 * @throws Error when the CLI fails
 */
export const deployToLoopback = async (names: string[]): Promise<Map<string, Upload>> => {
  // No query is made, so no database is needed.
  const management = await startManagementApi({ databaseUrl: '', changed: async () => {} })
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-hosted-'))
  try {
    const profile = join(folder, 'profile.yaml')
    const { url } = management
    await writeFile(
      profile,
      ['name: loopback', `api_url: ${url}`, `dashboard_url: ${url}`, 'project_host: localhost', ''].join(
        '\n',
      ),
    )
    await promisify(execFile)(
      join(repository, 'node_modules/.bin/supabase'),
      [
        ...['functions', 'deploy', ...names, '--use-api', '--yes'],
        ...['--project-ref', management.ref, '--profile', profile],
      ],
      {
        cwd: repository,
        env: {
          ...process.env,
          SUPABASE_ACCESS_TOKEN: management.token,
          SUPABASE_TELEMETRY_DISABLED: '1',
          SUPABASE_NO_UPDATE_NOTIFIER: '1',
        },
      },
    )
  } finally {
    await management.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return management.state.functions
}
