/** The answer to any method but the one that a function takes. */
export const refuseMethod = (method: 'GET' | 'POST'): Response =>
  Response.json(
    { error: { code: 'bad_method', message: `use ${method}`, hint: '' } },
    { status: 405, headers: { allow: method } },
  )
