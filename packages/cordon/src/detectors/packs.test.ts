import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spanish } from '@cordon/deid/packs/es'
import { afterAll, describe, expect, it } from 'vitest'
import { createDetector } from './built-in.ts'
import { readPacks } from './packs.ts'
import { planOf } from './plan.ts'

const folder = mkdtempSync(join(tmpdir(), 'cordon-packs-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const TEXT = 'La paciente acude porque desde hace días no come. Vive con su cuñada Zulimar en casa.'

describe('language packs of a configuration', () => {
  it('come by name or from a file, and are the same', () => {
    const own = file('es.json', JSON.stringify(spanish))
    expect(readPacks(['es'])).toEqual(readPacks([own]))
  })

  it('are read by the detector of a thread, and are in its version', async () => {
    const detector = createDetector({ packs: ['es'] })
    const [spans = []] = await detector.find([TEXT], { known: [] })
    expect(spans.map(({ start, end }) => TEXT.slice(start, end))).toEqual(['Zulimar'])
    expect(detector.version).toContain('+es-1.')
    expect(createDetector().version).not.toContain('+es')
  })

  it('reach a thread in its options, and leave a plan without them as it was', () => {
    expect(planOf({ packs: ['es'] }).options).toEqual({ packs: ['es'] })
    expect(planOf({ packs: [] }).options).toBeUndefined()
  })

  it.each([
    ['is not JSON', '{', 'not JSON'],
    ['has a field too many', JSON.stringify({ ...spanish, code: 'x' }), 'code: an unknown field'],
    ['has a label of no kind', JSON.stringify({ ...spanish, labels: [{}] }), 'labels[0].kind'],
  ])('one that %s is refused with its file and place', (name, content, at) => {
    const path = file(`${name}.json`, content)
    expect(() => readPacks([path])).toThrow(
      expect.objectContaining({ code: 'config_invalid', at: expect.stringContaining(at) }),
    )
    expect(() => readPacks([path])).toThrow(expect.objectContaining({ at: expect.stringContaining(path) }))
  })

  it('one that is missing, and two of one language, are refused', () => {
    expect(() => readPacks([join(folder, 'none.json')])).toThrow(expect.objectContaining({ code: 'config_invalid' }))
    expect(() => readPacks(['es', 'es'])).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })
})
