/** A terminal that can be read key by key. */
type Terminal = NodeJS.ReadStream

const CHARACTERS_MAX = 1_024

/** Asks on a terminal without showing what is typed. Answers nothing where there is no terminal, or at Ctrl-C. */
export async function askSecret(
  what: string,
  input: Terminal,
  out: NodeJS.WritableStream,
): Promise<string | undefined> {
  if (!input.isTTY) return undefined
  out.write(`${what}: `)
  input.setRawMode(true)
  input.resume()
  try {
    return await readLine(input)
  } finally {
    input.setRawMode(false)
    input.pause()
    out.write('\n')
  }
}

function readLine(input: Terminal): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed = ''
    const end = (answer: string | undefined) => {
      input.off('data', take)
      resolve(answer)
    }
    const take = (bytes: Buffer) => {
      for (const character of bytes.toString('utf8')) {
        if (character === '\r' || character === '\n') return end(typed)
        if (character === '\u0003' || character === '\u0004') return end(undefined)
        if (character === '\u007f' || character === '\b') typed = typed.slice(0, -1)
        else if (typed.length < CHARACTERS_MAX) typed += character
      }
    }
    input.on('data', take)
  })
}
