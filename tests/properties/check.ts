// How the properties are run. Each takes a number of cases (records, notes, changes):
//
//   npm test                     a few thousand
//   npm run test:properties      100,000 of each; PROPERTY_CASES=500000 for more
//
// What fails prints its seed and path, and is run again alone and at once by
//
//   PROPERTY_SEED=-1234 PROPERTY_PATH=17:2:0 npm run test:properties -- tests/properties/records -t 'clients'
import fc from 'fast-check'

const setting = (name: string): number | undefined => {
  const text = process.env[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isInteger(value)) throw new Error(`${name} is ${text}, not a whole number`)
  return value
}

/** How many cases a property is tried with. */
export const cases = (few: number): number => setting('PROPERTY_CASES') ?? few

const seed = setting('PROPERTY_SEED')
const path = process.env.PROPERTY_PATH

/** At most so long is a failure made smaller, so that it is told within the test's time. */
const shrinksForMs = 10_000

/**
 * Tries a property with values drawn by chance, and makes one that fails smaller.
 * @param runs how many values; none more than 1 where a path is replayed
 * @param holds throws where the property does not hold
 */
export const holdsForAll = async <Value>(
  arbitrary: fc.Arbitrary<Value>,
  runs: number,
  holds: (value: Value) => Promise<void>,
): Promise<void> => {
  let failedAt: number | undefined
  const details = await fc.check(
    fc.asyncProperty(arbitrary, async (value) => {
      if (failedAt !== undefined && Date.now() - failedAt > shrinksForMs) return
      try {
        await holds(value)
      } catch (error) {
        failedAt ??= Date.now()
        throw error
      }
    }),
    { numRuns: runs, ...(seed !== undefined && { seed }), ...(path !== undefined && { path }) },
  )
  if (!details.failed) return
  const replay = `PROPERTY_SEED=${details.seed} PROPERTY_PATH=${details.counterexamplePath}`
  const cause = details.errorInstance
  throw new Error(
    `run ${details.numRuns} of ${runs}, made smaller ${details.numShrinks} times\nAgain: ${replay}\n` +
      `${cause instanceof Error ? cause.message : String(cause)}\n${fc.stringify(details.counterexample).slice(0, 4000)}`,
    { cause },
  )
}
