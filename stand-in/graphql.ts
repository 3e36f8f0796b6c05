// One build of graphql for all: Vitest would load the package's other one, and yoga refuses a schema made by that.
export * from 'graphql/index.js'
