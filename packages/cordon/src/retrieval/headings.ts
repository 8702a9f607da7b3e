/**
 * Section headings of clinical notes: what they are called, and the one name we give them. A heading that is not in this
 * table still starts a section, but its words stay in the chunk's text, because an unknown heading can be a name.
 */
const LEXICON: Record<string, readonly string[]> = {
  'chief complaint': [
    'reason for visit',
    'presenting complaint',
    'presenting problem',
    'reason for consultation',
    'reason for admission',
  ],
  'history of present illness': [
    'hpi',
    'present illness',
    'interval history',
    'subjective',
    's',
    'history',
    'clinical history',
  ],
  'past medical history': ['pmh', 'pmhx', 'medical history', 'past history', 'past medical hx'],
  'past surgical history': ['psh', 'surgical history', 'past surgeries'],
  'family history': ['fh', 'fhx', 'family hx'],
  'social history': ['sh', 'shx', 'social hx', 'social'],
  'review of systems': ['ros'],
  allergies: ['allergy', 'all', 'drug allergies', 'allergies and intolerances', 'adverse reactions'],
  medications: [
    'meds',
    'current medications',
    'home medications',
    'medication list',
    'medications on admission',
    'outpatient medications',
    'current meds',
    'home meds',
  ],
  'medication changes': [
    'changes to medications',
    'medicine changes',
    'medications changed',
    'what we changed and why',
  ],
  'discharge medications': ['medications on discharge', 'going home on', 'home on', 'discharge meds'],
  immunizations: ['immunisations', 'vaccinations', 'immunization history'],
  problems: ['problem list', 'active problems', 'diagnoses', 'conditions'],
  'vital signs': ['vitals', 'vs'],
  'physical exam': ['physical examination', 'pe', 'exam', 'examination', 'objective', 'o'],
  results: [
    'labs',
    'laboratory',
    'laboratory data',
    'laboratory results',
    'lab results',
    'data',
    'pertinent results',
    'laboratory studies',
    'findings',
  ],
  imaging: ['radiology', 'imaging studies', 'diagnostic imaging'],
  procedures: ['procedure', 'procedures performed', 'operation', 'operative findings', 'description of procedure'],
  'hospital course': [
    'course',
    'brief hospital course',
    'brief',
    'course in hospital',
    'ed course',
    'emergency department course',
  ],
  'assessment and plan': [
    'a/p',
    'a&p',
    'ap',
    'assessment & plan',
    'assessment/plan',
    'impression and plan',
    'assessment and recommendations',
  ],
  assessment: ['impression', 'imp', 'a', 'clinical impression', 'conclusion'],
  plan: ['p', 'recommendations', 'treatment plan', 'plan of care'],
  'discharge diagnosis': ['discharge diagnoses', 'final diagnosis', 'final diagnoses', 'principal diagnosis'],
  'discharge instructions': ['instructions', 'patient instructions', 'disposition and follow-up'],
  'follow-up': ['follow up', 'followup', 'follow-up plan'],
  disposition: ['discharge disposition', 'condition on discharge'],
  'admission diagnosis': ['admitting diagnosis', 'admission diagnoses'],
  indication: ['indications', 'indication for procedure'],
  technique: [],
  complications: [],
  'nursing note': ['nursing assessment'],
  goals: [],
  addendum: [],
}

const CANONICAL = new Map(
  Object.entries(LEXICON).flatMap(([name, others]) => [name, ...others].map((heading) => [heading, name] as const)),
)

/** The one name of a heading, or undefined when the table does not hold it. */
export function canonicalHeading(heading: string): string | undefined {
  return CANONICAL.get(plainHeading(heading))
}

/** Lower case, single spaces, no marks around: `## Plan:` and `PLAN` are `plan`. */
export function plainHeading(heading: string): string {
  return heading
    .replace(/^[#*_\s]+|[:*_#\s]+$/g, '')
    .replace(/\s+/g, ' ')
    .toLowerCase()
}

/** What a line announces: a section, and where the section's text starts within the line. */
export interface Heading {
  readonly name: string
  readonly known: boolean
  /** Offset in the line behind the heading; the line's length when nothing follows it. */
  readonly after: number
}

/** Longest heading considered, in characters. */
const HEADING_CHARACTERS_MAX = 80

/** Markdown `#`, `Heading:` from the table (text may follow), or a line all in capitals. */
export function headingOf(line: string): Heading | undefined {
  return markdown(line) ?? labelled(line) ?? capitals(line)
}

function markdown(line: string): Heading | undefined {
  if (!/^\s{0,3}#{1,6}\s+\S/.test(line) || line.length > HEADING_CHARACTERS_MAX) return undefined
  return whole(line)
}

const LABEL = /^\s{0,3}(?:\*\*)?([A-Za-z][A-Za-z&/ -]{0,60}?)(?:\*\*)?\s?:(?:\*\*)?/
/** `Findings. Right kidney 9.4 cm`: only a long word, or every short sentence could be a heading. */
const STOPPED_LABEL = /^\s{0,3}([A-Z][A-Za-z ]{5,40})\.(?=\s|$)/

function labelled(line: string): Heading | undefined {
  const match = LABEL.exec(line) ?? STOPPED_LABEL.exec(line)
  const name = match?.[1] === undefined ? undefined : canonicalHeading(match[1])
  if (!match || !name) return undefined
  return { name, known: true, after: match[0].length }
}

/** Capitals without a figure, a comma or a full stop: `NO KNOWN ALLERGIES.` and `HTN, DM2` are content. */
function capitals(line: string): Heading | undefined {
  const bare = line.trim()
  if (bare.length > HEADING_CHARACTERS_MAX || !/^[A-Z][A-Z&/() '-]+:?$/.test(bare)) return undefined
  if (canonicalHeading(bare) === undefined && !bare.endsWith(':') && bare.split(' ').length > 5) return undefined
  return bare.length < 4 && canonicalHeading(bare) === undefined ? undefined : whole(line)
}

function whole(line: string): Heading {
  const known = canonicalHeading(line)
  return { name: known ?? plainHeading(line), known: known !== undefined, after: line.length }
}
