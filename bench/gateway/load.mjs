// Callers over keep-alive sockets, each of which asks again as soon as it was answered, and never the same twice.
import { connect } from 'node:net'

/**
 * `callers` at once, until `requests` were answered and `seconds` have passed, or for as long as `goesOn` says.
 * `bodyOf(n)` is the nth request's body, `headersOf(n)` its headers besides the usual ones. Times in microseconds.
 */
export async function load({ url, callers, requests, seconds, bodyOf, headersOf, goesOn }) {
  const { hostname, port, host } = new URL(url)
  const seen = { all: 0, refused: 0, unfinished: 0, total: [], first: [], gaps: [] }
  const began = now()
  const one = () => new Promise((resolve, reject) => caller(resolve, reject))
  await Promise.all(Array.from({ length: callers }, one))
  const took = (now() - began) / 1e6
  const sorted = (times) => times.sort((a, b) => a - b)
  return {
    all: seen.all,
    refused: seen.refused,
    unfinished: seen.unfinished,
    perSecond: seen.all / took,
    p50: quantile(sorted(seen.total), 0.5),
    p99: quantile(seen.total, 0.99),
    first50: quantile(sorted(seen.first), 0.5),
    gap99: quantile(sorted(seen.gaps), 0.99),
  }

  function caller(resolve, reject) {
    const socket = connect({ port: Number(port), host: hostname, noDelay: true }, send)
    let answer
    function send() {
      const over = goesOn === undefined ? seen.all >= requests && now() >= began + seconds * 1e6 : !goesOn()
      if (over) return void socket.end(resolve)
      const n = ++asked
      const body = Buffer.from(bodyOf(n))
      const headers = { host, 'content-type': 'application/json', 'content-length': body.length, ...headersOf(n) }
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      answer = { began: now(), head: undefined, text: '', bytes: 0, first: 0, last: 0 }
      socket.write(Buffer.concat([Buffer.from(`POST /v1/chat/completions HTTP/1.1\r\n${lines.join('')}\r\n`), body]))
    }
    socket.on('error', reject)
    socket.on('data', (data) => {
      const at = now()
      answer.text += data.toString('latin1')
      if (answer.head === undefined && !readHead(answer)) return
      if (answer.body().length > 0) answer.first ||= at
      if (data.includes('data: {')) {
        if (answer.last > 0) seen.gaps.push(at - answer.last)
        answer.last = at
      }
      if (!isWhole(answer)) return
      finish(at)
      send()
    })
    function finish(at) {
      seen.all += 1
      if (answer.head.status !== 200) seen.refused += 1
      else if (answer.head.bytes === undefined && !answer.text.includes('data: [DONE]')) seen.unfinished += 1
      seen.total.push(at - answer.began)
      seen.first.push(answer.first - answer.began)
    }
  }
}

/** Of this whole process: no two loads send one body. */
let asked = 0

const now = () => Number(process.hrtime.bigint()) / 1e3

function readHead(answer) {
  const end = answer.text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const head = answer.text.slice(0, end).toLowerCase()
  const length = /content-length: *(\d+)/.exec(head)?.[1]
  answer.head = { status: Number(head.slice(9, 12)), bytes: length === undefined ? undefined : Number(length) }
  answer.body = () => answer.text.slice(end + 4)
  return true
}

const isWhole = ({ head, body }) =>
  head.bytes === undefined ? body().endsWith('0\r\n\r\n') : body().length >= head.bytes

const quantile = (sorted, q) =>
  sorted.length === 0 ? null : Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))])
