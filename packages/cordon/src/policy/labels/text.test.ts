import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelsOfText } from './text.ts'

const of = (text: string) => [...labelsOfText(text)].sort().join(' ')

describe('the words of a note', () => {
  const notes = readFileSync(new URL('../../../../../bench/labels/notes.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; text: string; labels: string[] })

  it.each(notes.map(({ id, text, labels }) => [id, text, labels.join(' ')] as const))('%s', (_, text, labels) => {
    expect(of(text)).toBe(labels)
  })
})

describe('a mention', () => {
  it.each([
    ['No longer abuses alcohol: history of alcohol abuse', 'ETH SUD'],
    ['Denies chest pain but was beaten by her husband', 'SDV'],
    ['Not only depression but anxiety', 'PSY'],
    ['No alcohol abuse. Heroin use last week', 'ETH SUD'],
  ])('counts: %s', (text, labels) => {
    expect(of(text)).toBe(labels)
  })

  it('of a relative does not count under their heading, and does under the next', () => {
    const note = '# Family History\n- depression\n- alcoholism\n# Assessment\n'
    expect(of(`${note}Hypertension`)).toBe('')
    expect(of(`${note}Alcoholism, PTSD`)).toBe('ETH PSY SUD')
  })

  it('of a gene or of HIV counts whoever has it, and whatever the result', () => {
    expect(of('Family history: mother with Huntington disease')).toBe('GDIS')
    expect(of('HIV: negative')).toBe('HIV')
  })

  it('is never made less by what stands around it in other sentences', () => {
    const filler = fc.stringMatching(/^[a-z ]{0,40}$/)
    fc.assert(
      fc.property(filler, filler, (before, after) => {
        const found = labelsOfText(`${before}.\n\nOpioid use disorder.\n\n${after}`)
        expect(found.has('SUD')).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('is looked for in a megabyte, and what lies beyond is closed like a psychotherapy note', () => {
    expect(of('x '.repeat(500_001))).toBe('PSYTHPN R')
    expect(of(`${'x'.repeat(1_000_000)}\n# Psychotherapy note\n`)).toBe('PSYTHPN R')
    expect(of(`${'no no no '.repeat(20_000)}`)).toBe('')
  })

  it('is taken back five hundred times and no more', () => {
    expect(of('No alcohol abuse. '.repeat(500))).toBe('')
    expect(of('No alcohol abuse. '.repeat(501))).toBe('ETH SUD')
  })

  it.each([
    'family history\n',
    'no alcohol abuse, ',
    'victim of a ',
    'a',
    '- ',
    '-',
    '\n',
    'gene ',
    'carries a ',
    'mother ',
  ])('is looked for in linear time in a long run of %j', (run) => {
    const began = performance.now()
    labelsOfText(run.repeat(Math.ceil(400_000 / run.length)))
    // A tenth of that without anything else on the machine; quadratic work would be minutes.
    expect(performance.now() - began).toBeLessThan(8_000)
  })
})
