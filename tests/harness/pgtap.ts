import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type pg from 'pg'

const block = 512

/** The text of the first file in a tar archive whose name matches. */
const fileInTar = (tar: Buffer, name: RegExp): string => {
  const text = (start: number, length: number) =>
    tar.toString('utf8', start, start + length).replace(/\0.*$/s, '')
  for (let at = 0; at < tar.length; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0
    if (name.test(text(at, 100))) return tar.toString('utf8', at + block, at + block + size)
    at += block + Math.ceil(size / block) * block
  }
  throw new Error(`no file ${name} in the archive`)
}

const packagedSql = async () => {
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite-pgtap')
  return fileInTar(
    gunzipSync(await readFile(join(dirname(main), 'pgtap.tar.gz'))),
    /\/pgtap--\d+\.\d+\.\d+\.sql$/,
  )
}

/** Installs pgTAP into the schema `extensions`: the server's own if it has one, else the SQL from the package. */
export const installPgtap = async (client: pg.Client): Promise<void> => {
  const available = await client.query(`select from pg_available_extensions where name = 'pgtap'`)
  if (available.rowCount) {
    await client.query('create extension if not exists pgtap with schema extensions')
    // Made by the owner of the migrations, as on Debian, its functions are closed like all of theirs.
    await client.query('grant execute on all functions in schema extensions to public')
    return
  }
  const installed = await client.query(`select from pg_proc where proname = 'pgtap_version'`)
  if (installed.rowCount) return
  await client.query('set search_path = extensions')
  await client.query(await packagedSql())
  await client.query('reset search_path')
}
