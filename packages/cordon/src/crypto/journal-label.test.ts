import { EntryClass } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { journalLabel, parseJournalLabel } from './journal-label.ts'

describe('what a key of the journal seals', () => {
  it.each(EntryClass.options)('is read back as it was written: %s', (kind) => {
    const label = { month: '2026-11', class: kind }
    expect(parseJournalLabel(journalLabel(label))).toEqual(label)
  })

  it('is every class of a month, where no class is named', () => {
    expect(parseJournalLabel('2026-11')).toEqual({ month: '2026-11' })
    expect(journalLabel({ month: '2026-11' })).toBe('2026-11')
  })

  it.each(['', '2026', '2026-13', '2026-11/', '2026-11/unheard-of', '2026-11/intent/x', 'x2026-11'])(
    'is nothing that anybody decides about: %j',
    (of) => expect(parseJournalLabel(of)).toBeUndefined(),
  )
})
