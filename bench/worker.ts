import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'

/** A separate process that answers one request at a time, so that its work is measured on its own. */
export interface Worker {
  pid: number
  ask<T>(question: Record<string, unknown>, form: z.ZodType<T>): Promise<T>
  stop(): Promise<void>
}

const nextAnswer = (child: ChildProcess, file: string) =>
  new Promise<unknown>((resolve, reject) => {
    const ended = () => reject(new Error(`${file} ended before it answered`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      if (typeof message === 'object' && message !== null && 'error' in message)
        reject(new Error(`${file}: ${message.error}`))
      else resolve(message)
    })
  })

/** Starts a file of this folder in a process of its own. */
export const startWorker = async (file: string, args: string[] = []): Promise<Worker> => {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter(Boolean),
  })
  await nextAnswer(child, file)
  return {
    pid: child.pid ?? 0,
    ask: async (question, form) => {
      const answer = nextAnswer(child, file)
      child.send(question)
      return form.parse(await answer)
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.disconnect()
      }),
  }
}

/** The worker's side: answers questions until its starter goes away. */
export const answerQuestions = (
  answer: (question: Record<string, unknown>) => Promise<unknown>,
  stop: () => Promise<void>,
): void => {
  process.on('message', (question: Record<string, unknown>) => {
    answer(question).then(
      (value) => process.send?.(value ?? {}),
      (error: unknown) =>
        process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
  process.once('disconnect', () => void stop().finally(() => process.exit(0)))
  process.send?.({})
}
