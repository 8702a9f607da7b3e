import { describe, expect, it } from 'vitest'
import { withNeutralIds } from './call-ids.ts'

const turns = (id: string, other = id) => [
  { role: 'assistant', tool_calls: [{ id, type: 'function', function: { name: 'f', arguments: '{}' } }] },
  { role: 'tool', tool_call_id: other, content: 'id: 512-77-0199' },
]

describe('ids of calls', () => {
  it.each([
    'call_Xw8dKq27LmVz93pRtY6nBc41',
    'toolu_01A09q90qw90lq917835lq9',
    'fc_68af1b2c3d4e5f60718293a4b5c6d7e8',
    'rs_0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  ])('that a vendor minted stay: %s', (id) => {
    expect(withNeutralIds(turns(id))).toEqual(turns(id))
  })

  it.each([
    ['ssn-512-77-0199', 'call_cordon_1'],
    ['call_Zebulon_Quirke_512-77-0199', 'call_cordon_1'],
    ['call_ZebulonQuirkeOfPortland', 'call_cordon_1'],
    ['msg_512-77-0199', 'msg_cordon_1'],
    ['toolu_5127701995127701', 'toolu_cordon_1'],
    ['c1', 'call_cordon_1'],
  ])('that anybody else wrote are numbered: %s', (id, made) => {
    expect(withNeutralIds(turns(id))).toEqual(turns(made))
  })

  it('tie the same turns together, however many there are, and whenever they are sent again', () => {
    const two = [...turns('a'), ...turns('b')]
    expect(withNeutralIds(two)).toEqual([...turns('call_cordon_1'), ...turns('call_cordon_2')])
    expect(withNeutralIds([...two, ...turns('c')]).slice(0, 4)).toEqual(withNeutralIds(two))
  })
})
