import { readdir, readFile, writeFile } from 'node:fs/promises'

/** CPU and memory that a process has used so far. */
export interface Usage {
  /** User and system seconds, all threads; of a tree also what its ended children used. */
  cpuSeconds: number
  /** Largest resident set since the last `forgetPeak`, in MB of 10^6 bytes; shared pages of the binary are in it. */
  peakMb: number
}

const ticksPerSecond = 100

const statOf = async (pid: number) => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name, in parentheses, may hold blanks; fields count from behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const seconds = (...at: number[]) =>
    at.reduce((sum, one) => sum + Number(fields[one] ?? 0), 0) / ticksPerSecond
  return { parent: Number(fields[1]), own: seconds(11, 12), ended: seconds(13, 14) }
}

/** Every process and its parent. */
const processes = async () => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  return Promise.all(pids.map(async (pid) => ({ pid, ...(await statOf(pid)) })))
}

/** CPU and memory of one process, read from /proc. */
export const usageOf = async (pid: number): Promise<Usage> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0)
  return { cpuSeconds: (await statOf(pid)).own, peakMb: (kilobytes * 1024) / 1e6 }
}

/** CPU of a server and all its children, those that have ended included. */
export const treeCpu = async (pid: number): Promise<number> => {
  const { own, ended } = await statOf(pid)
  const children = (await processes()).filter((one) => one.parent === pid)
  return own + ended + children.reduce((sum, one) => sum + one.own + one.ended, 0)
}

/** Starts VmHWM anew at what is resident now. */
export const forgetPeak = (pid: number): Promise<void> =>
  writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => {})

/**
 * The child of this process whose command line has these words.
 * @param besides children that another system has
 * @throws when there is none
 */
export const childWith = async (words: string, besides: ReadonlySet<number>): Promise<number> => {
  for (const { pid, parent } of await processes()) {
    if (parent !== process.pid || besides.has(pid)) continue
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (line.includes(words)) return pid
  }
  throw new Error(`no child process runs ${words}`)
}
