import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeDisk } from '../node-disk.ts'
import { keepWitnessed, readWitnessed } from './kept.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-witnessed-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the newest witnessed checkpoint', () => {
  it('is absent until a witness has cosigned one, then the one kept last', async () => {
    expect(await readWitnessed(nodeDisk, folder)).toBeUndefined()
    for (const checkpoint of ['cordon/a\n1\n', 'cordon/a\n2\n']) await keepWitnessed(nodeDisk, folder, { checkpoint })
    expect(await readWitnessed(nodeDisk, folder)).toEqual({ checkpoint: 'cordon/a\n2\n' })
  })

  it('is refused when it is longer than any checkpoint', async () => {
    await writeFile(join(folder, 'witnessed'), 'x'.repeat(65_537))
    await expect(readWitnessed(nodeDisk, folder)).rejects.toMatchObject({ code: 'journal_damaged' })
  })
})
