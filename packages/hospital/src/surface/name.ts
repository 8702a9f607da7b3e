import type { Person } from '../people/person.ts'
import type { Surface } from './surface.ts'

/** A person's name. Titles, credentials and the possessive are never part of it. */
export const NAME: Surface<Person> = {
  type: 'NAME',
  forms: {
    full: (p) => `${p.given} ${p.family}`,
    complete: (p) => `${p.given}${p.middle ? ` ${p.middle}` : ''} ${p.family}${tail(p)}`,
    middle: (p) => `${p.given} ${p.middle ? `${p.middle.charAt(0)}. ` : ''}${p.family}${tail(p)}`,
    first: (p) => p.given,
    last: (p) => p.family,
    nick: (p) => p.nickname ?? p.given,
    nickfull: (p) => `${p.nickname ?? p.given} ${p.family}`,
    quoted: (p) => (p.nickname ? `${p.given} "${p.nickname}" ${p.family}` : `${p.given} ${p.family}`),
    comma: (p) => `${p.family}, ${p.given}${p.middle ? ` ${p.middle.charAt(0)}.` : ''}`,
    commashort: (p) => `${p.family},${p.given}`,
    uppercomma: (p) => `${p.family}, ${p.given}${p.middle ? ` ${p.middle.charAt(0)}` : ''}`.toUpperCase(),
    upper: (p) => `${p.given} ${p.family}`.toUpperCase(),
    upperlast: (p) => p.family.toUpperCase(),
    lower: (p) => `${p.given} ${p.family}`.toLowerCase(),
    initial: (p) => `${p.given.charAt(0)}. ${p.family}`,
    initialbare: (p) => `${p.given.charAt(0)} ${p.family}`,
    backinitial: (p) => `${p.family} ${p.given.charAt(0)}`,
    initials: (p) => letters(p).toUpperCase(),
    dotted: (p) => `${Array.from(letters(p).toUpperCase()).join('.')}.`,
    lowerinitials: (p) => letters(p).toLowerCase(),
    camel: (p) => plain(p.given) + plain(p.family),
    snake: (p) => `${plain(p.family)}_${plain(p.given)}`.toLowerCase(),
    solid: (p) => `${p.family}${p.given.charAt(0)}`.replace(/[^\p{L}]/gu, '').toLowerCase(),
    reversed: (p) => `${p.family} ${p.given}`,
    doubled: (p) => `${p.given} ${p.given.charAt(0)}. ${p.family}`,
    spelled: (p) => Array.from(p.family.replace(/[^\p{L}]/gu, '').toUpperCase()).join('-'),
    hl7: (p) => `${p.family}^${p.given}${p.middle ? `^${p.middle.charAt(0)}` : ''}`.toUpperCase(),
    typo: (p, random) => swapped(p.family, random.int(1, Math.max(1, p.family.length - 3))),
  },
}

/** Forms that fit running text, for a person met for the first time. */
export const NAME_PROSE = ['full', 'full', 'middle', 'complete', 'initial', 'quoted'] as const
/** Forms that fit a chart's header. */
export const NAME_HEADER = ['comma', 'uppercomma', 'complete', 'middle', 'commashort', 'upper', 'full'] as const

function plain(name: string): string {
  return name.replace(/[^\p{L}]/gu, '')
}

function tail(p: Person): string {
  return p.suffix === undefined ? '' : ` ${p.suffix}`
}

function letters(p: Person): string {
  const middle = p.middle?.charAt(0) ?? ''
  return p.given.charAt(0) + middle + (/\p{Lu}/u.exec(p.family)?.[0] ?? p.family.charAt(0))
}

function swapped(name: string, i: number): string {
  return name.length < 4 ? name : name.slice(0, i) + name.charAt(i + 1) + name.charAt(i) + name.slice(i + 2)
}
