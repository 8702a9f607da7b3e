import { parentPort } from 'node:worker_threads'
import { createDetector as createReal, type Known, type Span, type SyncDetector } from '@cordon/deid'
import type { DetectorPlan, Method } from './messages.ts'

/** For tests: Cordon's own detector in a thread, until the test that shares memory with it chooses a fault. */

const span = (start: number, end: number): Span => ({ start, end, kind: 'NAME', rule: 'fault', score: 1 })

type Find = (texts: readonly string[], known: readonly Known[]) => unknown

const FAULTS = {
  'throws what it read': (texts) => {
    throw new Error(`cannot read: ${texts.join()}`)
  },
  'prints what it read and throws': (texts) => {
    process.stdout.write(texts.join())
    process.stderr.write(texts.join())
    throw new Error(texts.join())
  },
  'never ends': () => {
    for (;;);
  },
  'never answers': () => new Promise(() => undefined),
  'is late': async (texts) => {
    const until = Date.now() + LATE_MS
    while (Date.now() < until);
    return texts.map(() => [])
  },
  'has no offsets': (texts) => texts.map(() => [span(Number.NaN, Number.NaN)]),
  overlaps: (texts) => texts.map(() => [span(0, 3), span(1, 4)]),
  'runs past the text': (texts) => texts.map((text) => [span(0, text.length + 1)]),
  'forgets a text': (texts) => texts.slice(1).map(() => []),
  'answers nonsense': () => 'nothing found',
  'gives what cannot be sent': () => [[() => undefined]],
  'answers twice': (texts) => {
    const say = parentPort?.postMessage.bind(parentPort)
    if (parentPort !== null)
      parentPort.postMessage = (said: unknown) => {
        for (let time = 0; time < 2; time++) say?.(said)
      }
    return texts.map(() => [])
  },
  'speaks unasked': () => {
    parentPort?.postMessage({ kind: 'answer', id: -1, found: [] })
    return new Promise(() => undefined)
  },
  exits: () => process.exit(0),
  'fails in the background': () => {
    setTimeout(() => {
      throw new Error('late')
    }, 0)
    return new Promise(() => undefined)
  },
  'runs out of memory': () => {
    const held: number[][] = []
    for (;;) held.push(Array.from({ length: 100_000 }, Math.random))
  },
  'finds residue': (texts) => texts.map(findUncleaned),
} as const satisfies Record<string, Find>

export type Fault = keyof typeof FAULTS
export const FAULT_NAMES = Object.keys(FAULTS) as Fault[]

/** Longer than any bound that these tests set. */
const LATE_MS = 1_500

/** The first character that no code covers: the sweep hides codes under a square. */
function findUncleaned(text: string): Span[] {
  const at = text.search(/[^\u25a0]/)
  return at === -1 ? [] : [span(at, at + 1)]
}

/** The plan for a pool, and the switch: `set` holds for the calls that begin after it, in every thread. */
export function createFaultyPlan() {
  const chosen = new Int32Array(new SharedArrayBuffer(12)).fill(-1)
  const plan: DetectorPlan = { module: import.meta.url, options: chosen }
  return {
    plan,
    set: (method: Method, fault: Fault) => Atomics.store(chosen, SLOT[method], FAULT_NAMES.indexOf(fault)),
    /** Threads that start from now on have another detector in them. */
    exchange: () => Atomics.store(chosen, VERSION_SLOT, 1),
    clear: () => chosen.fill(-1),
  }
}

const SLOT: Record<Method, number> = { find: 0, findKnown: 1 }
const VERSION_SLOT = 2

export function createDetector(chosen: Int32Array): SyncDetector {
  const real = createReal()
  const faultOf = (method: Method): Find | undefined => {
    const name = FAULT_NAMES[Atomics.load(chosen, SLOT[method])]
    return name === undefined ? undefined : FAULTS[name]
  }
  return {
    version: Atomics.load(chosen, VERSION_SLOT) === 1 ? 'exchanged' : real.version,
    find: (texts, context) =>
      (faultOf('find')?.(texts, context.known) as Span[][] | undefined) ?? real.find(texts, context),
    findKnown: (texts, known) =>
      (faultOf('findKnown')?.(texts, known) as Span[][] | undefined) ?? real.findKnown(texts, known),
  }
}
