import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { untilTheyStart } from '../../cli/deploy/functions.ts'
import { projectAt } from '../../cli/project-at.ts'
import { freePort } from '../../supabase/local/ports.ts'

/** A project whose functions answer with these statuses. */
const startProject = async (statusOf: (name: string) => number) => {
  const seen = { atOnce: 0, most: 0, keys: 0 }
  const server = createServer((request, response) => {
    if (request.headers.apikey) seen.keys++
    seen.most = Math.max(seen.most, ++seen.atOnce)
    setImmediate(() => {
      seen.atOnce--
      const status = statusOf((request.url ?? '').split('/')[3] ?? '')
      response.writeHead(status).end(status === 404 ? 'connect_link_gone' : '')
    })
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { project: projectAt(`http://127.0.0.1:${port}`, 'sb_secret_x'), seen }
}

const names = ['gazelle-oauth', 'health', ...Array.from({ length: 20 }, (_, nth) => `sync-${nth}`)]

test('each function that was uploaded is asked, a few at a time and without a key: what starts refuses the caller (case H1)', async () => {
  const { project, seen } = await startProject((name) => (name === 'gazelle-oauth' ? 404 : 401))
  await untilTheyStart(project, names, 0)
  expect(seen).toMatchObject({ atOnce: 0, keys: 0 })
  expect(seen.most).toBeLessThanOrEqual(6)
})

test('one that does not start is named (case H1)', async () => {
  const { project } = await startProject((name) => (name === 'sync-7' ? 503 : 401))
  await expect(untilTheyStart(project, names, 0)).rejects.toMatchObject({
    code: 'deploy_not_answering',
    about: expect.stringMatching(/\/sync-7$/),
    message: expect.stringContaining('HTTP 503'),
  })
})
