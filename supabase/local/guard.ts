// Ends the stack's children when the stack itself died without ending them (kill -9, a crash): its stdin then closes.
import { createInterface } from 'node:readline'

const graceMs = 5000
const signals = new Map<number, NodeJS.Signals>()

const signal = (pid: number, name: NodeJS.Signals) => {
  try {
    process.kill(pid, name)
  } catch {
    signals.delete(pid)
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [sign, pid, name] = line.split(' ')
  if (sign === '+') signals.set(Number(pid), name === 'SIGINT' ? 'SIGINT' : 'SIGTERM')
  else signals.delete(Number(pid))
}

for (const [pid, name] of signals) signal(pid, name)
const deadline = Date.now() + graceMs
while (signals.size > 0 && Date.now() < deadline) {
  await new Promise((resolve) => setTimeout(resolve, 50))
  for (const pid of signals.keys()) {
    try {
      process.kill(pid, 0)
    } catch {
      signals.delete(pid)
    }
  }
}
for (const pid of signals.keys()) signal(pid, 'SIGKILL')
