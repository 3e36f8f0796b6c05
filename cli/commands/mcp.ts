import { Console } from 'node:console'
import { once } from 'node:events'
import { Command } from 'commander'
import { findProject } from '../project.ts'
import { t } from '../words/words.ts'

/** `gazelle mcp`: the assistant's door for a program on this machine, which starts it and speaks with it over its pipes. */
export const mcp = () =>
  new Command('mcp').action(async () => {
    // Standard output is the protocol's alone.
    globalThis.console = new Console(process.stderr, process.stderr)
    const { databaseOf } = await import('../mcp-reader.ts')
    const connect = await databaseOf(process.env, findProject)
    const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js')
    const { createServer } = await import('../../shared/mcp/server.ts')
    const { server, finished } = createServer(connect)
    const ended = once(process.stdin, 'end')
    await server.connect(new StdioServerTransport())
    if (process.stdin.isTTY)
      process.stderr.write(`${t('An assistant starts this and speaks with it; end it with Ctrl-C.')}\n`)
    await ended
    // What was asked before is answered.
    await finished()
  })
