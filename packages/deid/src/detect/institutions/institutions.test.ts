import { describe, expect, it } from 'vitest'
import { createDetector } from '../create-detector.ts'
import { INSTITUTION_CASES, NO_INSTITUTIONS } from './institutions.fixture.ts'

const detector = createDetector()
const spansOf = (text: string) => detector.find([text], { known: [] })[0] ?? []

describe('institutions', () => {
  it.each(INSTITUTION_CASES)('%s in %s', (_, marked) => {
    const at = marked.indexOf('⟦')
    const value = marked.slice(at + 1, marked.indexOf('⟧'))
    const left = uncovered(marked.replace(/[⟦⟧]/g, ''), at, at + value.length)
    expect(left).toBe('')
  })

  it.each(NO_INSTITUTIONS)('nothing in %s', (text) => {
    expect(spansOf(text).map((span) => `${span.rule} ${text.slice(span.start, span.end)}`)).toEqual([])
  })
})

/** The letters and digits of a range that no span covers. */
function uncovered(text: string, start: number, end: number): string {
  const spans = spansOf(text)
  return Array.from({ length: end - start }, (_, i) => start + i)
    .filter((at) => /[\p{L}\p{N}]/u.test(text.charAt(at)) && !spans.some((span) => span.start <= at && at < span.end))
    .map((at) => text.charAt(at))
    .join('')
}
