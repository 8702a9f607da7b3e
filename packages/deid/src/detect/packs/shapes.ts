import { add, type Layer } from '../evidence.ts'
import { CHECKS } from './checks.ts'
import type { LanguagePack, PackShape } from './language-pack.ts'

/** Identifiers by their form alone: `12345678Z`, `+34 612 34 56 78`. A failed check lowers the score; a label says so beside it. */
export function shapesOf({ shapes }: LanguagePack): Layer {
  const compiled = shapes.map((one) => ({ ...one, pattern: patternOf(one) }))
  return (reading) => {
    for (const { kind, check, pattern } of compiled) {
      for (const match of reading.text.matchAll(pattern)) {
        const raw = match[0].toUpperCase().replace(/[^A-Z\dÑ]/g, '')
        const score = check === undefined ? 0.75 : CHECKS[check](raw) ? 0.96 : 0.6
        add(reading, match.index, match.index + match[0].length, kind, `shape/pack-${kind.toLowerCase()}`, score)
      }
    }
  }
}

const PARTS: Readonly<Record<string, string>> = { '#': '\\d', A: '[A-Z]', ' ': '[ .-]', '~': '[ .-]?' }

function patternOf({ shape }: PackShape): RegExp {
  const body = Array.from(shape, (char) => PARTS[char] ?? char.replace(/[$()*+./?[\]^{|}\\]/, '\\$&')).join('')
  return new RegExp(`(?<![\\p{L}\\d+]|\\d[.,/-])${body}(?![\\p{L}\\d]|[.,/-]\\d)`, 'gu')
}
