// npm run test:properties: the properties with all their cases, after any filters of npm test.
process.env.PROPERTY_CASES ??= '100000'
if (!process.argv.slice(2).some((argument) => argument.startsWith('tests/')))
  process.argv.push('tests/properties')
await import('../run.ts')
