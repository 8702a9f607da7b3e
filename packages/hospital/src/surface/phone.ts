import type { PhoneNumber } from '../people/place.ts'
import { at } from '../random.ts'
import type { Surface } from './surface.ts'

/** A telephone number, with its extension when one is joined to it. */
export const PHONE: Surface<PhoneNumber> = {
  type: 'PHONE',
  forms: {
    brackets: (n) => `(${n.area}) ${n.exchange}-${n.line}`,
    tight: (n) => `(${n.area})${n.exchange}-${n.line}`,
    dashes: (n) => `${n.area}-${n.exchange}-${n.line}`,
    dots: (n) => `${n.area}.${n.exchange}.${n.line}`,
    blanks: (n) => `${n.area} ${n.exchange} ${n.line}`,
    solid: (n) => `${n.area}${n.exchange}${n.line}`,
    mixed: (n) => `${n.area} ${n.exchange}-${n.line}`,
    slash: (n) => `${n.area}/${n.exchange}-${n.line}`,
    international: (n) => `+1 ${n.area} ${n.exchange} ${n.line}`,
    country: (n) => `+1 (${n.area}) ${n.exchange}-${n.line}`,
    one: (n) => `1-${n.area}-${n.exchange}-${n.line}`,
    local: (n) => `${n.exchange}-${n.line}`,
    extension: (n, random) =>
      `${n.area}-${n.exchange}-${n.line} ${random.pick(['ext.', 'ext', 'x', 'X', 'extension'])} ${random.int(2, 9999)}`,
    extensionshort: (n, random) => `(${n.area}) ${n.exchange}-${n.line} x${random.int(10, 999)}`,
    e164: (n) => `+1${n.area}${n.exchange}${n.line}`,
    uri: (n) => `tel:+1-${n.area}-${n.exchange}-${n.line}`.slice(4),
    spoken: (n) => [n.area, n.exchange, n.line].map(aloud).join(', '),
    spokenplain: (n) => [n.area, n.exchange, n.line].map(aloud).join(' '),
    uneven: (n) => `${n.area} ${n.exchange} ${n.line.slice(0, 2)} ${n.line.slice(2)}`,
  },
}

/** Forms that are not read aloud. */
export const PHONE_WRITTEN = [
  'brackets',
  'brackets',
  'dashes',
  'dashes',
  'dots',
  'blanks',
  'solid',
  'mixed',
  'tight',
  'slash',
  'international',
  'country',
  'one',
  'extension',
  'extensionshort',
  'e164',
  'uneven',
  'local',
] as const

const DIGITS = ['oh', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

function aloud(digits: string): string {
  return Array.from(digits, (digit) => at(DIGITS, Number(digit))).join(' ')
}
