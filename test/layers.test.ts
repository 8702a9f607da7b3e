import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const ARCHITECTURE = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8')
const DOORS = ['http', 'cli', 'jobs']

/** The items of a list on the architecture page, between its two markers. */
function listed(name: string): string[] {
  const block = new RegExp(`<!-- ${name}:begin -->([\\s\\S]*?)<!-- ${name}:end -->`).exec(ARCHITECTURE)?.[1] ?? ''
  return block.split('\n').flatMap((line) => /^(?:\d+\.|-)\s+(\S+)/.exec(line)?.[1] ?? [])
}

const SOURCES = walk('packages').filter((file) => /^packages\/[^/]+\/src\/.*\.ts$/.test(file) && !isTest(file))
const CORDON = SOURCES.filter((file) => file.startsWith('packages/cordon/src/'))

describe('the house', () => {
  const layers = listed('layers')

  it('has the folders that ARCHITECTURE.md names, and no others', () => {
    const folders = new Set(CORDON.map((file) => areaOf(file) ?? '').filter((name) => name !== 'main.ts'))
    expect(folders).toEqual(new Set(layers))
  })

  it('imports downwards only', () => {
    const upward = CORDON.flatMap((file) =>
      importsOf(file)
        .filter((target) => !mayImport(file, target))
        .map((target) => `${file} → ${target}`),
    )
    expect(upward).toEqual([])

    function mayImport(file: string, target: string): boolean {
      const [from, to] = [areaOf(file), areaOf(target)]
      if (from === 'main.ts' || to === undefined) return true
      if (to === 'main.ts') return false
      if (from !== to && DOORS.includes(from ?? '') && DOORS.includes(to)) return false
      return layers.indexOf(to) <= layers.indexOf(from ?? '')
    }
  })

  it('has no run-time import cycle', () => {
    expect(cyclesIn(new Map(SOURCES.map((file) => [file, importsOf(file, valueImportsOf(file))])))).toEqual([])
  })

  it('keeps deid, ledger and hospital free of dependencies and of node:', () => {
    const foreign = SOURCES.filter((file) => /^packages\/(deid|ledger|hospital)\//.test(file)).flatMap((file) =>
      specifiersOf(file)
        .filter((name) => !name.startsWith('.'))
        .map((name) => `${file} → ${name}`),
    )
    expect(foreign).toEqual([])
  })
})

describe('the boundary', () => {
  it('is left only in the places that ARCHITECTURE.md names', () => {
    const allowed = listed('reveal').map((place) => `packages/${place}`)
    const calls = SOURCES.filter((file) => /\.reveal\(\)/.test(codeOf(file))).filter(
      (file) => !allowed.some((place) => file.startsWith(place)),
    )
    expect(calls).toEqual([])
  })

  it('has no forged Clean and no second mint', () => {
    const forged = SOURCES.filter((file) =>
      /\bas (?:unknown as )?(?:Clean|StillPhi|PhiUnderAgreement|Outbound|Encoded)\b/.test(codeOf(file)),
    )
    const mints = SOURCES.filter((file) => /\bmintLabelled\b/.test(codeOf(file))).map((file) =>
      file.replace('packages/deid/src/', ''),
    )
    expect(forged).toEqual([])
    expect(mints.sort()).toEqual(['boundary.ts', 'deidentify.ts'])
    // Only a policy decision makes PHI that may leave, and only the stage that cleans asks for it.
    const permits = SOURCES.filter((file) => /\bunderAgreement\(/.test(codeOf(file)))
    expect(permits).toEqual(['packages/cordon/src/gateway/clean.ts'])
  })

  it('opens outbound sockets in kernel/egress only', () => {
    const openers = ['undici', 'node:net', 'node:tls', 'node:http', 'node:https', 'node:http2', 'node:dgram']
    // It waits for others to connect, and has nothing that connects.
    const listens = 'packages/cordon/src/kernel/listen.ts'
    expect(codeOf(listens)).not.toMatch(/connect\(|new (net\.)?Socket/)
    const others = CORDON.filter((file) => !file.includes('/kernel/egress') && file !== listens).flatMap((file) =>
      valueImportsOf(file)
        .filter((name) => openers.includes(name))
        .map((name) => `${file} → ${name}`),
    )
    const fetches = SOURCES.filter((file) => /(?<![.\w])fetch\(/.test(codeOf(file)))
    expect([...others, ...fetches]).toEqual([])
  })

  it('reads the environment in config/load.ts only', () => {
    const readers = SOURCES.filter((file) => /process\.env/.test(codeOf(file)))
    expect(readers).toEqual(['packages/cordon/src/config/load.ts'])
  })
})

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist')
    .flatMap((entry) => (entry.isDirectory() ? walk(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
}

function isTest(file: string): boolean {
  return /\.(test|fixtures?)\.ts$/.test(file) || file.endsWith('/test-boundary.ts')
}

function areaOf(file: string): string | undefined {
  return /^packages\/cordon\/src\/([^/]+)/.exec(file)?.[1]
}

function codeOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

const IMPORT = /^(?:import|export)\s+(type\s)?[\w*{][^'"`;=()]*?\sfrom\s+'([^']+)'/gm
const DYNAMIC_IMPORT = /\bimport\(\s*'([^']+)'/g

function specifiersOf(file: string): string[] {
  const code = codeOf(file)
  return [...[...code.matchAll(IMPORT)].map(([, , name = '']) => name), ...dynamicIn(code)]
}

/** What is imported when the program runs: type-only imports vanish. */
function valueImportsOf(file: string): string[] {
  const code = codeOf(file)
  return [
    ...[...code.matchAll(IMPORT)].flatMap(([, type, name = '']) => (type === undefined ? [name] : [])),
    ...dynamicIn(code),
  ]
}

function dynamicIn(code: string): string[] {
  return [...code.matchAll(DYNAMIC_IMPORT)].map(([, name = '']) => name)
}

/** Relative imports, as paths from the root. Type-only imports count for layers: a type is a dependency too. */
function importsOf(file: string, specifiers = specifiersOf(file)): string[] {
  return specifiers
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(ROOT, join(ROOT, dirname(file), name)))
}

function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>()
  const cycles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') return void cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    state.set(file, 'open')
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    state.set(file, 'done')
  }
  for (const file of graph.keys()) visit(file, [])
  return cycles
}
