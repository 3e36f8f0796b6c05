import type { Database as Schemas } from './types.generated.ts'

/**
 * Production, for an application that reads it: `createClient<Database>(url, key, { db: { schema: 'gazelle' } })`. It has this
 * one schema, because without `public` among several supabase-js takes all of them for the client's, and then no table is in it.
 */
export type Database = Pick<Schemas, 'gazelle'>

/** Production as people look at it: `createClient<App>(url, key, { db: { schema: 'app' } })`. */
export type App = Pick<Schemas, 'app'>

/** What the monitoring views show: `createClient<Monitoring>(url, key, { db: { schema: 'monitoring' } })`. */
export type Monitoring = Pick<Schemas, 'monitoring'>
