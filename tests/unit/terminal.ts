import { spawn } from 'node:child_process'

export const terminalEnvironment = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  NO_COLOR: '1',
  TERM: 'dumb',
}

interface Typing {
  cwd: string
  /** What stands there before `answer` is typed; with none, nothing is typed. */
  question?: string
  /** Keys; `\r` is Enter, `\u0003` Ctrl-C, `\u0004` the end of input. */
  answer?: string
  /** Of the terminal; 80 if absent. */
  columns?: number
  env?: Record<string, string>
}

/** Runs a command in a terminal of its own (script(1), of util-linux or BSD) and types an answer once its question stands there. */
export const inTerminal = (
  command: string,
  { cwd, question, answer = '', columns = 80, env = {} }: Typing,
): Promise<{ code: number | null; shown: string }> => {
  const sized = `stty cols ${columns} rows 24; ${command}`
  const args =
    process.platform === 'darwin' ? ['-q', '/dev/null', 'sh', '-c', sized] : ['-qec', sized, '/dev/null']
  const child = spawn('script', args, { cwd, env: { ...terminalEnvironment, ...env }, stdio: 'pipe' })
  return new Promise((resolve, reject) => {
    let shown = ''
    let isAnswered = question === undefined
    child.on('error', reject)
    child.stdout.setEncoding('utf8').on('data', (part) => {
      shown += part
      if (isAnswered || !shown.includes(question ?? '')) return
      isAnswered = true
      child.stdin.write(answer)
    })
    child.on('close', (code) => resolve({ code, shown }))
  })
}
