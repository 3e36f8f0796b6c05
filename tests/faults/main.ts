// npm run test:faults: the whole system in a thousand scenarios of faults, each from its seed.
//   --count 100        so many scenarios, from --from on (1)
//   --seed 17          one scenario, told step by step; several as --seed 17,18
//   --workers 2        systems side by side
//   --out FILE         what failed, as JSON lines
import { fork } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Outcome } from './scenario.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    workers: { type: 'string', default: '2' },
    out: { type: 'string' },
  },
})
const isTold = values.seed !== undefined
const from = Number(values.from)
const seeds =
  values.seed?.split(',').map(Number) ?? Array.from({ length: Number(values.count) }, (_, at) => from + at)
const total = seeds.length
const begun = performance.now()
const failed: Outcome[] = []
let passed = 0

const isOutcome = (message: unknown): message is { outcome: Outcome } =>
  typeof message === 'object' && message !== null && 'outcome' in message

const judge = (outcome: Outcome) => {
  if (outcome.findings.length === 0) passed++
  else {
    failed.push(outcome)
    console.log(`seed ${outcome.seed} failed (${outcome.ms} ms):`)
    for (const { rule, detail } of outcome.findings) console.log(`  ${rule}: ${detail}`)
  }
  if (values.out) appendFileSync(values.out, `${JSON.stringify(outcome)}\n`)
  const done = passed + failed.length
  if (done % 50 === 0)
    console.log(
      `${done} of ${total}, ${failed.length} failed, ${Math.round((performance.now() - begun) / 1000)} s`,
    )
}

/** A process with a system of its own, until there are no seeds left. */
const work = () =>
  new Promise<void>((resolve) => {
    const worker = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), { stdio: 'inherit' })
    let current: number | null = null
    worker.on('message', (message) => {
      if (isOutcome(message)) judge(message.outcome)
      current = seeds.shift() ?? null
      worker.send({ seed: current, isTold })
    })
    worker.on('exit', (code) => {
      if (current !== null)
        judge({
          seed: current,
          ms: 0,
          story: [],
          struck: [],
          findings: [{ rule: 'the harness broke', detail: `its worker ended with ${code}` }],
        })
      resolve()
    })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => worker.kill(signal))
  })

await Promise.all(Array.from({ length: Math.min(Number(values.workers), total) }, work))

const rules = Map.groupBy(
  failed.flatMap(({ seed, findings }) => findings.slice(0, 1).map(({ rule }) => ({ seed, rule }))),
  ({ rule }) => rule,
)
for (const [rule, all] of rules) console.log(`${rule}: seeds ${all.map(({ seed }) => seed).join(', ')}`)
if (failed.length > 0) console.log('replay one with: npm run test:faults -- --seed N')
console.log(`${passed} passed, ${failed.length} failed`)
process.exit(failed.length > 0 ? 1 : 0)
