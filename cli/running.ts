import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { writePrivate } from '../shared/private-file.ts'
import { repository } from '../supabase/local/repository.ts'

const memberForm = z.object({ email: z.string(), password: z.string() })

/** A user of the local stack's Auth, who is a member of the account `main`. */
export type Member = z.infer<typeof memberForm>

const form = z.object({
  pid: z.int(),
  startedAt: z.string(),
  schedulesAt: z.string().nullable(),
  databaseUrl: z.string(),
  apiUrl: z.string(),
  functionsUrl: z.string(),
  secretKey: z.string(),
  publishableKey: z.string(),
  member: memberForm,
  standIn: z.object({ url: z.string(), oauthUrl: z.string(), apiKey: z.string() }).nullable(),
})

/** The stack that `gazelle start` runs, for other commands. */
export type RunningStack = z.infer<typeof form>

/** The folder of `LOCAL_DATA_DIR`, from the repository's folder if it is relative. */
export const dataDirOf = (env: NodeJS.ProcessEnv = process.env): string =>
  resolve(repository, env.LOCAL_DATA_DIR?.trim() || '.local')

/** Where `gazelle connect --store file` keeps an account's tokens, sealed. */
export const tokenFile = (account: string): string => join(dataDirOf(), `gazelle-tokens-${account}`)

const fileIn = (dataDir: string) => join(dataDir, 'stack.json')

/** Settings of an application on the running stack, for `node --env-file`. */
const memberFileIn = (dataDir: string) => join(dataDir, 'member.env')

const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: the process runs, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const answers = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(3000) }).then(
    () => true,
    () => false,
  )

/** The stack that runs on a data folder; null when none does, whatever file a crash left there. */
export const runningStack = async (dataDir = dataDirOf()): Promise<RunningStack | null> => {
  const text = await readFile(fileIn(dataDir), 'utf8').catch(() => null)
  if (text === null) return null
  const read = form.safeParse(jsonOf(text))
  if (!read.success || !alive(read.data.pid)) return null
  // After a crash the number can be another program's.
  return (await answers(read.data.apiUrl)) ? read.data : null
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const memberSettings = ({ apiUrl, publishableKey, member }: RunningStack) =>
  `# Written by npm start, and removed when it ends: a member's sign-in, for docs/examples.
SUPABASE_URL=${apiUrl}
SUPABASE_PUBLISHABLE_KEY=${publishableKey}
MEMBER_EMAIL=${member.email}
MEMBER_PASSWORD=${member.password}
`

/** Publishes a stack to other commands and to examples; only its owner can read the files, which hold keys. */
export const announce = async (dataDir: string, stack: RunningStack): Promise<{ stop(): Promise<void> }> => {
  await writePrivate(memberFileIn(dataDir), memberSettings(stack))
  await writePrivate(fileIn(dataDir), `${JSON.stringify(stack, null, 2)}\n`)
  return {
    stop: async () => {
      for (const file of [fileIn(dataDir), memberFileIn(dataDir)]) rmSync(file, { force: true })
    },
  }
}
