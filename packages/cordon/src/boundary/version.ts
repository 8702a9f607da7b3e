import { createRequire } from 'node:module'

/** As the package names it. */
export const { version: VERSION } = createRequire(import.meta.url)('../../package.json') as { version: string }
