import { existsSync, statSync } from 'node:fs'
import { t } from './words/words.ts'

/**
 * Puts the settings of a file such as `.env` into the environment; a file that is not there has none.
 * @returns the warning when others on this machine can read it, else null
 */
export const loadSettingsFile = (file: string): string | null => {
  if (!existsSync(file)) return null
  process.loadEnvFile(file)
  const mode = statSync(file).mode & 0o777
  // Windows has no such modes.
  if (process.platform === 'win32' || (mode & 0o077) === 0) return null
  return `settings_readable: ${t('others on this machine can read {file}, which holds keys (mode {mode})', { file, mode: mode.toString(8) })}\n  chmod 600 ${file}\n`
}
