import type { ServerResponse } from 'node:http'
import type { Answer, Asked, Hooks, Sending } from './faults/fault.ts'
import type { Playing } from './rules.ts'

/** What the first of the faults does that answers in Gazelle's place or spoils the connection: one call, one of them. */
export const distortedBy = (
  faults: readonly Playing[],
  asked: Asked,
): Pick<Hooks, 'send'> & { answer?: Answer } => {
  for (const { hooks, hit } of faults) {
    const answer = hooks.answer?.(asked)
    if (answer && hit()) return { answer }
    if (hooks.send && hit()) return { send: hooks.send }
  }
  return {}
}

const sendWhole = async ({ response, bytes, status, head }: Sending) => {
  head()
  response.end(bytes)
  return status
}

/** Sends an answer, whole or as a fault does; gives the status that was sent. */
export const send = async (
  response: ServerResponse,
  { status, headers, body }: Answer,
  sleep: Sending['sleep'],
  distorted: Hooks['send'] = sendWhole,
): Promise<number> => {
  if (response.destroyed) return 0
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const head = () => {
    response.writeHead(status, { ...headers, 'content-length': String(bytes.length) })
  }
  return distorted({ status, headers, body, response, bytes, head, sleep })
}
