import { CordonError } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { parseBaseUrl, parseOrigin } from './egress.origin.ts'

function codeOf(act: () => unknown): string {
  try {
    act()
    return 'accepted'
  } catch (error) {
    return error instanceof CordonError ? error.code : 'not a CordonError'
  }
}

describe('parseOrigin', () => {
  it.each([
    ['https://api.openai.com', 'public'],
    ['https://eu.api.openai.com:8443', 'public'],
    ['https://10.20.0.5:8000', 'private'],
    ['https://[fd12::5]', 'private'],
    ['http://127.0.0.1:11434', 'loopback'],
    ['http://localhost:11434', 'loopback'],
    ['http://[::1]:8080', 'loopback'],
  ])('takes %s as %s', (text, reach) => expect(parseOrigin(text)).toMatchObject({ text, reach }))

  it.each([
    'http://api.openai.com', // no TLS
    'http://10.20.0.5:8000',
    'http://2130706433', // 127.0.0.1 in decimal, octal, hexadecimal, short
    'http://0177.0.0.1',
    'http://0x7f.0.0.1',
    'http://127.1',
    'https://[::ffff:127.0.0.1]',
    'https://[::ffff:7f00:1]',
    'https://[64:ff9b::7f00:1]',
    'https://169.254.169.254',
    'https://0.0.0.0',
    'https://api.openai.com.',
    'https://API.openai.com',
    'https://api.openai.com:443',
    'https://user:key@api.openai.com',
    'https://api.openai.com/v1',
    'https://münchen.example',
    'https://a_b.example',
    'https://',
    'ftp://api.openai.com',
    'file:///etc/passwd',
    'api.openai.com',
    '',
  ])('refuses %s', (text) => expect(codeOf(() => parseOrigin(text))).toBe('egress_refused'))
})

describe('parseBaseUrl', () => {
  it.each([
    ['https://api.openai.com/v1', 'https://api.openai.com', '/v1'],
    ['https://api.example.com', 'https://api.example.com', ''],
    ['https://api.example.com/', 'https://api.example.com', ''],
    ['http://127.0.0.1:8000/a/b-c/v1/', 'http://127.0.0.1:8000', '/a/b-c/v1'],
  ])('splits %s', (baseUrl, origin, path) => expect(parseBaseUrl(baseUrl)).toEqual({ origin, path }))

  it.each([
    'http://2130706433/v1',
    'https://api.example.com:443/v1',
    'https://key@api.example.com/v1',
    'https://api.example.com/v1?api-version=1',
    'https://api.example.com/v1#x',
    'https://api.example.com/a b',
    'https://api.example.com\\@127.0.0.1/v1',
    'local://extract',
    'not a url',
  ])('refuses %s', (baseUrl) => expect(codeOf(() => parseBaseUrl(baseUrl))).toBe('egress_refused'))
})
