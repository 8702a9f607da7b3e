import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBase64 } from './bytes.ts'
import { signCheckpoint } from './checkpoint.ts'
import { cosignatureVerifier } from './cosignature.ts'
import { encodeVkey, type PublicKey, parseVkey } from './key.ts'
import { arithmetic, createEcdsaKey, createKey, createWitnessKey, sha256 } from './log.fixture.ts'
import { addSignatures, noteLengthMax, openNote, signatureLine, signNote, uncheckedText } from './note.ts'
import { logVerifier } from './verifier.ts'

const log = createKey('log.example/a')
const witness = createWitnessKey('witness.example/w1', 1_679_315_147)
const head = { origin: 'log.example/a', size: 20_852_163, root: sha256(new Uint8Array(1)) }

describe('a cosignature', () => {
  it('is eight bytes of time and Ed25519 over header, time and checkpoint', async () => {
    const note = await signCheckpoint(head, [log.signer, witness.signer])
    const { signatures } = await openNote(note, [log.verifier, witness.verifier])
    const own = signatures.find(({ by }) => by === witness.verifier)?.signature ?? new Uint8Array(0)
    expect(own).toHaveLength(72)
    expect(witness.verifier.timeOf(own)).toBe(1_679_315_147)
    const message = Buffer.from(`cosignature/v1\ntime 1679315147\n${uncheckedText(note)}`)
    const key = parseVkey(witness.vkey, sha256).bytes
    expect(await arithmetic.verifyEd25519(key, message, own.subarray(8))).toBe(true)
  })

  it('does not verify with another time, for another text, or without its length', async () => {
    const text = uncheckedText(await signCheckpoint(head, [log.signer]))
    const line = await signatureLine(text, witness.signer)
    const signature = Buffer.from(line.split(' ')[2]?.trim() ?? '', 'base64').subarray(4)
    const check = (changed: Uint8Array, of = text) => witness.verifier.verify(Buffer.from(of), changed)
    expect(await check(signature)).toBe(true)
    expect(await check(signature, text.replace('20852163', '20852164'))).toBe(false)
    expect(await check(signature.subarray(1))).toBe(false)
    await fc.assert(
      fc.asyncProperty(fc.nat(8 * 72 - 1), async (bit) => {
        const changed = Uint8Array.from(signature)
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(await check(changed)).toBe(false)
      }),
    )
  })

  it('is not taken from a log’s key, nor a log’s signature from a witness’s', () => {
    const malformed = expect.objectContaining({ code: 'key_malformed' })
    expect(() => cosignatureVerifier(log.vkey, arithmetic)).toThrow(malformed)
    expect(() => logVerifier(witness.vkey, arithmetic)).toThrow(malformed)
  })

  it('is refused a time that is no whole number of seconds', async () => {
    for (const seconds of [-1, 1.5, Number.NaN, 2 ** 53]) {
      const odd = createWitnessKey('witness.example/w1', seconds)
      await expect(signatureLine('a\n', odd.signer)).rejects.toMatchObject({ code: 'range_invalid' })
    }
  })
})

describe('signatures that a witness answers', () => {
  const plain = () => signCheckpoint(head, [log.signer])

  it('are added to the note, once, and others’ are left out', async () => {
    const note = await plain()
    const text = uncheckedText(note)
    const stranger = createWitnessKey('witness.example/w2')
    const answer = (await signatureLine(text, stranger.signer)) + (await signatureLine(text, witness.signer))
    const added = await addSignatures(note, answer + answer, [witness.verifier])
    expect(added).toBe(note + (await signatureLine(text, witness.signer)))
    expect((await openNote(added, [witness.verifier])).signedBy).toEqual([witness.verifier])
  })

  it.each([
    {
      what: 'a bad one',
      answer: (line: string) => line.replace(/.{6}(.==\n)$/, 'AAAAAA$1'),
      code: 'signature_invalid',
    },
    { what: 'no lines', answer: () => '', code: 'note_malformed' },
    { what: 'other text', answer: () => 'ok\n', code: 'note_malformed' },
    { what: 'too many', answer: (line: string) => line.repeat(65), code: 'note_malformed' },
  ])('are refused whole with $what', async ({ answer, code }) => {
    const note = await plain()
    const line = await signatureLine(uncheckedText(note), witness.signer)
    await expect(addSignatures(note, answer(line), [witness.verifier])).rejects.toMatchObject({ code })
  })

  it('cannot smuggle in another text', async () => {
    const note = await plain()
    const other = await signCheckpoint({ ...head, size: 9 }, [witness.signer])
    await expect(addSignatures(note, other, [witness.verifier])).rejects.toMatchObject({ code: 'signature_invalid' })
  })
})

