import { describe, expect, it } from 'vitest'
import { NOW, seededRandom, sha256 } from '../deidentify.fixture.ts'
import { createDeidentifier } from '../deidentify.ts'
import { createDetector } from '../detect/create-detector.ts'
import type { FormatName } from '../formats/formats.ts'
import { IDENTIFIER_KINDS } from '../span.ts'
import { explainDocument } from './explain-document.ts'
import { createExplainer } from './explainer.ts'
import { explainHtml } from './html.ts'
import { KIND_GROUPS } from './kind-groups.ts'
import { visible } from './visible.ts'

const detector = createDetector()
const explainer = createExplainer()
const deidentifier = createDeidentifier({ detector, sha256, now: () => NOW })
const explained = (document: string, format: FormatName = 'text') =>
  explainDocument(document, { format, deidentifier, explainer, random: seededRandom() })

const TEXTS = [
  'Seen by Dr. Bell on 3/4/2024; Bell agrees. spoke w/ maria re labs. Drove up from Pellam Forks this morning.',
  'Transferred from Willow Creek to St. Anne. Badge K-2231, café &amp; “Zoë Ngụy”, call 555\u200b-0142.',
  'Hodgkin lymphoma, stage II. Parkinson disease. No identifiers here.',
  '',
]

describe('an explanation', () => {
  it('is of the very spans that the detector finds', () => {
    const known = [{ kind: 'NAME', value: 'Maria Okoro' }] as const
    const bare = explainer.explain(TEXTS, { known }).map((spans) => spans.map(({ because: _, ...span }) => span))
    expect(bare).toEqual(detector.find(TEXTS, { known }))
    expect(bare.flat().length).toBeGreaterThan(6)
  })

  it('names every rule that had a part in a span, the one that decided among them', () => {
    for (const span of explainer.explain(TEXTS, { known: [] }).flat()) {
      expect(span.because.map(({ rule }) => rule)).toContain(span.rule)
      expect(span.because.map(({ score }) => score)).toEqual(
        span.because.map(({ score }) => score).sort((a, b) => b - a),
      )
    }
  })

  it('shows of the tagger what weighed most, in words of the text', () => {
    const [text = ''] = TEXTS
    const evidence = explainer
      .explain([text], { known: [] })
      .flat()
      .flatMap(({ because }) => because)
    const byTagger = evidence.filter(({ rule }) => rule.startsWith('tagger/'))
    expect(byTagger.length).toBeGreaterThan(0)
    for (const { features } of byTagger) {
      expect(features).toHaveLength(5)
      expect(features.some(({ weight }) => weight > 0)).toBe(true)
      for (const word of features.flatMap(({ words }) => words)) expect(text).toContain(word)
    }
    expect(
      evidence.filter(({ rule }) => !rule.startsWith('tagger/')).every(({ features }) => features.length === 0),
    ).toBe(true)
  })

  it('is of what the engine replaces, in every part of a document', async () => {
    const table = 'name,note\nOkoro,seen by Dr. Bell\nBell,"well, thank you"\n'
    const parts = await explained(table, 'csv')
    expect(
      parts.map(({ title, text, places }) => [title, ...places.map((at) => [text.slice(at.start, at.end), at.rule])]),
    ).toEqual([
      ['row 2 column 1', ['Okoro', 'format/column']],
      ['row 2 column 2', ['Bell', expect.any(String)]],
      ['row 3 column 1', ['Bell', 'format/column']],
    ])
    expect(parts[1]?.places[0]?.because.length).toBeGreaterThan(0)
  })
})

describe('the page', () => {
  it('shows each identifier with its type, rule and confidence, and needs nothing from anywhere', async () => {
    const page = explainHtml(await explained(TEXTS[0] ?? ''), 'note.txt')
    expect(page).toMatch(/>Bell<b>NAME<\/b><span class="why" role="tooltip" id="w0-0">.*?name\/title.*?95 % sure/)
    expect(page).toContain('prefers-color-scheme:dark')
    expect(page).toMatch(/\+\d\.\d\d [a-z ,]+: “/)
    expect(page).not.toMatch(/<script|<link|<img|https?:|url\(|@import/i)
    for (const group of KIND_GROUPS) expect(page).toContain(`.${group}{background`)
    const ids = [...page.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect([...page.matchAll(/aria-describedby="([^"]+)"/g)].map(([, id]) => id)).toEqual(ids)
  })

  it('lets no text of a document become markup, nor steer', async () => {
    const hostile = `<script>alert("Dr. Bell & son")</script> Dr. O'Brien\u202e<img src=x onerror='y'> \u001b[2J Dr. "Okoro"`
    const page = explainHtml(await explained(hostile), '</title><script>')
    const body = page.slice(page.indexOf('<body>'))
    expect(page).not.toMatch(/<script|<img/i)
    expect(page).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
    expect(body.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/)
    expect(page).toContain('⟨U+202E⟩')
  })

  it('has a colour for every kind, with enough contrast to read', () => {
    const page = explainHtml(
      [
        {
          title: '',
          text: '',
          places: IDENTIFIER_KINDS.map((kind) => ({ start: 0, end: 0, kind, rule: 'x', because: [] })),
        },
      ],
      '',
    )
    const [light = '', dark = ''] = [...page.matchAll(/:root\{([^}]*)\}/g)].map(([, rules = '']) => rules)
    for (const rules of [light, dark]) {
      const colours = Object.fromEntries([...rules.matchAll(/--(\w+):(#\w+)/g)].map(([, name, value]) => [name, value]))
      for (const group of [...KIND_GROUPS, 'panel', 'ground'])
        expect(contrast(String(colours.ink), String(colours[group]))).toBeGreaterThan(7)
    }
  })

  it('shows controls, and leaves tabs and line ends', () => {
    expect(visible('a\tb\r\nc\u0007\rd\u009b\u200b')).toBe('a\tb\r\nc␇␍d⟨U+009B⟩⟨U+200B⟩')
  })
})

/** WCAG 2.2: relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.slice(1).replace(/./g, '$&$&') : colour.slice(1)
  const [r = 0, g = 0, b = 0] = [0, 2, 4].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
