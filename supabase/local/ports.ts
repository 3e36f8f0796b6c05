import { createServer } from 'node:net'

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
 */
export const freePort = async (preferred?: number): Promise<number> => {
  const port = (preferred ? await tryPort(preferred) : undefined) ?? (await tryPort(0))
  if (port === undefined) throw new Error('no free loopback port')
  return port
}
