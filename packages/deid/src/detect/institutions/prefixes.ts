import type { IdentifierKind } from '../../span.ts'
import { inCapsLine } from '../caps-line.ts'
import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, MONTH } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, LOWER, TITLE } from '../tokens.ts'
import { capitals, LINKS } from './capital-words.ts'

const PREFIXES: ReadonlyMap<string, IdentifierKind> = new Map(
  (
    [
      [
        'FACILITY',
        'maison casa residence hopital hospital institut institute polyclinique clinique clinica centro centre farmacia pharmacie hospice klinikum universitatsklinikum krankenhaus spital klinik ospedale clsc chu chsld ehpad ziekenhuis sjukhuset consultorio sanatorio laboratorio laboratoire apotheke botica ysbyty',
      ],
      [
        'ORG',
        'congregation templo iglesia eglise orchestre church temple university bank knights order academia panaderia escuela ecole lycee collegio restaurante parroquia masjid beth colegio universidad universite universitat universita fabrica cooperativa mosquee paroisse taqueria gurdwara capilla kirk',
      ],
    ] as const
  ).flatMap(([kind, words]) => words.split(' ').map((word) => [word, kind] as const)),
)

/** `Church of the Open Gate`, `Institut Valmont de Génétique`; also `farmacia luz` in lower-case text. */
export const prefixes: Rule = { starts: { words: [...PREFIXES.keys()] }, read: prefixed }

/** `Church of the Open Gate`, `Institut Valmont de Génétique`; also `farmacia luz` in lower-case text. */
function prefixed(reading: Reading, k: number): void {
  const { tokens } = reading
  const kind = PREFIXES.get(tokens.lower[k] ?? '') ?? 'ORG'
  if (inCapsLine(reading, k) && (tokens.flags[k + 1] ?? 0) & (COMMON | CLINICAL)) return
  if (tokens.shape[k] === LOWER) {
    if (
      !/^(?:farmacia|iglesia|templo|panaderia|clinica)$/.test(tokens.lower[k] ?? '') ||
      tokens.gap[k + 1] !== BLANK ||
      (tokens.flags[k + 1] ?? 0) & (COMMON | CLINICAL)
    )
      return
    add(reading, tokens.start[k] ?? 0, tokens.end[k + 1] ?? 0, kind, `${kind.toLowerCase()}/prefix`, 0.68)
    return
  }
  const last = capitals(tokens, k + 1)
  if (last <= k || tokens.shape[k] !== TITLE) return
  if (
    /^(?:hospital|institute|centre|hospice|order|church|bank|university)$/.test(tokens.lower[k] ?? '') &&
    !LINKS.has(tokens.lower[k + 1] ?? '')
  )
    return
  if (/^(?:hospital|order)$/.test(tokens.lower[k] ?? '') && (tokens.flags[last] ?? 0) & (COMMON | CLINICAL | MONTH))
    return
  add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, kind, `${kind.toLowerCase()}/prefix`, 0.78)
}
