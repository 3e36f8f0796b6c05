// A worker of the fault scenarios: one system, one scenario after the other, as its parent asks.
import { play } from './scenario.ts'
import { startSystem } from './system.ts'

const send = (message: object) => process.send?.(message)
const system = await startSystem()
let ending = false
const end = async () => {
  if (ending) return
  ending = true
  await system.stop()
  process.exit(0)
}
process.on('disconnect', end)
process.on('SIGTERM', end)
process.on('SIGINT', end)
process.on('message', async (message: { seed: number | null; isTold: boolean }) => {
  if (message.seed === null) return end()
  const tell = message.isTold ? (line: string) => console.log(line) : () => {}
  send({ outcome: await play(system, message.seed, tell) })
})
send({ isReady: true })
