// The floor: a Fastify proxy that parses each request, walks it and writes it again, and does nothing else. What any gateway in
// JavaScript has to spend. Run by bench/gateway.mjs as `node floor.mjs <upstream>`; says `{"url":…}` when it listens.
import { fastify } from 'fastify'
import { Pool } from 'undici'

const pool = new Pool(process.argv[2], { connections: 256, pipelining: 1 })
const app = fastify({ logger: false, bodyLimit: 33_554_432, keepAliveTimeout: 120_000 })
app.post('/v1/chat/completions', async ({ url, body, headers }, reply) => {
  let characters = 0
  for (const { content } of body.messages) characters += content.length
  const answered = await pool.request({
    path: url,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: headers.authorization,
      'x-characters': `${characters}`,
    },
    body: JSON.stringify(body),
  })
  reply.code(answered.statusCode).header('content-type', answered.headers['content-type'])
  if (body.stream) return reply.send(answered.body)
  return reply.send(JSON.stringify(await answered.body.json()))
})
const url = await app.listen({ port: 0, host: '127.0.0.1' })
process.send({ url })
process.once('disconnect', () => process.exit(0))
