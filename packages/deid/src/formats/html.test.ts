import { describe, expect, it } from 'vitest'
import { createTraveller } from './formats.fixture.ts'

describe('HTML', () => {
  it('has no name in an attribute, also where it is the only word of it', async () => {
    const document =
      '<p>Mrs. Okonkwo</p><img alt="Okonkwo"><input name="lastname" value="Okonkwo"><td role="cell" data-patient="Okonkwo" title="OKONKWO">'
    const { cleaned, restored } = await createTraveller()(document, 'html')
    expect(cleaned).not.toMatch(/okonkwo/i)
    expect(cleaned).toMatch(/<input name="lastname" value="\[NAME-\w{6}\]"><td role="cell" data-patient="\[NAME-/)
    expect(restored).toBe(document)
  })
})
