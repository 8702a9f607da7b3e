import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SEALED_TABLES as SAMPLED } from '../backup/snapshot/sealed-columns.ts'
import { SEALED_TABLES as SHREDDED } from './shred.queries.ts'

const migrations = new URL('../store/migrations/', import.meta.url)

/** Tables with a column `sealed`, as the migrations make them. */
const sealed = readdirSync(migrations)
  .flatMap((file) =>
    readFileSync(new URL(file, migrations), 'utf8')
      .split(/^create table /m)
      .slice(1),
  )
  .filter((table) => /\bsealed bytea\b/.test(table.slice(0, table.indexOf(';'))))
  .map((table) => /^\w+/.exec(table)?.[0] ?? '')
  .sort()

describe('a table whose rows are sealed', () => {
  it('is looked through when keys are destroyed, and opened when a backup is tried', () => {
    expect(sealed.length).toBeGreaterThan(8)
    expect(Object.keys(SHREDDED).sort()).toEqual(sealed)
    expect(Object.keys(SAMPLED).sort()).toEqual(sealed)
  })
})
