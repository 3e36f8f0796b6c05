// The package's names of files lead Deno to no types.
// @ts-types="@modelcontextprotocol/sdk/server/webStandardStreamableHttp"
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { withSupabase } from '@supabase/server'
import { connect } from '../database/client.ts'
import { errorBody } from '../error-body.ts'
import { logUnexpected } from '../log.ts'
import { createServer } from '../mcp/server.ts'
import { refuseMethod } from './method.ts'
import { type EdgeFunction, environment } from './serve.ts'

/** More than any question needs. */
const longestBody = 64 * 1024

/**
 * The assistant's door over HTTP: one request, one answer, no session. A secret key reads every account; a member sends the
 * publishable key with their token, and reads the own ones: row-level security decides.
 */
export const serveMcp = (): EdgeFunction => ({
  fetch: withSupabase({ auth: ['publishable:*', 'secret:*'], cors: false }, async (request) => {
    try {
      const url = environment().SUPABASE_URL ?? ''
      // A page that has rebound its name to this machine sends its own; programs send none.
      const origin = request.headers.get('origin')
      if (origin !== null && origin !== new URL(url).origin)
        return Response.json(
          {
            error: { code: 'bad_origin', message: 'web pages are not answered', hint: 'Ask from a program.' },
          },
          { status: 403 },
        )
      if (request.method !== 'POST') return refuseMethod('POST')
      const key = request.headers.get('apikey') ?? ''
      const authorization = request.headers.get('authorization')
      if (authorization === null && !key.startsWith('sb_secret_')) return unknownCaller()
      let isRefused = false
      const { server } = createServer(
        async () => connect(url, key, { forMs: 2000 }, authorization),
        (code) => {
          isRefused ||= code === 'PGRST301' || code === 'PGRST303'
        },
      )
      const transport = new WebStandardStreamableHTTPServerTransport({
        enableJsonResponse: true,
        maxRequestBodySize: longestBody,
      })
      await server.connect(transport)
      try {
        const answer = await transport.handleRequest(request)
        return isRefused ? unknownCaller() : answer
      } finally {
        await server.close()
      }
    } catch (error) {
      logUnexpected(error, { function: 'mcp' })
      return Response.json({ error: errorBody(error) }, { status: 500 })
    }
  }),
})

/** So that a client asks its person to sign in again. */
const unknownCaller = () =>
  Response.json(
    {
      error: {
        code: 'PGRST301',
        message: 'who is asking is not known',
        hint: 'Send a member’s token as Authorization: Bearer …, or a secret key as apikey.',
      },
    },
    { status: 401, headers: { 'www-authenticate': 'Bearer' } },
  )
