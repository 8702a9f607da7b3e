import { once } from 'node:events'
import { styleText } from 'node:util'
import { CordonError, ERRORS, type ErrorCode } from '@cordon/contract'
import { DeidError } from '@cordon/deid'
import { faultOf } from '../kernel/log.ts'

type Style = Parameters<typeof styleText>[0]

/** Where a command writes: results on stdout, errors and progress on stderr. */
export interface Output {
  readonly json: boolean
  readonly color: boolean
  readonly columns: number
  /** One line of the result, for people; nothing under `--json`. */
  line(text?: string): void
  /** The result, for machines: under `--json` this alone is printed. */
  result(value: unknown): void
  /** A line of NAME=value or another fixed format, whatever the mode. */
  raw(text: string): void
  /** Bytes of a result that is too large to hold. Resolves when the reader can take more, or has gone. */
  bytes(chunk: Uint8Array): Promise<void>
  note(text: string): void
  style(style: Style, text: string): string
  progress(label: string): Progress
}

export interface Progress {
  update(done: number, total?: number): void
  end(): void
}

interface Streams {
  readonly out: NodeJS.WritableStream & { columns?: number; isTTY?: boolean }
  readonly err: NodeJS.WritableStream & { columns?: number; isTTY?: boolean }
}

export function createOutput(
  { out, err }: Streams,
  options: { json: boolean; color: boolean; now: () => number },
): Output {
  const color = options.color && out.isTTY === true
  const style = (look: Style, text: string) => (color ? styleText(look, text, { validateStream: false }) : text)
  return {
    json: options.json,
    color,
    columns: Math.min(out.columns ?? 100, 160),
    style,
    line: (text = '') => void (options.json || out.write(`${text}\n`)),
    result: (value) => void (options.json && out.write(`${JSON.stringify(value)}\n`)),
    raw: (text) => void out.write(`${text}\n`),
    async bytes(chunk) {
      if (out.write(chunk) || !out.writable) return
      const heard = new AbortController()
      const on = (event: string) => once(out, event, { signal: heard.signal }).catch(() => undefined)
      await Promise.race([on('drain'), on('close')])
      heard.abort()
    },
    note: (text) => void (options.json || err.write(`${text}\n`)),
    progress: (label) => createProgress(err, label, options.now),
  }
}

const SHOW_AFTER_MS = 2_000
const REDRAW_MS = 100
const BAR = 24

/** A bar on a terminal, drawn once the work has taken two seconds; silent elsewhere. */
function createProgress(err: Streams['err'], label: string, now: () => number): Progress {
  const began = now()
  let drawn = 0
  return {
    update(done, total) {
      const at = now()
      if (err.isTTY !== true || at - began < SHOW_AFTER_MS || at - drawn < REDRAW_MS) return
      drawn = at
      const share = total === undefined || total === 0 ? undefined : Math.min(1, done / total)
      const bar =
        share === undefined
          ? ''
          : ` [${'█'.repeat(Math.round(share * BAR)).padEnd(BAR, '·')}] ${Math.round(share * 100)} %`
      err.write(`\r\x1b[2K${label}${bar} ${done}`)
    },
    end() {
      if (drawn > 0) err.write('\r\x1b[2K')
    },
  }
}

/** The door's answer was no, in words and with the code that scripts look for. */
export class DoorRefused extends Error {
  override readonly name = 'DoorRefused'
  readonly code: ErrorCode | 'unknown'

  constructor(code: string, message: string) {
    super(message)
    this.code = code in ERRORS ? (code as ErrorCode) : 'unknown'
  }
}

/** Writes an error as code, title, place and mend; answers the exit code: 1 the answer is no, 2 wrong use. */
export function writeError(error: unknown, err: NodeJS.WritableStream, json: boolean): 1 | 2 {
  const told = tellOf(error)
  err.write(
    json
      ? `${JSON.stringify({ error: told })}\n`
      : `cordon: ${told.code}: ${told.title}${told.at ? ` (${told.at})` : ''}\n${told.mend ? `  ${told.mend}\n` : ''}`,
  )
  return told.code === 'usage' ? 2 : 1
}

function tellOf(error: unknown): { code: string; title: string; at?: string; mend?: string } {
  if (error instanceof CordonError) return { ...error.toJSON(), mend: error.mend }
  if (error instanceof DeidError) return { code: error.code, title: error.message }
  if (error instanceof DoorRefused) return { code: error.code, title: error.message }
  // Classes and places of the source, never a message: whose words it quotes is not known.
  return { code: 'internal', title: ERRORS.internal.title, at: faultOf(error), mend: 'A fault of Cordon: report it.' }
}
