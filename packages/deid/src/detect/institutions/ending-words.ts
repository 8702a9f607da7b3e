import type { IdentifierKind } from '../../span.ts'
import type { Tokens } from '../tokens.ts'

/** Last words, longest first: what the name ends in decides its kind. */
const ENDINGS: readonly (readonly [IdentifierKind, string])[] = [
  [
    'FACILITY',
    "internal medicine|physical therapy|physical therapists|senior living|memory care|dental group|dental care|wound center|wound care|eye center|eye care|eye associates|infusion center|infusion suite|reference lab|reference laboratory|heart care|urology|neurology|nephrology|gastroenterology|cardiology|rheumatology|endocrinology|pulmonology|oncology|medical center|medical centre|med center|med centre|med ctr|medical ctr|health center|health centre|healthcenter|surgery center|surgery ctr|cancer center|cancer institute|heart center|kidney center|nursing home|nursing center|nursing facility|assisted living|home health|home care|home health care|visiting nurses|care home|care center|rest home|retirement home|recovery commons|recovery center|rehab center|rehabilitation center|rehab|rehabilitation hospital|treatment center|behavioral health|mental health|health system|health care|healthcare|health services|health network|health & rehab|health and rehab|health|hospital|hospitals|hosp|children's hospital|hospice|hospice house|clinic|clinics|clinica|pharmacy|pharmacies|drug|drugs|drug store|drugstore|apothecary|specialty rx|infirmary|surgery|polyclinic|dispensary|pediatrics|paediatrics|dermatology|imaging|radiology|orthopedics|orthopaedics|orthopaedic institute|orthopedic institute|podiatry|ophthalmology|eye institute|laboratory|laboratories|labs|lab|sleep laboratory|diagnostics|dialysis|medical group|medical associates|family practice|family medicine|family health|primary care|urgent care|women's imaging|women's health|heart & vascular|heart and vascular|heart institute|heart research|echo associates|occupational health|respiratory|limb & brace|hand & wrist|recuperative care|board & care|family house|funeral home|mortuary|university hospital|university hosp|general hospital|general|memorial|memorial hospital|hospitals & clinics|blood bank|birth center|surgical center|institute|sanatorium|day clinic|tribal clinic|women's center|pain center|vision center|dental|dentistry|hearing|methodist|presbyterian|regional|manor|group home|shelter|univ|university med ctr|hospital lab|home|heart|medical|children",
  ],
  [
    'ORG',
    'elementary|elementary school|middle school|high school|primary school|grammar school|preschool|day school|school|school district|academy|university|college|community college|aeronautical college|seminary|montessori|kindergarten|daycare|church|chapel|temple|synagogue|mosque|cathedral|parish|tabernacle|congregation|mission|ministries|lutheran|baptist|methodist church|presbyterian church|catholic church|credit union|bank|unified|logistics|industries|enterprises|partners|fabricators|foundry|works|packing|textile|textiles|rotary|rotary club|lions club|club|union|stables|trucking|construction|roofing|plumbing|electric|motors|bakery|brewery|restaurant|diner|cafe|co-op|cooperative|growers co-op|inc|inc.|llc|corp|corporation|company|& sons|& co|& co.|associates|masonry|orchestra|society|vfw|american legion|primary|grammar|high|freight|seed exchange|farms|dairy|hs|middle|pallet co|co|scouts|buddhist temple|mills|mill|tech|technologies|solutions|consulting|post office|fire department|police department',
  ],
]

interface Ending {
  readonly kind: IdentifierKind
  readonly words: readonly string[]
}

export const BY_LAST: ReadonlyMap<string, readonly Ending[]> = byLastWord()

function byLastWord(): ReadonlyMap<string, readonly Ending[]> {
  const map = new Map<string, Ending[]>()
  for (const [kind, list] of ENDINGS) {
    for (const phrase of list.split('|')) {
      const words = phrase.replace(/'s/g, '').split(' ')
      const last = words.at(-1) ?? ''
      map.set(last, [...(map.get(last) ?? []), { kind, words }])
    }
  }
  for (const list of map.values()) list.sort((a, b) => b.words.length - a.words.length)
  return map
}

/** Specialties and what is done there: they end the name of a practice only after words that are nothing else. */
export const SPECIALTIES = new Set(
  'internal medicine|physical therapy|wound care|eye care|memory care|heart care|urology|neurology|nephrology|gastroenterology|cardiology|rheumatology|endocrinology|pulmonology|oncology'.split(
    '|',
  ),
)

/** Endings that are everyday words need two capitalised words of a name before them. */
export const WEAK_END = new Set(
  'home|heart|middle|medical|children|co|univ|hs|health|surgery|drug|drugs|imaging|radiology|lab|labs|hearing|general|memorial|dental|high|school|college|university|works|bank|mill|mills|union|primary|grammar|electric|society|temple|club|regional|rehab|hospice|clinic|pharmacy|manor|shelter|institute|dialysis|respiratory|dermatology|pediatrics|ophthalmology|podiatry|orthopedics|mission|methodist|presbyterian|baptist|lutheran|company|associates|partners|church|hospital|laboratory|congregation|diagnostics|tech|healthcare|motors|union|farms'.split(
    '|',
  ),
)

export function endsWith(tokens: Tokens, k: number, words: readonly string[]): boolean {
  let i = k
  for (let w = words.length - 1; w >= 0; w--, i--) {
    if (i < 0 || tokens.lower[i] !== words[w]) return false
    if (w > 0 && (tokens.gap[i] ?? 0) > 1) return false
  }
  return true
}
