import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectorOf } from '../deidentify.fixture.ts'
import { sniffFormat } from './deidentify-text.ts'
import { blind, createTraveller, refusalOf } from './formats.fixture.ts'

const lines = (...all: string[]): string => all.join('\r\n')

const MESSAGE = lines(
  'Received: from mx.mercy.example ([10.1.2.3])',
  '\tby mail.example.org; Mon, 13 May 2024 10:15:00 -0500',
  'From: "Stone, Carol MD" <carol.stone@mercy.example>',
  'To: Ada Bell <ada.bell@example.org>,',
  ' =?utf-8?Q?Zo=C3=AB_Bell?= <zoe@example.org>, undisclosed:;',
  'Date: Mon, 13 May 2024 10:15:00 -0500',
  'Subject: Ada Bell: results of 5/12/2024',
  'Message-ID: <20240513.8817345@mercy.example>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="=_mercy.example_001"',
  '',
  'This is a message in parts.',
  '--=_mercy.example_001',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Dear Ada Bell, your MRN is 8817345. Zo=C3=AB may call 217-555-0142, or the wa=',
  'rd. Sincerely, Carol Stone =3D)',
  '--=_mercy.example_001',
  'Content-Type: text/html; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<p>Dear <b>Ada Bell</b>, Ren=E9 Bell =',
  'was here.</p>',
  '--=_mercy.example_001',
  'Content-Type: text/plain; name="Ada Bell.txt"',
  'Content-Disposition: attachment; filename="Ada Bell.txt"',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('Ada Bell was seen on 5/12/2024. '.repeat(4)).toString('base64').replace(/.{76}/g, '$&\r\n'),
  '--=_mercy.example_001--',
  '',
)

