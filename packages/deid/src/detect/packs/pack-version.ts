import type { LanguagePack } from './language-pack.ts'

/** `es-1.0.0-9f3a…`: name and version as its author gave them, and a fingerprint of every word, so that no change goes unseen. */
export function packVersion(pack: LanguagePack): string {
  const text = JSON.stringify(pack, sorted)
  return `${pack.language}-${pack.version}-${hash(text, 0x811c9dc5)}${hash(text, 0x9747b28c)}`
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** FNV-1a: it tells changes apart, it does not withstand somebody who wants two packs to look alike. */
function hash(text: string, seed: number): string {
  let value = seed
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}
