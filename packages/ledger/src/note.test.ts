import { describe, expect, it } from 'vitest'
import { openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import { createKey, sha256, verifyEd25519 } from './log.fixture.ts'
import { openNote, signNote } from './note.ts'
import { ed25519Verifier } from './verifier.ts'

// The example note of Go's golang.org/x/mod/sumdb/note package documentation: made by another implementation.
const goVkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const goText =
  'If you think cryptography is the answer to your problem,\n' + "then you don't know what your problem is.\n"
const goNote =
  `${goText}\n` +
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'

const key = createKey('log.example/a')
const other = createKey('log.example/b')
const text = 'a line\nand another — with a dash\n'

describe('a signed note', () => {
  it('of Go’s own documentation opens with its key', async () => {
    const verifier = ed25519Verifier(goVkey, { sha256, verifyEd25519 })
    expect(await openNote(goNote, [verifier])).toMatchObject({ text: goText, signedBy: [verifier] })
  })

  it('opens for whoever knows one of its keys; the others are ignored', async () => {
    const note = await signNote(text, [other.signer, key.signer])
    expect(await openNote(note, [key.verifier])).toMatchObject({ text, signedBy: [key.verifier] })
  })

  it('is refused for a bad signature of a known key, whoever else signed', async () => {
    const forged = text.replace('another', 'Another')
    const [, line = ''] = (await signNote(text, [key.signer])).split('\n\n')
    const mixed = `${await signNote(forged, [other.signer])}${line}`
    await expect(openNote(mixed, [key.verifier, other.verifier])).rejects.toMatchObject({ code: 'signature_invalid' })
    expect((await openNote(mixed, [other.verifier])).signedBy).toEqual([other.verifier])
  })

  it('is unsigned for whoever knows none of its keys, also under the same name', async () => {
    const note = await signNote(text, [key.signer])
    for (const known of [[], [other.verifier], [createKey('log.example/a').verifier]]) {
      await expect(openNote(note, known)).rejects.toMatchObject({ code: 'note_unsigned' })
    }
  })

  it.each([
    { what: 'no signature', change: (note: string) => note.replace(/^—.*\n/m, '') },
    { what: 'a hyphen for the dash', change: (note: string) => note.replace('\n— ', '\n- ') },
    { what: 'an en dash for the dash', change: (note: string) => note.replace('\n— ', '\n– ') },
    { what: 'two spaces', change: (note: string) => note.replace('log.example/a ', 'log.example/a  ') },
    { what: 'no last newline', change: (note: string) => note.trimEnd() },
    { what: 'a carriage return', change: (note: string) => note.replace('\n', '\r\n') },
    { what: 'a control character', change: (note: string) => note.replace('line', 'li\u0007ne') },
    { what: 'half a surrogate pair', change: (note: string) => note.replace('line', 'li\ud800ne') },
    { what: 'base64 without its padding', change: (note: string) => note.replace(/=+\n$/, '\n') },
    { what: 'base64 with stray bits', change: (note: string) => note.replace(/.=\n$/, '/=\n') },
    { what: 'a plus in a name', change: (note: string) => note.replace('— log', '— l+og') },
    { what: 'no empty line', change: (note: string) => note.replace('\n\n', '\n') },
    { what: '65 signatures', change: (note: string) => note + (note.split('\n\n')[1] ?? '').repeat(64) },
  ])('is malformed with $what', async ({ change }) => {
    const note = await signNote(text, [key.signer])
    expect(change(note)).not.toBe(note)
    await expect(openNote(change(note), [key.verifier])).rejects.toMatchObject({ code: 'note_malformed' })
  })

  it('cannot be made of a text that could not be read back', async () => {
    for (const bad of ['no newline', 'a\u0000b\n', '']) {
      await expect(signNote(bad, [key.signer])).rejects.toMatchObject({ code: 'note_malformed' })
    }
  })

  it.each([
    'log.example/a',
    key.vkey.replace('+', ' '),
    key.vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+'),
    key.vkey.replace(/\+A/, '+B'),
    `${key.vkey}=`,
    ` ${key.vkey}`,
  ])('is not checked with a key that is not one: %#', (vkey) => {
    expect(() => ed25519Verifier(vkey, { sha256, verifyEd25519 })).toThrow(
      expect.objectContaining({ code: 'key_malformed' }),
    )
  })
})

describe('a checkpoint', () => {
  const root = sha256(new Uint8Array(3))
  const head = { origin: 'log.example/a', size: 1234, root }

  it('says origin, size and root, once the log has signed it', async () => {
    expect(await openCheckpoint(await signCheckpoint(head, [key.signer]), key.verifier)).toEqual({
      ...head,
      root: new Uint8Array(root),
    })
  })

  it('is not the log’s when only another signed it, or when it names another log', async () => {
    const witnessed = await signCheckpoint(head, [other.signer])
    await expect(openCheckpoint(witnessed, key.verifier, [other.verifier])).rejects.toMatchObject({
      code: 'note_unsigned',
    })
    const renamed = await signCheckpoint({ ...head, origin: 'log.example/c' }, [key.signer])
    await expect(openCheckpoint(renamed, key.verifier)).rejects.toMatchObject({ code: 'checkpoint_malformed' })
  })

  it.each([
    { what: 'a leading zero', text: (root64: string) => `o\n012\n${root64}\n` },
    { what: 'a sign', text: (root64: string) => `o\n+12\n${root64}\n` },
    { what: 'a negative size', text: (root64: string) => `o\n-1\n${root64}\n` },
    { what: 'a size past 2^53', text: (root64: string) => `o\n9007199254740993\n${root64}\n` },
    { what: 'a size in hex', text: (root64: string) => `o\n0x10\n${root64}\n` },
    { what: 'no origin', text: (root64: string) => `\n12\n${root64}\n` },
    { what: 'a short root', text: () => 'o\n12\nAAAA\n' },
    { what: 'no root', text: () => 'o\n12\n' },
    { what: 'no last newline', text: (root64: string) => `o\n12\n${root64}` },
    { what: 'an empty extension line', text: (root64: string) => `o\n12\n${root64}\n\nx\n` },
  ])('is malformed with $what', ({ text: write }) => {
    const root64 = Buffer.from(root).toString('base64')
    expect(() => parseCheckpoint(write(root64))).toThrow(expect.objectContaining({ code: 'checkpoint_malformed' }))
  })

  it('may have extension lines, which say nothing to us', () => {
    const root64 = Buffer.from(root).toString('base64')
    expect(parseCheckpoint(`o\n12\n${root64}\nextension\n`)).toMatchObject({ origin: 'o', size: 12 })
  })
})