describe('a mail message', () => {
  it('leaves without its people, in every header, part and encoding, and comes back to the byte', async () => {
    const { cleaned, restored } = await createTraveller()(MESSAGE, 'eml')
    const decoded =
      cleaned.replace(/=\r\n/g, '') +
      Buffer.from(/base64\r\n\r\n([\s\S]*?)\r\n--/.exec(cleaned)?.[1] ?? '', 'base64').toString()
    expect(decoded).not.toMatch(/Ada|Bell|Stone|Carol|Zo|Ren|mercy|example\.org|8817345|0142|10\.1\.2\.3|5\/12|May/)
    expect(restored).toBe(MESSAGE)
  })

  it('keeps its header fields valid, with nobody to send to', async () => {
    const { cleaned } = await createTraveller({ detector: blind })(MESSAGE, 'eml')
    const [head = ''] = cleaned.split('\r\n\r\n', 1)
    expect(head.split('\r\n')).toEqual([
      expect.stringMatching(/^X-Cordon-Code: \[OTHERID-\w{6}\]$/),
      expect.stringMatching(/^From: "NAME-\w{6}" <EMAIL-\w{6}@cordon\.invalid>$/),
      expect.stringMatching(/^To: NAME-\w{6} <EMAIL-\w{6}@cordon\.invalid>,$/),
      expect.stringMatching(/^ =\?utf-8\?Q\?NAME-\w{6}\?= <EMAIL-\w{6}@cordon\.invalid>, undisclosed:;$/),
      expect.stringMatching(/^Date: 1 Jan 2024 00:00:00 -0000 \(\[DATE-2024-\w{6}\]\)$/),
      'Subject: Ada Bell: results of 5/12/2024',
      expect.stringMatching(/^Message-ID: <OTHERID-\w{6}@cordon\.invalid>$/),
      'MIME-Version: 1.0',
      expect.stringMatching(/^Content-Type: multipart\/mixed; boundary="OTHERID-\w{6}"$/),
    ])
  })

  it('keeps a boundary one, and lines of quoted-printable short', async () => {
    const { cleaned } = await createTraveller()(MESSAGE, 'eml')
    const boundary = /boundary="([^"]+)"/.exec(cleaned)?.[1] ?? ''
    expect(cleaned.split(`--${boundary}`)).toHaveLength(5)
    expect(Math.max(...cleaned.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78)
  })

  it('opens a message within a message', async () => {
    const outer = lines(
      'From: a@example.org',
      'Date: Tue, 14 May 2024 08:00:00 -0500',
      'Content-Type: message/rfc822',
      '',
      MESSAGE,
    )
    const { cleaned, restored } = await createTraveller()(outer, 'eml')
    expect(cleaned).not.toMatch(/Carol|ada\.bell|May 2024/)
    expect(restored).toBe(outer)
  })

  it('restores any text in any transfer encoding, charset and line ending', async () => {
    const secrets = ['Ada Bell', 'Zoë Ångström', 'a=b & <c>']
    const travel = createTraveller({ detector: detectorOf(secrets.map((value) => ({ kind: 'NAME', value }))) })
    const word = fc.oneof(
      fc.stringMatching(/^[ -~]{0,20}$/),
      fc.constantFrom(...secrets),
      fc.constant('é'),
      fc.constant('\r\n'),
    )
    const quoted = (text: string, charset: BufferEncoding): string =>
      Array.from(Buffer.from(text, charset), (byte) =>
        (byte > 0x7e || byte === 0x3d) && byte !== 10 && byte !== 13
          ? `=${byte.toString(16).toUpperCase()}`
          : String.fromCharCode(byte),
      ).join('')
    const softened = (text: string): string => text.replace(/(?:=[0-9A-F]{2}|[^=\r\n]){60}/g, '$&=\r\n')
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' ')),
        fc.constantFrom<readonly [string, BufferEncoding]>(['utf-8', 'utf8'], ['iso-8859-1', 'latin1']),
        fc.constantFrom('8bit', 'quoted-printable', 'base64'),
        fc.constantFrom('text/plain', 'text/html'),
        async (body, [charset, encoding], transfer, type) => {
          const encode = {
            '8bit': () => body,
            'quoted-printable': () => softened(quoted(body, encoding)),
            base64: () =>
              Buffer.from(body, encoding)
                .toString('base64')
                .replace(/.{76}(?=.)/g, '$&\r\n'),
          }[transfer] as () => string
          const document = lines(
            `Content-Type: ${type}; charset=${charset}`,
            `Content-Transfer-Encoding: ${transfer}`,
            '',
            encode(),
          )
          const { cleaned, restored } = await travel(document, 'eml')
          expect(cleaned).not.toContain('Ada Bell')
          expect(restored).toBe(document)
        },
      ),
      { numRuns: 300, seed: 1 },
    )
  })

  it('is known when seen', () => {
    expect(sniffFormat(MESSAGE)).toBe('eml')
    expect(sniffFormat('From: the ward\nSubject: a note\n\nSeen today.')).toBe('text')
  })

  it.each([
    ['a line that is no header', 'From: a@b.example\r\nhello\r\n\r\nbody', 'format_invalid at line 2'],
    [
      'a message without its last boundary',
      lines('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'x'),
      'format_invalid at part 1',
    ],
    ['a multipart without a boundary', lines('Content-Type: multipart/mixed', '', 'x'), 'format_invalid at part '],
    [
      'an image',
      lines('Content-Type: image/png', 'Content-Transfer-Encoding: base64', '', '/9g='),
      'format_unsupported at body',
    ],
    ['a PDF', lines('Content-Type: application/pdf', '', '%PDF'), 'format_unsupported at body'],
    [
      'an unknown transfer encoding',
      lines('Content-Transfer-Encoding: x-uuencode', '', 'begin'),
      'format_unsupported at body',
    ],
    [
      'an unknown charset',
      lines('Content-Type: text/plain; charset=utf-7', 'Content-Transfer-Encoding: base64', '', 'AAAA'),
      'format_unsupported at body',
    ],
    ['broken base64', lines('Content-Transfer-Encoding: base64', '', 'A*=='), 'format_invalid at body'],
    ['multiparts without end', nested(12), 'input_too_large at part 1.1.1.1.1.1.1.1.1.1.1'],
    [
      'messages without end',
      'Content-Type: message/rfc822\r\n\r\n'.repeat(12),
      'input_too_large at body, body, body, body, body',
    ],
  ])('refuses %s', async (_, document, refusal) => {
    expect(await refusalOf(document, 'eml')).toBe(refusal)
  })
})

function nested(depth: number): string {
  if (depth === 0) return '\r\nx'
  return lines(
    `Content-Type: multipart/mixed; boundary=b${depth}`,
    '',
    `--b${depth}`,
    nested(depth - 1),
    `--b${depth}--`,
    '',
  )
}
