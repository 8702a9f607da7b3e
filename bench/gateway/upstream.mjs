// A model's endpoint on loopback, Chat Completions only: the model's name says how it behaves.
//
//   mock-d<D>            answers after D milliseconds, whole, quoting what it was sent
//   mock-d<D>-c<C>-i<I>  with "stream": true, in C chunks, I milliseconds apart
//   …-reset, …-hang      breaks off, or stops and says nothing more, in the middle of what the rest of the name says
//
// Run by bench/gateway.mjs and bench/soak.mjs; says `{"url":…}` to its parent when it listens.
import { createServer } from 'node:http'

const QUOTED = 160

const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    const { model, stream, messages } = JSON.parse(Buffer.concat(parts).toString())
    const quoted = `As you say: ${messages.at(-1).content.slice(0, QUOTED)} Return sooner for chest pain.`
    const behaviour = Object.fromEntries([...model.matchAll(/-([dci])(\d+)/g)].map(([, key, n]) => [key, Number(n)]))
    const { d: delay = 0, c: chunks = 20, i: every = 0 } = behaviour
    const ends = /-(reset|hang)$/.exec(model)?.[1]
    const answer = () =>
      stream ? streamed(response, model, quoted, chunks, every, ends) : whole(response, model, quoted, ends)
    if (delay > 0) setTimeout(answer, delay)
    else answer()
  })
})
server.maxRequestsPerSocket = 0
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }))

const shared = (model) => ({ id: 'chatcmpl-0', created: 1_760_000_000, model, system_fingerprint: 'fp_bench' })

function whole(response, model, content, ends) {
  const message = { role: 'assistant', content, refusal: null }
  const body = JSON.stringify({
    ...shared(model),
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: 120, completion_tokens: 42, total_tokens: 162 },
  })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  if (ends === undefined) return void response.end(body)
  response.write(body.slice(0, 40))
  if (ends === 'reset') setTimeout(() => response.destroy(), 5)
}

function streamed(response, model, content, chunks, every, ends) {
  const size = Math.ceil(content.length / chunks)
  const texts = Array.from({ length: chunks }, (_, n) => content.slice(n * size, (n + 1) * size) || ' ')
  const frames = [
    frame(model, { role: 'assistant', content: '' }),
    ...texts.map((text) => frame(model, { content: text })),
  ]
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  const next = (n) => {
    if (response.destroyed) return
    if (ends !== undefined && n > frames.length / 2) return void (ends === 'reset' && response.destroy())
    if (n === frames.length) return void response.end(`${frame(model, {}, 'stop')}data: [DONE]\n\n`)
    response.write(frames[n])
    if (every > 0) setTimeout(next, every, n + 1)
    else setImmediate(next, n + 1)
  }
  next(0)
}

function frame(model, delta, finish_reason = null) {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason }]
  return `data: ${JSON.stringify({ ...shared(model), object: 'chat.completion.chunk', choices })}\n\n`
}
process.once('disconnect', () => process.exit(0))
