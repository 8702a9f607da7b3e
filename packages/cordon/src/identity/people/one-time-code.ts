import type { RandomBytes } from '../../kernel/random.ts'

/** Letters and digits that nobody mistakes for another (Crockford base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CHARACTERS = 20
const GROUP = 5

/** 100 random bits in four groups, to be read aloud or typed: an enrolment code, a recovery code. */
export function mintCode(random: RandomBytes): string {
  const text = Array.from(random(CHARACTERS), (byte) => ALPHABET.charAt(byte & 31)).join('')
  return text.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? text
}

/** As it was minted, however it was typed; undefined for what cannot be one. */
export function readCode(typed: string): string | undefined {
  const bare = typed.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0')
  return /^[0-9A-HJKMNP-TV-Z]{20}$/.test(bare) ? bare : undefined
}
