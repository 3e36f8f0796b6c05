/** A limit or a price of hosted Supabase, and the page of its documentation that says so. */
export interface Fact {
  what: string
  free: string
  pro: string
  page: string
}

/** In bytes, a month, or US dollars. */
export const plans = {
  databaseBytes: { free: 500e6, pro: 8e9 },
  invocations: { free: 500_000, pro: 2_000_000 },
  dollarsAMillionInvocations: 2,
  dollarsAGigabyte: 0.125,
  /** Requests that pg_net sends at once. */
  requestsAtOnce: 200,
  /** Connections of the smallest database. */
  connections: 60,
  /** Memory of the smallest database that is paid for. */
  memoryBytes: 1e9,
  /** Jobs of pg_cron at the same time, as Supabase recommends. */
  jobsAtOnce: 8,
}

const count = (value: number) => value.toLocaleString('en')

/** As Supabase's documentation had it in November 2026. */
export const facts: Fact[] = [
  {
    what: 'database',
    free: `${plans.databaseBytes.free / 1e6} MB, then it can only be read`,
    pro: `${plans.databaseBytes.pro / 1e9} GB of disk, then $${plans.dollarsAGigabyte} a GB and month`,
    page: 'About billing on Supabase',
  },
  {
    what: 'calls of Edge Functions a month',
    free: count(plans.invocations.free),
    pro: `${count(plans.invocations.pro)}, then $${plans.dollarsAMillionInvocations} for each million begun`,
    page: 'About billing on Supabase, and Manage Edge Function Invocations usage',
  },
  {
    what: 'a worker: time, CPU, memory',
    free: '150 s, 2 s, 256 MB',
    pro: '400 s, 2 s, 256 MB',
    page: 'Edge Functions, Limits',
  },
  {
    what: 'calls from one function to another',
    free: '5,000 a minute and chain',
    pro: 'the same',
    page: 'Recursive / Nested Function Calls; calls by pg_net and to Gazelle do not count',
  },
  {
    what: 'requests that pg_net sends a second',
    free: count(plans.requestsAtOnce),
    pro: 'the same; the support can change it',
    page: 'pg_net: Async Networking',
  },
  {
    what: 'jobs of pg_cron at the same time',
    free: `${plans.jobsAtOnce}, recommended`,
    pro: 'the same',
    page: 'Cron',
  },
  {
    what: 'compute in the plan',
    free: 'Nano: shared CPU, 0.5 GB',
    pro: 'Micro: 2 shared cores, 1 GB ($10 a month, paid by the credit of the plan)',
    page: 'Compute and Disk',
  },
  {
    what: 'connections to the database, and to its pooler',
    free: `${plans.connections} and 200`,
    pro: `${plans.connections} and 200 (Micro)`,
    page: 'Compute and Disk',
  },
  {
    what: 'CPU of the database from which more is needed',
    free: '70 %, sustained',
    pro: 'the same',
    page: 'Read Replicas',
  },
  {
    what: 'a read replica',
    free: 'none',
    pro: 'the same compute once more, and a disk of 1.25 times the size, paid from its first GB',
    page: 'Manage Read Replica usage',
  },
  {
    what: 'one more project',
    free: 'two in all',
    pro: '$10 a month for Micro; 8 GB of disk of its own; the calls are those of the organization, together',
    page: 'About billing on Supabase',
  },
  {
    what: 'more compute',
    free: 'none',
    pro: 'Small $15 (2 GB), Medium $60 (4 GB), Large $110 (8 GB, 2 cores of its own), XL $210 (16 GB, 4 cores), 2XL $410 (32 GB, 8 cores)',
    page: 'Compute and Disk',
  },
]
