// What a person at a terminal, or another process, can do to the stand-in while it runs.
import type { CallLog } from './calls.ts'
import { type Changes, makeChange } from './changes.ts'
import { isFault } from './faults/kinds.ts'
import { isRecord } from './http.ts'
import type { Rules } from './rules.ts'

interface Controlled {
  status: number
  value: unknown
}

const refused = (error: unknown): Controlled => ({
  status: 400,
  value: { error: error instanceof Error ? error.message : String(error) },
})

/**
 * `POST /_control` takes `{"rule": {...}}`, a fault or settings such as `latencyMs`; `{"remove": "totalCount-1"}`, a
 * fault by its name; `{"clear": true}`; and `{"change": "editClient", "args": [...]}`.
 * `GET /_control/faults` lists the faults that stand, `GET /_control/calls` the calls.
 */
export const controlFor = (rules: Rules, change: Changes, calls: CallLog) => ({
  faults: (): Controlled => ({ status: 200, value: rules.list() }),
  calls: (): Controlled => ({ status: 200, value: calls.all }),
  tell: (body: Record<string, unknown> | undefined): Controlled => {
    if (!body) return refused('the body must be a JSON object')
    try {
      if (body.clear === true) rules.clear()
      if (body.remove !== undefined && !rules.remove(String(body.remove)))
        return refused(`no such fault: ${body.remove}`)
      if (isRecord(body.rule)) {
        if (isFault(body.rule)) rules.add(body.rule)
        else if ('kind' in body.rule) return refused(`no such kind of fault: ${body.rule.kind}`)
        else Object.assign(rules, body.rule)
      }
      const args: unknown[] = Array.isArray(body.args) ? body.args : []
      const result = body.change === undefined ? null : makeChange(change, String(body.change), args)
      return { status: 200, value: { ok: true, result: result ?? null } }
    } catch (error) {
      return refused(error)
    }
  },
})
