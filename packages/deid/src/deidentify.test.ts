import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Phi } from './boundary.ts'
import { detector, job, newBook, newDeidentifier } from './deidentify.fixture.ts'
import { restoreText } from './reidentify.ts'
import type { Treat } from './walk.ts'

const ADA = { kind: 'NAME', value: 'Ada Bell' } as const

function clean(text: string, book = newBook()): string {
  return newDeidentifier().deidentify(new Phi(text), job(book)).clean.value
}

describe('deidentify', () => {
  it('replaces what the detector finds by codes, and tells what and where', () => {
    const book = newBook()
    const text = 'Dr. Carol Stone saw Ada Bell, 92 yo, on 3/4/2024, zip 60612, mrn 8817345.'
    const { clean: out, counts, leaves } = newDeidentifier().deidentify(new Phi(text), job(book, { known: [ADA] }))
    expect(out.value).toMatch(
      /^Dr\. \[NAME-.{6}\] saw \[NAME-.{6}\], \[AGE90-90plus-.{6}\] yo, on \[DATE-.{6}\], zip \[ZIP-606-.{6}\], mrn \[MRN-.{6}\]\.$/,
    )
    expect(out.policy).toBe('safe-harbor/1')
    expect(counts).toEqual({ NAME: 2, AGE90: 1, DATE: 1, ZIP: 1, MRN: 1 })
    expect(leaves[0]?.spans.map(({ start, end }) => text.slice(start, end))).toContain('Ada Bell')
    expect(restoreText(out.value, book).text).toBe(text)
  })
  it('works', () => {
    expect(clean('seen 3/4/2024')).toMatch(/^seen \[DATE-2024-.{6}\]$/)
  })
})
