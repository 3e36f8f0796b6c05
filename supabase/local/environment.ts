import { env } from 'node:process'

/** What a program needs to be found, to find its home and to put down temporary files; Windows names them its own way. */
const names = ['PATH', 'HOME', 'TMPDIR', 'TMP', 'TEMP', 'USERPROFILE', 'SystemRoot', 'DENO_DIR']

/**
 * The environment of a child process: what every program needs, and what this one is given, by name. No secret of ours
 * reaches a process that has no use for it.
 * @param own the settings of this process
 */
export const childEnvironment = (own: Record<string, string | undefined> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(names.map((name) => [name, env[name]]).filter(([, value]) => value !== undefined)),
  ...own,
})
