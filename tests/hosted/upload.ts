import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { repository } from '../../supabase/local/api.ts'

/** What the Supabase CLI uploaded for one function. */
export interface Upload {
  /** Where Supabase finds the function's first file and its import map, as paths of `files`. */
  entrypoint: string
  importMap: string
  verifyJwt: boolean
  /** Each file's text by its path. */
  files: Map<string, string>
}

// Neither is a secret: the token only has the form that the CLI asks for.
const projectRef = 'abcdefghijklmnopqrst'
const accessToken = `sbp_${'0'.repeat(40)}`

const metadataForm = z.object({
  entrypoint_path: z.string(),
  import_map_path: z.string(),
  verify_jwt: z.boolean(),
})

const readUpload = async (request: IncomingMessage): Promise<Upload> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const parts = await new Response(Buffer.concat(chunks), { headers }).formData()
  const metadata = metadataForm.parse(JSON.parse(z.string().parse(parts.get('metadata'))))
  const files = new Map<string, string>()
  for (const part of parts.getAll('file')) if (part instanceof File) files.set(part.name, await part.text())
  return {
    entrypoint: metadata.entrypoint_path,
    importMap: metadata.import_map_path,
    verifyJwt: metadata.verify_jwt,
    files,
  }
}

/**
 * Deploys functions with the real Supabase CLI to a Management API on loopback that only takes the files.
 * @param names of folders in `functions/`
 * @returns what was uploaded, by function
 * @throws Error when the CLI fails
 */
export const deployToLoopback = async (names: string[]): Promise<Map<string, Upload>> => {
  const uploads = new Map<string, Upload>()
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const slug = url.searchParams.get('slug')
    if (request.method === 'GET') return answer(200, [])
    if (request.method === 'PUT') return answer(200, { functions: [] })
    if (request.method !== 'POST' || slug === null) return answer(404, { message: 'unknown' })
    try {
      uploads.set(slug, await readUpload(request))
      answer(201, { id: slug, slug, name: slug, version: 1, status: 'ACTIVE', created_at: 1, updated_at: 1 })
    } catch (error) {
      answer(400, { message: String(error) })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-hosted-'))
  try {
    const profile = join(folder, 'profile.yaml')
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
        ...['--project-ref', projectRef, '--profile', profile],
      ],
      {
        cwd: repository,
        env: {
          ...process.env,
          SUPABASE_ACCESS_TOKEN: accessToken,
          SUPABASE_TELEMETRY_DISABLED: '1',
          SUPABASE_NO_UPDATE_NOTIFIER: '1',
        },
      },
    )
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true, force: true })
  }
  return uploads
}
