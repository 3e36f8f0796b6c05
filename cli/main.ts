#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// A folder of ours: in that of all users, another one could put code under our names.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/gazelle'))
await import('./run.ts')
