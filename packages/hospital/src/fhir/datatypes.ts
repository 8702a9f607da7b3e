import type { Person } from '../people/person.ts'
import type { Address, PhoneNumber } from '../people/place.ts'

export function humanName(person: Person, prefix?: string): Record<string, unknown> {
  const given = person.middle === undefined ? [person.given] : [person.given, person.middle]
  return {
    use: 'official',
    text: displayName(person),
    family: person.family,
    given,
    ...(prefix === undefined ? {} : { prefix: [prefix] }),
    ...(person.suffix === undefined ? {} : { suffix: [person.suffix] }),
  }
}

export function displayName(person: Person): string {
  return `${person.given} ${person.family}${person.suffix === undefined ? '' : ` ${person.suffix}`}`
}

export function fhirAddress(address: Address): Record<string, unknown> {
  return {
    use: 'home',
    line: [address.street],
    city: address.city,
    district: address.county,
    state: address.state.code,
    postalCode: address.zip,
    country: 'US',
  }
}

export function phoneText(phone: PhoneNumber): string {
  return `${phone.area}-${phone.exchange}-${phone.line}`
}

export function telecom(system: 'phone' | 'email' | 'fax', value: string, use?: string): Record<string, unknown> {
  return { system, value, ...(use === undefined ? {} : { use }) }
}

export function instant(day: string, time = '09:00:00'): string {
  return `${day}T${time}Z`
}

/** Base64 of the UTF-8 bytes of `text`, in a browser as in Node. */
export function base64Utf8(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const chunks: string[] = []
  for (let i = 0; i < bytes.length; i += CHUNK_BYTES)
    chunks.push(String.fromCharCode(...bytes.subarray(i, i + CHUNK_BYTES)))
  return btoa(chunks.join(''))
}

const CHUNK_BYTES = 8192
