// Samples of this process's threads, added up by the part of the source that was running or had called what ran.
import { Session } from 'node:inspector/promises'

const INTERVAL_US = 200

/** The main thread and every worker, from now until `stop`: `{main, workers}`, microseconds by part, idle time left out. */
export async function startProfile() {
  const session = new Session()
  session.connect()
  const workers = await attach(session)
  const all = [session, ...workers]
  for (const one of all) {
    await one.post('Profiler.enable')
    await one.post('Profiler.setSamplingInterval', { interval: INTERVAL_US })
    await one.post('Profiler.start')
  }
  return {
    async stop() {
      const [main, ...others] = await Promise.all(all.map((one) => one.post('Profiler.stop')))
      session.disconnect()
      return { main: byPart(main.profile), workers: others.map(({ profile }) => byPart(profile)) }
    },
  }
}

/** A worker has no session of its own: its questions and answers are messages of the main one. */
async function attach(session) {
  const workers = []
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => {
    let id = 0
    const waiting = new Map()
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      if (params.sessionId !== sessionId) return
      const said = JSON.parse(params.message)
      waiting.get(said.id)?.(said.result)
    })
    workers.push({
      post: (method, params) =>
        new Promise((resolve) => {
          waiting.set(++id, resolve)
          session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method, params }) })
        }),
    })
  })
  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
  return workers
}

const IDLE = new Set(['(idle)', '(root)'])

function byPart({ nodes, samples, timeDeltas }) {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parts = {}
  const functions = {}
  for (const [n, id] of samples.entries()) {
    const { callFrame } = byId.get(id)
    if (IDLE.has(callFrame.functionName)) continue
    const part = partOf(id, byId, parents)
    parts[part] = (parts[part] ?? 0) + timeDeltas[n]
    const where = `${callFrame.functionName || '(anonymous)'} ${shortened(callFrame.url)}:${callFrame.lineNumber + 1}`
    functions[where] = (functions[where] ?? 0) + timeDeltas[n]
  }
  return { parts: sorted(parts), functions: Object.fromEntries(Object.entries(sorted(functions)).slice(0, 60)) }
}

/** The innermost frame that is of a package: what Node does is counted to whoever asked for it. */
function partOf(id, byId, parents) {
  const own = byId.get(id).callFrame
  if (own.url === '') {
    if (own.functionName.startsWith('(garbage')) return 'garbage collection'
    if (own.functionName === '(program)') return 'native, outside JavaScript'
  }
  for (let at = id; at !== undefined; at = parents.get(at)) {
    const { url } = byId.get(at).callFrame
    if (url.startsWith('file:') || url.startsWith('/') || url.startsWith('wasm:')) return shortened(url)
  }
  return `node: ${own.url === '' ? own.functionName : own.url}`
}

function shortened(url) {
  const module = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
  return module ?? url.replace(/^.*\/packages\//, '').replace('/dist/', '/')
}

const sorted = (sums) => Object.fromEntries(Object.entries(sums).sort(([, a], [, b]) => b - a))
