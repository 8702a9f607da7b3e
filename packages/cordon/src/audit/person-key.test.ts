import { openNote, signNote } from '@cordon/ledger'
import { describe, expect, it } from 'vitest'
import { noteVerifier } from './ed25519.ts'
import { createPersonKey, readPersonKey } from './person-key.ts'

const key = createPersonKey('cy-lark', new Uint8Array(32).fill(7))

describe('a person’s signing key', () => {
  it('comes back from its line, and what it signs opens with its vkey', async () => {
    const again = readPersonKey(`${key.secret}\n`)
    expect([again.vkey, again.secret]).toEqual([key.vkey, key.secret])
    const { signedBy } = await openNote(await signNote('seen\n', [again.signer]), [noteVerifier(key.vkey)])
    expect(signedBy.map(({ name }) => name)).toEqual(['cy-lark'])
  })
  it('is read as Go’s sumdb tools write it', () => {
    // The example key of golang.org/x/mod/sumdb/note, whose vkey its documentation gives beside it.
    const go = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
    expect(readPersonKey(go).vkey).toBe('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  })
  it.each([
    ['is no key', 'hello'],
    ['is a public key', key.vkey],
    ['is short', key.secret.slice(0, -8)],
    ['has another name', key.secret.replace('cy-lark', 'cy-larks')],
    ['has another id', key.secret.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
  ])('is refused when the line %s, without showing it', (_, line) => {
    expect(() => readPersonKey(line)).toThrow(
      expect.objectContaining({ code: 'keys_unavailable', at: 'the file holds no signing key' }),
    )
  })
  it('has a name that can stand in a signature line', () => {
    for (const name of ['', 'Cy Lark', 'cy+lark', 'x'.repeat(101)])
      expect(() => createPersonKey(name, new Uint8Array(32))).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
