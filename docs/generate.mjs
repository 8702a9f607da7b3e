// Writes docs/reference from the sources that hold the truth: `npm run docs`. A test holds the pages against this.
import { readFileSync, writeFileSync } from 'node:fs'
import { ERRORS, ROUTES, SESSION_ANSWERS } from '@cordon/contract'
import { z } from 'zod'
import { Config } from '../packages/cordon/dist/config/schema.js'

const header = (title, source) => `# ${title}\n\nMade by \`npm run docs\` from \`${source}\`.\n\n`

export function pages() {
  return {
    'configuration.md': configuration(),
    'errors.md': errors(),
    'routes.md': routes(),
    'sessions.md': sessions(),
  }
}

function configuration() {
  const rows = settings(z.toJSONSchema(Config, { io: 'input' }))
  return `${header('Configuration', 'packages/cordon/src/config/schema.ts')}\`cordon.yaml\` in the data folder. Unknown keys are errors. \`DATABASE_URL\` and \`CORDON_PG_BIN\` stand in for \`database.url\` and \`database.binFolder\`; \`CORDON_DATA\` names the data folder.\n\n| key | default | what for |\n|---|---|---|\n${rows.map(({ key, fallback, about }) => `| \`${key}\` | ${fallback} | ${about} |`).join('\n')}\n`
}

function settings(schema, prefix = '', required = []) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const key = prefix === '' ? name : `${prefix}.${name}`
    if (property.type === 'object' && property.properties) return settings(property, key, schema.required ?? required)
    const fallback =
      property.default === undefined
        ? (schema.required ?? []).includes(name)
          ? 'required'
          : '–'
        : `\`${JSON.stringify(property.default)}\``
    return [{ key, fallback, about: property.description ?? '' }]
  })
}

function errors() {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, title, mend }]) => `| \`${code}\` | ${status} | ${title} | ${mend} |`,
  )
  return `${header('Errors', 'packages/contract/src/errors.ts')}Codes are stable. A message never holds text of the request.\n\n| code | status | what | what mends it |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

function routes() {
  const rows = Object.values(ROUTES).map(
    ({ method, path, door, right, stepUp }) =>
      `| \`${method} ${path}\` | ${door} | ${right} | ${stepUp === true ? 'yes' : ''} |`,
  )
  return `${header('Routes', 'packages/contract/src/routes.ts')}| route | door | right | step-up |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

/** What the routes of one's own session answer, as a table for each shape. */
function sessions() {
  const shapes = new Map()
  for (const [name, schema] of Object.entries(SESSION_ANSWERS))
    shapes.set(schema, [...(shapes.get(schema) ?? []), name])
  const parts = [...shapes].map(([schema, names]) => {
    const heads = names.map((name) => `\`${ROUTES[name].method} ${ROUTES[name].path}\``).join(', ')
    const { anyOf, ...one } = z.toJSONSchema(schema)
    const tables = (anyOf ?? [one]).map((each) => fieldsOf(each))
    return `## ${heads}\n\n${tables.join('\n\nor\n\n')}\n`
  })
  return `${header('Sessions', 'packages/contract/src/session.ts')}What is answered with status 200 to whoever signs in or is signed in; nothing that is not here goes out. Times are milliseconds since 1970. The callbacks of an identity provider redirect (303) and answer nothing.\n\n${parts.join('\n')}`
}

function fieldsOf(schema, prefix = '') {
  const rows = rowsOf(schema, prefix)
  return `| field | type | what |\n|---|---|---|\n${rows.map(({ key, type, about }) => `| \`${key}\` | ${type} | ${about} |`).join('\n')}`
}

function rowsOf({ properties = {}, required = [] }, prefix) {
  return Object.entries(properties).flatMap(([name, each]) => {
    const inside = each.type === 'array' && each.items.properties ? each.items : each
    const key = `${prefix}${name}${inside === each ? '' : '[]'}`
    if (inside.properties) return rowsOf(inside, `${key}.`)
    const type = each.const === undefined ? typeOf(each) : `\`${each.const}\``
    return [{ key, type: required.includes(name) ? type : `${type}, optional`, about: each.description ?? '' }]
  })
}

const typeOf = ({ type, items }) =>
  type === 'array' ? `list of ${items.enum ? items.enum.join(', ') : items.type}` : type

if (process.argv[1] === new URL(import.meta.url).pathname)
  for (const [name, text] of Object.entries(pages())) writeFileSync(new URL(`reference/${name}`, import.meta.url), text)

export const read = (name) => readFileSync(new URL(`reference/${name}`, import.meta.url), 'utf8')
