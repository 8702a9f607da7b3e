import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLAIMS_MAX, contradictions, type PatientLink, samePatient } from './same-patient.ts'

const link = (text: string): PatientLink => {
  const [name = '', of = ''] = text.split(/[>=]/)
  return { kind: text.includes('=') ? 'identifier' : 'merge', name, of }
}

describe('samePatient', () => {
  it.each([
    ['nothing said', 'a', '', 'a', 'a'],
    ['replaced', 'a', 'a>b', 'b', 'a b'],
    ['its survivor', 'b', 'a>b', 'b', 'a b'],
    ['replaced twice over', 'a', 'a>b b>c', 'c', 'a b c'],
    ['an identifier of a replaced record', 'n', 'n=a a>b m=b', 'b', 'a b m n'],
    ['an identifier of two who are one', 'n', 'n=a n=b a>b', 'b', 'a b n'],
    ['two survivors', 'a', 'a>b a>c', 'a', 'a'],
    ['one of two survivors', 'b', 'a>b a>c', 'b', 'b'],
    ['two survivors who are one', 'a', 'a>b a>c b>c', 'c', 'a b c'],
    ['a circle', 'a', 'a>b b>a', 'a', 'a'],
    ['what leads into a circle', 'n', 'n=a a>b b>a', 'n', 'n'],
    ['itself', 'a', 'a>a', 'a', 'a'],
    ['merged by their identifiers', 'a', 'n=a m=b n>m', 'b', 'a b m n'],
    ['merged by identifiers that the survivor has both', 'a', 'n=a n=b m=b n>m', 'b', 'a b m n'],
    ['merged by an identifier of two people', 'a', 'n=a n=c m=b n>m', 'a', 'a'],
    ['merged into an identifier of two people', 'a', 'n=a m=b m=c n>m', 'a', 'a n'],
    ['merged by identifiers of which nobody knows one', 'a', 'n=a n>m', 'm', 'a m n'],
    ['merged both ways by identifiers', 'a', 'n=a m=b n>m m>n', 'a', 'a'],
    ['an identifier that two people claim', 'a', 'n=a n=b', 'a', 'a'],
  ])('%s', (_case, start, links, survivor, names) => {
    const found = samePatient(start, links === '' ? [] : links.split(' ').map(link))
    expect(found).toEqual({ survivor, names: names.split(' ') })
  })

  it('a name that more people claim than anybody looks at is nobody’s', () => {
    const claims = Array.from({ length: CLAIMS_MAX + 1 }, (_, n) => link(`n=p${n}`))
    expect(samePatient('p0', claims)).toEqual({ survivor: 'p0', names: ['p0'] })
    expect(contradictions(claims)).toEqual(['n'])
  })

  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  // Records are merged, by themselves or by an identifier; an identifier is a record's.
  const merge = fc.record({ kind: fc.constant('merge' as const), name, of: name })
  const identifier = fc.record({
    kind: fc.constant('identifier' as const),
    name: fc.constantFrom('a', 'b'),
    of: fc.constantFrom('c', 'd', 'e'),
  })
  const links = fc.array(fc.oneof(merge, identifier), { maxLength: 8 })

  it('is the same in whatever order and however often it was stated, and for each of its names', () => {
    fc.assert(
      fc.property(links, name, fc.nat(), (stated, start, turn) => {
        const found = samePatient(start, stated)
        const turned = [...stated.slice(turn % (stated.length + 1)), ...stated].reverse()
        expect(samePatient(start, turned)).toEqual(found)
        expect(found.names).toContain(start)
        for (const other of found.names) expect(samePatient(other, stated)).toEqual(found)
      }),
      { seed: 5, numRuns: 1_000 },
    )
  })

  it('a name is of one patient at most, and a contradiction brings nobody together', () => {
    fc.assert(
      fc.property(links, (stated) => {
        const contradictory = contradictions(stated)
        const alone = 'abcde'.split('').filter((one) => samePatient(one, stated).names.length === 1)
        // One whose merge was refused may still be one of several for another reason; one that ends nowhere is alone.
        for (const one of alone)
          for (const other of 'abcde') if (other !== one) expect(samePatient(other, stated).names).not.toContain(one)
        if (stated.length > 0 && contradictory.length === 0)
          expect(samePatient(stated[0]?.name ?? '', stated).names).toContain(stated[0]?.of)
      }),
      { seed: 5, numRuns: 1_000 },
    )
  })
})
