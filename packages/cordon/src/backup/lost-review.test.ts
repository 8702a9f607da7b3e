import { describe, expect, it } from 'vitest'
import { lostReview, rowOfLostReview } from './lost-review.ts'

describe('a review that a restore could not give back', () => {
  it('says whose it was, and nothing else is taken for one', () => {
    expect(rowOfLostReview(lostReview('openai-text'))).toBe('openai-text')
    for (const other of ['', 'cordon vendor review/1\nrow: a\n', `${lostReview('a')}more`, lostReview('A b')])
      expect(rowOfLostReview(other)).toBeUndefined()
  })
})
