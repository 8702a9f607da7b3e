/** What a browser does with a door: keeps its cookies, says where a request comes from, and shows the session's token. */
export interface Browser {
  readonly cookies: Map<string, string>
  /** `Set-Cookie` headers as they came, newest last. */
  readonly set: string[]
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  /** With the session's token, once `look` fetched it. */
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Fetches who is signed in, and the token. */
  look(): Promise<Answer>
  csrf: string
}

export interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly json: Record<string, unknown>
  readonly text: string
}

export function createBrowser(origin: () => string): Browser {
  const cookies = new Map<string, string>()
  const set: string[] = []

  async function send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const own = origin()
    const sent: Record<string, string> = {
      ...(cookie === '' ? {} : { cookie }),
      'sec-fetch-site': 'same-origin',
      ...(method === 'GET' ? {} : { origin: own, 'content-type': 'application/json' }),
      ...(method === 'GET' || browser.csrf === '' ? {} : { 'x-cordon-csrf': browser.csrf }),
      ...headers,
    }
    const response = await fetch(`${own}${path}`, {
      method,
      redirect: 'manual',
      headers: sent,
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    })
    for (const each of response.headers.getSetCookie()) {
      set.push(each)
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
      if (each.includes('Max-Age=0')) cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await response.text()
    const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
    return { status: response.status, code: (json.error as { code?: string } | undefined)?.code, json, text }
  }

  const browser: Browser = {
    cookies,
    set,
    csrf: '',
    get: (path, headers = {}) => send('GET', path, undefined, headers),
    post: (path, body, headers = {}) => send('POST', path, body, headers),
    async look() {
      const told = await send('GET', '/api/session', undefined, {})
      browser.csrf = typeof told.json.csrf === 'string' ? told.json.csrf : ''
      return told
    },
  }
  return browser
}
