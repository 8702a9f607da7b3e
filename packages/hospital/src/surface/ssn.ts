import { at } from '../random.ts'
import type { Surface } from './surface.ts'

/** A Social Security number: whole, masked or its last four digits. */
export const SSN: Surface<string> = {
  type: 'SSN',
  forms: {
    dashes: (ssn) => ssn,
    again: (ssn) => ssn,
    solid: (ssn) => ssn.replaceAll('-', ''),
    blanks: (ssn) => ssn.replaceAll('-', ' '),
    dots: (ssn) => ssn.replaceAll('-', '.'),
    masked: (ssn) => `XXX-XX-${ssn.slice(-4)}`,
    stars: (ssn) => `***-**-${ssn.slice(-4)}`,
    masklower: (ssn) => `xxx-xx-${ssn.slice(-4)}`,
    last4: (ssn) => ssn.slice(-4),
    spaced: (ssn) => Array.from(ssn.replaceAll('-', '')).join(' '),
    spoken: (ssn) => Array.from(ssn.replaceAll('-', ''), (digit) => at(DIGITS, Number(digit))).join(' '),
  },
}

/** Forms that show all nine digits. */
export const SSN_WHOLE = ['dashes', 'dashes', 'again', 'solid', 'blanks', 'dots'] as const

const DIGITS = ['oh', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
