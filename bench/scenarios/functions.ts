import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../../supabase/local/api.ts'
import { newKeys } from '../../supabase/local/keys.ts'
import { cacheImports, denoVersion, serve, unpack } from '../../tests/hosted/deno.ts'
import { deployToLoopback } from '../../tests/hosted/upload.ts'
import { median, number, table } from '../table.ts'

/** From the start of the process to the answer to a call without a key: packages are there, nothing is compiled. */
const startOf = async (...given: Parameters<typeof serve>): Promise<number> => {
  const begun = performance.now()
  const { url, child } = await serve(...given)
  try {
    const answer = await fetch(url, { method: 'POST', body: '{}' })
    await answer.text()
    // What is for strangers knows no such page.
    if (answer.status !== 401 && answer.status !== 404)
      throw new Error(`${given[1]} answered ${answer.status}`)
    return performance.now() - begun
  } finally {
    await child.stop()
  }
}

/**
 * What the Supabase CLI uploads of each function, its packages left out, and how long it takes to start on the Deno of
 * hosted Supabase.
 * @param starts of which the median counts
 */
export const functions = async (starts: number) => {
  const entries = await readdir(join(repository, 'functions'), { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-functions-'))
  const cache = join(folder, 'cache')
  try {
    const uploads = await deployToLoopback(names)
    const data = []
    for (const name of names) {
      const upload = uploads.get(name)
      if (!upload) throw new Error(`${name} was not uploaded`)
      const alone = join(folder, name)
      await unpack(upload, alone)
      await cacheImports(upload, alone, cache)
      const { secretKey, publishableKey } = newKeys()
      const env = {
        SUPABASE_URL: 'http://127.0.0.1:9',
        SUPABASE_SECRET_KEYS: JSON.stringify({ default: secretKey }),
        SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: publishableKey }),
      }
      const times: number[] = []
      for (let start = 0; start < starts; start++) times.push(await startOf(upload, alone, cache, env))
      const texts = [...upload.files.values()]
      data.push({
        name,
        files: texts.length,
        uploaded: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
        startMs: median(times, (ms) => ms),
      })
    }
    const version = await denoVersion()
    return {
      tables: [
        table(
          ['function', 'files', 'uploaded, kB', `start on Deno ${version}, ms`],
          data.map(({ name, files, uploaded, startMs }) => [
            ...[name, number(files), number(uploaded / 1000), number(startMs)],
          ]),
        ),
      ],
      data,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