describe('an ECDSA key on P-256', () => {
  const key = createEcdsaKey('log.example/fips')

  it('signs notes like any other', async () => {
    const note = await signNote('a line\n', [key.signer])
    expect((await openNote(note, [key.verifier])).signedBy).toEqual([key.verifier])
    await expect(openNote(note.replace('line', 'life'), [key.verifier])).rejects.toMatchObject({
      code: 'signature_invalid',
    })
  })

  it('has the id of the key alone: the hash of its DER form', () => {
    const { bytes } = parseVkey(key.vkey, sha256)
    expect(key.signer.keyId).toBe(Buffer.from(sha256(bytes)).readUInt32BE(0))
  })

  it('is not taken where nothing can check it', () => {
    const { verifyEcdsa: _, ...without } = arithmetic
    expect(() => logVerifier(key.vkey, without)).toThrow(expect.objectContaining({ code: 'key_malformed' }))
  })
})

describe('a verifier key', () => {
  it('is read back as it was written, and only then', () => {
    const types = fc.constantFrom<PublicKey['type']>('ed25519', 'cosignature')
    const names = fc.string({ minLength: 1, maxLength: 40 }).filter((name) => /^[^\s+]+$/u.test(name))
    const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(names, types, bytes32, fc.nat(), (name, type, bytes, at) => {
        const vkey = encodeVkey(name, bytes, sha256, type)
        expect(parseVkey(vkey, sha256)).toEqual({ name, type, bytes })
        const cut = name.length + 1 + (at % (vkey.length - name.length - 1))
        const changed = `${vkey.slice(0, cut)}${vkey[cut] === 'A' ? 'B' : 'A'}${vkey.slice(cut + 1)}`
        expect(() => parseVkey(changed, sha256)).toThrow(expect.objectContaining({ code: 'key_malformed' }))
      }),
    )
  })

  it('of a type that is not known here is refused', () => {
    const ml = `w+00000000+${toBase64(Uint8Array.of(6, ...new Uint8Array(32)))}`
    expect(() => parseVkey(ml, sha256)).toThrow(expect.objectContaining({ code: 'key_malformed' }))
  })
})

describe('a note', () => {
  it('that is longer than any is refused before it is read', async () => {
    const long = await signNote(`${'x'.repeat(noteLengthMax)}\n`, [log.signer])
    await expect(openNote(long, [log.verifier])).rejects.toMatchObject({ code: 'note_malformed' })
  })

  it('with any one character changed opens no longer, or says exactly the same', async () => {
    const note = await signCheckpoint(head, [log.signer, witness.signer])
    const known = [log.verifier, witness.verifier]
    const text = uncheckedText(note)
    const places = fc.record({ at: fc.nat(note.length - 1), to: fc.constantFrom('A', '=', '\n', ' ', '—', '0', '+') })
    await fc.assert(
      fc.asyncProperty(places, async ({ at, to }) => {
        const changed = note.slice(0, at) + to + note.slice(at + 1)
        const opened = await openNote(changed, known).catch(() => undefined)
        // A signature whose key id or name was changed is an unknown one: the other still holds, over the same text.
        if (opened !== undefined) expect(opened.text).toBe(text)
      }),
      { numRuns: 400 },
    )
  })
})
