import { spawn } from 'node:child_process'

export const terminalEnvironment = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  NO_COLOR: '1',
  TERM: 'dumb',
}

/**
 * Runs a command in a terminal of its own (script(1), of util-linux or BSD) and types an answer once its question stands there.
 * @param answer keys; `\r` is Enter, `\u0003` Ctrl-C, `\u0004` the end of input
 */
export const inTerminal = (
  command: string,
  { cwd, question, answer }: { cwd: string; question: string; answer: string },
): Promise<{ code: number | null; shown: string }> => {
  const args =
    process.platform === 'darwin' ? ['-q', '/dev/null', 'sh', '-c', command] : ['-qec', command, '/dev/null']
  const child = spawn('script', args, { cwd, env: terminalEnvironment, stdio: 'pipe' })
  return new Promise((resolve, reject) => {
    let shown = ''
    let isAnswered = false
    child.on('error', reject)
    child.stdout.on('data', (part) => {
      shown += part
      if (isAnswered || !shown.includes(question)) return
      isAnswered = true
      child.stdin.write(answer)
    })
    child.on('close', (code) => resolve({ code, shown }))
  })
}
