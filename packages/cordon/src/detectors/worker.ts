import { parentPort, workerData } from 'node:worker_threads'
import { CordonError } from '@cordon/contract'
import { contextFor, type Detector } from '@cordon/deid'
import { invariant } from '../kernel/invariant.ts'
import { type DetectorPlan, knownIn, type Posted, type Said } from './messages.ts'
import { createKept } from './standing.ts'

/** The entry of a detector's thread: loads one detector, then answers one call after another. */

invariant(parentPort !== null, 'a thread has a parent')
const port = parentPort
type Create = (options: unknown) => Detector | Promise<Detector>

const say = (said: Said): void => port.postMessage(said)

const kept = createKept()
const detector = await load(workerData as DetectorPlan)
if (detector !== undefined) {
  port.on('message', (call: Posted) => void answer(detector, call))
  say({ kind: 'ready', version: detector.version })
}

async function load({ module, options }: DetectorPlan): Promise<Detector | undefined> {
  try {
    const { createDetector } = (await import(module)) as { createDetector: Create }
    return await createDetector(options)
  } catch (error) {
    // Nothing was read yet, and `at` names a place of the configuration; any other message stays here.
    say({ kind: 'unloadable', at: (error instanceof CordonError ? error.at : undefined) ?? 'detector' })
    return undefined
  }
}

async function answer(by: Detector, call: Posted): Promise<void> {
  const { id, method, texts } = call
  try {
    const context = contextFor(by, { known: knownIn(call), standing: kept(call.standing) })
    const found = await (method === 'find'
      ? by.find(texts, context)
      : by.findKnown(texts, context.known, context.standing))
    say({ kind: 'answer', id, found })
  } catch {
    say({ kind: 'answer', id })
  }
  // The engine of regular expressions keeps the last text that matched (RegExp.input) until another one does.
  ' '.match(/ /)
}
