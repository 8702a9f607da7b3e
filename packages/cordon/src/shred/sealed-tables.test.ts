import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SEALED_TABLES as SAMPLED } from '../backup/snapshot/sealed-columns.ts'
import { nameOfColumn, SEALED_COLUMNS, SEALED_TABLES as SHREDDED } from './shred.queries.ts'

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

/** Bytes that are no seal: hashes, keyed or not, and what everybody may know. */
const UNSEALED = /^(hmac|digest|enrolment|public_key)$/

/** Every column of bytes, as the migrations make them. */
const bytes = readdirSync(migrations).flatMap((file) => {
  const text = readFileSync(new URL(file, migrations), 'utf8').replaceAll(/--.*$/gm, '')
  const made = [...text.matchAll(/^create table (\w+) \(([^;]*)/gm)]
  const added = [...text.matchAll(/^alter table (\w+) add column ([^;]*)/gm)]
  return [...made, ...added].flatMap(([, table = '', columns = '']) =>
    [...columns.matchAll(/(\w+) bytea/g)].map(([, column = '']) => ({ table, column })),
  )
})

describe('a column of bytes', () => {
  it('is one that nothing has to open, or is counted and emptied when keys are destroyed', () => {
    expect(bytes.length).toBeGreaterThan(20)
    const sealedOnes = bytes.filter(({ column }) => !UNSEALED.test(column)).map(nameOfColumn)
    expect(SEALED_COLUMNS.map(nameOfColumn).sort()).toEqual(sealedOnes.sort())
  })
})

describe('a table whose rows are sealed', () => {
  it('is looked through when keys are destroyed, and opened when a backup is tried', () => {
    expect(sealed.length).toBeGreaterThan(8)
    expect(Object.keys(SHREDDED).sort()).toEqual(sealed)
    expect(Object.keys(SAMPLED).sort()).toEqual(sealed)
  })
})
