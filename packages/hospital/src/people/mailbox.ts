import type { Random } from '../random.ts'
import type { Person } from './person.ts'

const HOSTS = [
  'mesamail.example',
  'inbox.test',
  'fastpost.example',
  'mail.quickriver.example',
  'bluewire.invalid',
  'home.nettle.test',
  'zmail.example',
  'postbox.co.example',
  'corp.ironmesa.example',
  'students.edu.example',
]

/** An e-mail address of a person; hosts are under reserved top-level domains (RFC 2606), so none can be real. */
export function createEmail(random: Random, person: Person, host = random.pick(HOSTS)): string {
  return `${userName(random, person)}@${host}`
}

/** A login name as people make them. */
export function userName(random: Random, person: Person): string {
  const given = ascii(person.nickname ?? person.given)
  const family = ascii(person.family)
  const year = random.int(44, 99)
  return random.pick([
    `${given}.${family}`,
    `${given.charAt(0)}${family}`,
    `${family}${year}`,
    `${given}_${family}`,
    `${given}${year}`,
    `${family}.${given.charAt(0)}`,
    `${given}-${family}-${random.int(2, 99)}`,
  ])
}

/** Lower-case letters a to z of a name: `Núñez-O'Brien` becomes `nunezobrien`. */
export function ascii(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'd')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()
}
