import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { dashboardPort } from '../../dashboard/port.ts'
import { cliError, showUnexpected, told } from '../errors.ts'
import type { Local } from '../local.ts'
import { findProject } from '../project.ts'
import { interruption } from '../signals.ts'
import { t } from '../words/words.ts'

interface Options {
  port: string
  open: boolean
  build?: string
}

const portOf = (text: string): number => {
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw cliError(
    'usage',
    'bad_usage',
    '--port',
    t('{text} is no port', { text }),
    t('Write a number from 1 to 65535.'),
  )
}

/** `gazelle dashboard`: the live page, on this machine or as files for any host. */
export const dashboard = () =>
  new Command('dashboard')
    .option('--port <port>', t('preferred port; if it is taken, a free one is used'), String(dashboardPort))
    .option('--open', t('open it in the browser'), false)
    .option(
      '--build <folder>',
      t(
        'write it as static files for any host instead, for SUPABASE_URL and SUPABASE_PUBLISHABLE_KEY; users sign in there',
      ),
    )
    .action(async ({ port, open, build }: Options) => {
      if (build !== undefined) {
        const folder = resolve(build)
        const { buildDashboard } = await import('../../dashboard/build.ts')
        await buildDashboard(folder, hostingOf(process.env))
        process.stdout.write(`${folder}\n`)
        return
      }
      const preferred = portOf(port)
      const signal = interruption()
      const { startDashboard } = await import('../../dashboard/server.ts')
      const served = await startDashboard(await findProject(), { port: preferred })
      try {
        process.stdout.write(`${served.url}\n`)
        if (open) openPage(served.url)
        process.stderr.write(`${t('Ctrl-C stops it.')}\n`)
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        })
      } finally {
        await served.stop()
      }
    })

const hostingOf = (env: NodeJS.ProcessEnv) => {
  const setting = (name: string, form: RegExp, hint: string) => {
    const value = env[name]?.trim() ?? ''
    if (!form.test(value))
      throw cliError('usage', 'bad_setting', name, t('{name} is missing or wrong', { name }), hint)
    return value
  }
  return {
    supabaseUrl: setting('SUPABASE_URL', /^https?:\/\/\S+$/, t('Write https://<project>.supabase.co.')),
    // A secret key would reach every browser that loads the page.
    publishableKey: setting(
      'SUPABASE_PUBLISHABLE_KEY',
      /^sb_publishable_\S+$/,
      t('Write the project’s publishable key, sb_publishable_…; never the secret one.'),
    ),
  }
}

/**
 * Serves the dashboard beside a stack that stays up, until the stack stops.
 * @param open whether to open it in the browser of an interactive terminal
 * @returns its address; null when it could not start, which stops nothing else
 */
export const showDashboard = async (
  local: Local,
  open: boolean,
  say: (line: string) => void,
): Promise<string | null> => {
  try {
    const { startDashboard } = await import('../../dashboard/server.ts')
    const { url } = local.add(await startDashboard(local.project, { port: dashboardPort }))
    say(t('Dashboard: {url}', { url }))
    if (open && process.stdout.isTTY) openPage(url)
    return url
  } catch (error) {
    say(t('The dashboard did not start: {message}', { message: told(error).message }))
    showUnexpected(error)
    return null
  }
}

const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/** Opens a page in the browser, where there is one. */
export const openPage = (url: string): void => {
  // Without a desktop, xdg-open would start a browser for terminals.
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return
  const [command, ...args] = openers[process.platform] ?? ['xdg-open']
  spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}
