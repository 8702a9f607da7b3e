// A worker that runs from source, under the tests: Node 20 reads no TypeScript by itself. Never loaded from a build.
import { register } from 'node:module'

register('./strip-types.mjs', import.meta.url)
