import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { z } from 'zod'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { type FreshFolder, freshFolder } from '../harness/fresh-folder.ts'
import { type PlayedProject, startPlayedProject } from '../harness/played-project.ts'

const documentForm = z.object({
  checks: z.array(z.object({ check: z.string(), message: z.string() })),
  steps: z.array(z.object({ step: z.string(), status: z.string(), message: z.string() })),
  doctor: z.array(z.object({ check: z.string(), status: z.string(), message: z.string() })),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
})

/** What `gazelle deploy --json` prints, and its exit code. */
export type Deployed = z.infer<typeof documentForm> & { code: number }

/** A played project, a Gazelle, and the command line that deploys from one to the other. */
export interface Scene {
  project: PlayedProject
  gazelle: GazelleFake
  folder: FreshFolder
  /** The settings of `.env`. */
  settings: Record<string, string>
  /** Runs `gazelle deploy`; fails when what it prints has a secret of the project or of Gazelle. */
  run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>
  /** The same with `--json`. */
  deploy(...args: string[]): Promise<Deployed>
  /** The secret key that Vault holds for the schedule. */
  vaultKey(): Promise<string>
  stop(): Promise<void>
}

/** The status of each step by its name. */
export const statuses = ({ steps }: Deployed): Record<string, string> =>
  Object.fromEntries(steps.map(({ step, status }) => [step, status]))

const authOf = ({ apiKey, oauth, oauthUrl }: GazelleFake, mode: 'api_key' | 'oauth') =>
  mode === 'api_key'
    ? { GAZELLE_API_KEY: apiKey }
    : {
        GAZELLE_OAUTH_URL: oauthUrl,
        GAZELLE_CLIENT_ID: oauth.clientId,
        GAZELLE_CLIENT_SECRET: oauth.clientSecret,
        TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      }

/** Starts a scene: an empty project, and the product in a folder of its own. */
export const startScene = async (mode: 'api_key' | 'oauth' = 'api_key'): Promise<Scene> => {
  const gazelle = await startGazelleFake({
    company: { users: 3, clients: 8, pianos: 10, timelineEntries: 40 },
  })
  const project = await startPlayedProject()
  const folder = await freshFolder()
  const settings = {
    GAZELLE_API_URL: gazelle.url,
    GAZELLE_AUTH_MODE: mode,
    ...authOf(gazelle, mode),
    GAZELLE_RATE_LIMIT: '500',
    ALERT_SLACK_WEBHOOK_URL: '',
  }
  await folder.writeSettings(settings)
  const run: Scene['run'] = async (...args) => {
    const ended = await folder.gazelle(
      ['deploy', '--project-ref', project.management.ref, ...args],
      project.env,
    )
    const { token, state } = project.management
    const printed = ended.stdout + ended.stderr
    for (const secret of [token, gazelle.apiKey, ...state.keys.map(({ api_key }) => api_key)])
      expect(printed).not.toContain(secret)
    return ended
  }
  return {
    project,
    gazelle,
    folder,
    settings,
    run,
    deploy: async (...args) => {
      const { code, stdout, stderr } = await run(...args, '--json')
      expect(stdout, stderr).toMatch(/^\{/)
      return { code, ...documentForm.parse(JSON.parse(stdout)) }
    },
    vaultKey: async () => {
      const [row] = await project.query<{ secret: string }>(
        `select decrypted_secret as secret from vault.decrypted_secrets where name = 'gazelle_secret_key'`,
      )
      return row?.secret ?? ''
    },
    stop: async () => {
      await project.stop()
      await gazelle.stop()
      await folder.stop()
    },
  }
}
