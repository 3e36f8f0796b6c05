/** Gazelle's schema, as stand-in and tests use it. */
export const sdlFile = 'shared/gazelle/schema.graphql'
