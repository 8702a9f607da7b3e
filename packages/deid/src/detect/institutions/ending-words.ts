import type { IdentifierKind } from '../../span.ts'
import type { Tokens } from '../tokens.ts'

/** Last words, longest first: what the name ends in decides its kind. */
const ENDINGS: readonly (readonly [IdentifierKind, string])[] = [
  [
    'FACILITY',
    "internal medicine|physical therapy|physical therapists|senior living|memory care|dental group|dental care|wound center|wound care|eye center|eye care|eye associates|infusion center|infusion suite|reference lab|reference laboratory|heart care|urology|neurology|nephrology|gastroenterology|cardiology|rheumatology|endocrinology|pulmonology|oncology|medical center|medical centre|med center|med centre|med ctr|medical ctr|health center|health centre|healthcenter|surgery center|surgery ctr|cancer center|cancer institute|heart center|kidney center|nursing home|nursing center|nursing facility|assisted living|home health|home care|home health care|visiting nurses|care home|care center|rest home|retirement home|recovery commons|recovery center|rehab center|rehabilitation center|rehab|rehabilitation hospital|treatment center|behavioral health|mental health|health system|health care|healthcare|health services|health network|health & rehab|health and rehab|health|hospital|hospitals|hosp|children's hospital|hospice|hospice house|clinic|clinics|clinica|pharmacy|pharmacies|drug|drugs|drug store|drugstore|apothecary|specialty rx|infirmary|surgery|polyclinic|dispensary|pediatrics|paediatrics|dermatology|imaging|radiology|orthopedics|orthopaedics|orthopaedic institute|orthopedic institute|podiatry|ophthalmology|eye institute|laboratory|laboratories|labs|lab|sleep laboratory|diagnostics|dialysis|medical group|medical associates|family practice|family medicine|family health|primary care|urgent care|women's imaging|women's health|heart & vascular|heart and vascular|heart institute|heart research|echo associates|occupational health|respiratory|limb & brace|hand & wrist|recuperative care|board & care|family house|funeral home|mortuary|university hospital|university hosp|general hospital|general|memorial|memorial hospital|hospitals & clinics|blood bank|birth center|surgical center|institute|sanatorium|day clinic|tribal clinic|women's center|pain center|vision center|dental|dentistry|hearing|methodist|presbyterian|regional|manor|group home|shelter|univ|university med ctr|hospital lab|home|heart|medical|children|trauma|trauma center|ems|ambulance|air ambulance|ambulance service|fire rescue|air medical|donor network|blood center|organ procurement|movement ctr|movement center|retina|retina center|renal|renal care|kidney ctr|kidney care|women's|surgical|surgical associates|surgical arts|sleep|sleep center|sleep medicine|family med|med clinic|medical clinic|mem clinic|mem hosp|memorial hosp|reg hosp|comm hosp|general hosp|community health|chiropractic|elder care|eldercare|infusion|home infusion|pathology|path|transplant|transplant center|transplant institute|staffing|care centre|care ctr|nursing|nursing & rehab|nursing and rehabilitation|convalescent|birth centre|midwifery|fertility|allergy|vascular|spine|spine center|spine institute|ortho|orthopaedics pllc|vision|optical|optometry|eye clinic|prosthetics|orthotics|prosthetics & orthotics|counseling|wellness|wellness center|superclinic|maternity|hospitaliers|crematory|crematorium|cremation|funeral|funeral chapel|memorial chapel|home medical|medical supply|oxygen|care pharmacy|pain clinic|foot & ankle|ent|indian hospital|indian health|veterans home|soldiers home|psychiatric|behavioral|surgicenter|endoscopy|endoscopy center|cancer care|cancer clinic|heart clinic|hospitalists|anesthesia|emergency physicians|kidney specialists|lung center|birthing center|skilled nursing|transitional care|adult day|day program|foster home|recovery house|sober living|poison center|vet center|vamc|va medical center",
  ],
  [
    'ORG',
    'elementary|elementary school|middle school|high school|primary school|grammar school|preschool|day school|school|school district|academy|university|college|community college|aeronautical college|seminary|montessori|kindergarten|daycare|church|chapel|temple|synagogue|mosque|cathedral|parish|tabernacle|congregation|mission|ministries|lutheran|baptist|methodist church|presbyterian church|catholic church|credit union|bank|unified|logistics|industries|enterprises|partners|fabricators|foundry|works|packing|textile|textiles|rotary|rotary club|lions club|club|union|stables|trucking|construction|roofing|plumbing|electric|motors|bakery|brewery|restaurant|diner|cafe|co-op|cooperative|growers co-op|inc|inc.|llc|corp|corporation|company|& sons|& co|& co.|associates|masonry|orchestra|society|vfw|american legion|primary|grammar|high|freight|seed exchange|farms|dairy|hs|middle|pallet co|co|scouts|buddhist temple|mills|mill|tech|technologies|solutions|consulting|post office|fire department|police department|schools|public schools|casino|cannery|seafood|seafoods|nails|salon|volunteers|volunteer fire|vfd|fire co|brethren|alliance|boe|isd|mfg|manufacturing|steel|foods|feed|feed & seed|lumber|hardware|auto|auto body|garage|towing|transit|transport|transportation|freightways|lines|airlines|airways|marine|shipyard|shipbuilding|boatworks|drilling|mining|quarry|ranch|orchards|vineyards|winery|nursery|packers|meats|poultry|produce|market|grocery|gazette|herald|tribune|times|beacon|chronicle|radio|guild|lodge|fellowship|assembly of god|church of christ|church of god|gurdwara|mandir|masjid|elks|kiwanis|legion|ymca|ywca|fc|rfc|little league|charter school|prep|middle high|junior high|elem|tribal college|technical college|trade school|institute of technology|staffing agency|security|janitorial|cleaners|laundry|catering|pizza|grill|bar & grill|tavern|saloon|hotel|inn & suites|resort|realty|insurance agency|plastics|glass|paper|paper mill|rubber|pipe|pipeline|power|power co|energy|petroleum|refinery|gas co|brothers|bros',
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

/** Trades and specialties: they end a name only after a word that is none of them and no ordinary word. */
export const TRADES: ReadonlySet<string> = new Set(
  'trauma|renal|retina|women|surgical|sleep|nursing|path|pathology|transplant|staffing|infusion|vascular|spine|ortho|vision|optical|allergy|ent|psychiatric|endoscopy|anesthesia|oxygen|maternity|fertility|funeral|behavioral|wellness|counseling|ems|ambulance|schools|nails|salon|auto|garage|steel|foods|feed|lumber|hardware|transit|transport|transportation|lines|marine|drilling|mining|quarry|ranch|nursery|meats|poultry|produce|market|grocery|times|radio|guild|lodge|fellowship|prep|security|laundry|glass|paper|rubber|pipe|power|energy|hotel|resort|tavern|grill|brothers|bros|plastics|volunteers|alliance|chiropractic|casino|prosthetics|orthotics|cremation|elem|fc|pizza|midwifery|optometry|convalescent|hospitalists|cleaners|beacon|herald|legion|packers|catering|realty|isd|boe'.split(
    '|',
  ),
)

/** Endings that are everyday words need two capitalised words of a name before them. */
export const WEAK_END = new Set([
  ...TRADES,
  ...'home|heart|middle|medical|children|co|univ|hs|health|surgery|drug|drugs|imaging|radiology|lab|labs|hearing|general|memorial|dental|high|school|college|university|works|bank|mill|mills|union|primary|grammar|electric|society|temple|club|regional|rehab|hospice|clinic|pharmacy|manor|shelter|institute|dialysis|respiratory|dermatology|pediatrics|ophthalmology|podiatry|orthopedics|mission|methodist|presbyterian|baptist|lutheran|company|associates|partners|church|hospital|laboratory|congregation|diagnostics|tech|healthcare|motors|union|farms'.split(
    '|',
  ),
])

export function endsWith(tokens: Tokens, k: number, words: readonly string[]): boolean {
  let i = k
  for (let w = words.length - 1; w >= 0; w--, i--) {
    if (i < 0 || tokens.lower[i] !== words[w]) return false
    if (w > 0 && (tokens.gap[i] ?? 0) > 1) return false
  }
  return true
}
