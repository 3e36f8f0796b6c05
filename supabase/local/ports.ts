import { createServer } from 'node:net'
import { stackError } from './errors.ts'

const tryPort = (port: number) =>
  new Promise<number | undefined>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined))
    })
  })

/**
 * A free loopback port.
 * @param preferred taken if it is free; otherwise, or when absent, the system chooses
 * @throws AppError `port_taken`
 */
export const freePort = async (preferred?: number): Promise<number> => {
  const port = (preferred ? await tryPort(preferred) : undefined) ?? (await tryPort(0))
  if (port === undefined)
    throw stackError('port_taken', '127.0.0.1', 'no port is free', 'end programs that are no longer needed')
  return port
}
