// Unpacks the browser of @sparticuz/chromium below TMPDIR, where the package puts it: node tests/browser/unpack-chromium.ts
import { createRequire } from 'node:module'
import { join } from 'node:path'
import chromium, { inflate } from '@sparticuz/chromium'

await chromium.executablePath()
// The libraries that a machine without a desktop lacks; the package itself unpacks them only on its own platform.
const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
await inflate(join(entry, '../../bin/al2023.tar.br'))
