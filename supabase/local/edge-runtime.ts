// The process that runs the functions: `/<name>/…` goes to the default export of functions/<name>/index.ts, as on
// Supabase, except that all functions share one process here. Run by Deno, with the repository's folder
// and the life of a worker (milliseconds) as arguments.
declare const Deno: {
  args: string[]
  exit(code: number): never
  serve(
    options: { port: number; hostname: string; onListen: (address: { port: number }) => void },
    fetch: (request: Request) => Promise<Response>,
  ): unknown
}

type EdgeFunction = { fetch(request: Request): Response | Promise<Response> }

const root = Deno.args[0] ?? ''
const loaded = new Map<string, Promise<EdgeFunction>>()

/** How long a worker lives. */
const wallMs = Number(Deno.args[1])

/**
 * What Supabase's runtime has beside Deno: a worker lives on until the work is over, and is killed at its wall limit. Here all functions
 * share one process, which then ends and is started again: what they were doing is carried on when the leases have run out.
 */
const waitUntil = (work: Promise<unknown>): void => {
  const limit = setTimeout(() => {
    console.error(
      `a function went on for ${wallMs} ms after its answer, longer than a worker lives: it is killed`,
    )
    Deno.exit(1)
  }, wallMs)
  work.catch(console.error).finally(() => clearTimeout(limit))
}
Object.assign(globalThis, { EdgeRuntime: { waitUntil } })

const load = (name: string): Promise<EdgeFunction> => {
  const known = loaded.get(name)
  if (known) return known
  const loading = import(new URL(`functions/${name}/index.ts`, `file://${root}/`).href).then(
    (module: { default: EdgeFunction }) => module.default,
  )
  loaded.set(name, loading)
  loading.catch(() => loaded.delete(name))
  return loading
}

const failure = (status: number, code: string, message: string) =>
  Response.json({ code, message }, { status })

const route = async (request: Request): Promise<Response> => {
  const name = new URL(request.url).pathname.split('/')[1] ?? ''
  if (!/^[A-Za-z0-9_-]+$/.test(name)) return failure(404, 'NOT_FOUND', 'Requested function was not found')
  let edgeFunction: EdgeFunction
  try {
    edgeFunction = await load(name)
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    if (missing && String(error).includes(`functions/${name}/index.ts`)) {
      return failure(404, 'NOT_FOUND', 'Requested function was not found')
    }
    console.error(`${name} does not load:`, error)
    return failure(503, 'BOOT_ERROR', 'Function failed to start (please check logs)')
  }
  try {
    return await edgeFunction.fetch(request)
  } catch (error) {
    console.error(`${name} failed:`, error)
    return failure(500, 'WORKER_ERROR', 'Function exited due to an error (please check logs)')
  }
}

// The rejection of a promise without a handler must not end the process of all functions.
globalThis.addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  console.error('unhandled rejection:', event.reason)
})

Deno.serve(
  { port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log(`functions listen on ${port}`) },
  route,
)
