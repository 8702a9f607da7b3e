import { describe, expect, it } from 'vitest'
import { readCacheControl } from './cache-control.ts'

const ANY = Number.POSITIVE_INFINITY

describe('what a client says of keeping', () => {
  it.each([
    [undefined, true, ANY],
    ['', true, ANY],
    ['no-store', false, ANY],
    ['No-Store', false, ANY],
    ['no-cache', true, 0],
    ['no-cache, no-store', false, 0],
    ['max-age=0', true, 0],
    ['max-age=60', true, 60],
    ['max-age=60, max-age=30', true, 30],
    ['max-age="60"', true, 60],
    ['max-age=60, no-cache', true, 0],
    ['max-stale=60', true, ANY],
    ['x-no-store', true, ANY],
    ['max-age=-1', true, ANY],
  ])('%s', (header, store, ageMaxS) => {
    expect(readCacheControl(header)).toEqual({ store, ageMaxS })
  })
})
