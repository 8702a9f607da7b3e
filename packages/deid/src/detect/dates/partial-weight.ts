import type { Reading } from '../evidence.ts'
import { DRUG } from '../flags.ts'
import { BLANK, LINE, MARK } from '../tokens.ts'

const CUE =
  /(?:^|[^a-z])(?:on|since|from|until|till|til|thru|through|by|before|after|due|dated|date|of|last|next|arr|adm|admit|admitted|discharged|disch|d\/c|seen|visit|visits|f\/u|fu|follow-?up|collected|coll|drawn|sent|received|performed|read|dictated|exp|expires|bday|birthday|dob|lmp|edd|soc|cert|recert|ct|mri|echo|cxr|bcx|hus|scope|appt|appointment|rtc|return|started|stopped|placed|pulled|removed|done|valid to|week of|wk of|between|nurse|posted|entered|faxed|signed|called|and|to|or|tonight|clinic|labs?|asp|picc|uvc|shabbos|\d{1,2}\/\d{1,2}(?:\/\d\d)?\)? ?(?:-|–|→|to|and|or)|[(@[]|→|–|period|ended|ending|[CD]\d+(?:D\d+)?|out|tka|tha|surgery|revision|bmbx|bx|biopsy|rpt|repeat|passed|tmrw|tomorrow|today|ablation|tetanus|shot|dose given|start|end|stop|opened|born|died|expired|hearing|court|picnic|scan|us|xr|mra|mris|cath|eeg|egd|pft|study|trip|flight|lands|arrives|arrived|leave|leaving|back|now)\s*\(?$/i

/** Cues too weak to make a date of what may be a score: `3/10 at rest and 7/10`. */
const LOOSE_CUE = /(?:^|[^a-z\d/])(?:and|or|to|of|between)\s$/i

const SCORE_WORD =
  /(?:\b(?:ishihara|pain|strength|power|motor|grip|score|scored|rated|apgars?|murmur|reflex(?:es)?|criteria|ratio|vision|va|mmse|moca|epworth|ranson|phq-?\d?|gad-?\d?|ecog|wells|nexus|bishop|gcs|sens|dose|dp|pt|ms|hs|gastroc|quad|abd|flexor|extensor|trial|of|x|berlin|elson|j|motor exam|ext|biceps|triceps|deltoid|ue|le|rue|lue|rle|lle|fast|positive|criteria ii|mmt|grade|level)|\d+-)[:=]?\s*$/i

const SCORE_AFTER =
  /^\s*(?:"|in\b|strength|power|murmur|systolic|diastolic|sem\b|sm\b|hsm|pain|llsb|rusb|lusb|apex|bilat|bottles|sites|screws|criteria|of\b|cm|mm|mg|ml|mcg|tab|tabs|tablet|cup|cups|inch|pack|ppd|flight|hrs?\b|hours|weeks|wks?\b|nights|days|lb|kg|taper|rules|surface|width|up\b|units|reps|sets|dots|and pain|right|left|rle|lle|rue|lue|throughout|proximally|distally|in all|limited|lim by|strip|bid|tid|qid|daily|qhs|qd|prn|stars|points|pts|ou\b|od\b|os\b|oz\b|cravings|ext\b|x\b|×|mph|chance|dilution|normal|ns\b|neg|wks|symptoms|positive|pulses|edema|correct|recall|items|bmi|pt\b|going)/i

export function partialWeight(
  reading: Reading,
  k: number,
  end: number,
  month: number,
  day: number,
  hyphen: boolean,
): number {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const before = text.slice(Math.max(0, start - 24), start)
  const after = text.slice(end, end + 16)
  if (k > 0 && (tokens.flags[k - 1] ?? 0) & DRUG) return 0
  if (SCORE_AFTER.test(after))
    return /(?:on|since|until|from|dated|thru|by)\s$/i.test(before) && !/^\s*(?:mg|cm|mm|tab|cup|inch)/i.test(after)
      ? 2
      : 0
  const cued = CUE.test(before) || atLineEdge(reading, k)
  if (hyphen) return hyphenated(before, after, month, day)
  if (day === 7 && /\b\d{1,2} $/.test(before)) return 0
  if (/\bbcx $/i.test(before) && day <= 4) return 0
  const ratio = (day <= 6 || day === 8 || day === 10 || (day === 12 && month !== 12)) && month <= day
  if (SCORE_WORD.test(before)) return 0
  if (/^0\d[/]\d\d$|^\d\d[/]0\d$/.test(text.slice(start, end)) || /^\s(?:\d{1,2}:\d\d|[0-2]\d[0-5]\d)\b/.test(after))
    return 2
  if (ratio) return cued && !LOOSE_CUE.test(before) ? 2 : 0
  return cued ? 2 : 1
}

/** `3-15` is a range of numbers unless a cue makes it a date. */
function hyphenated(before: string, after: string, month: number, day: number): number {
  if (/^ (?:at )?[0-2]?\d:[0-5]\d\b/.test(after)) return 2
  if (/^\s*(?:[a-z%]|\d|x\b)/i.test(after) && !/^\s*(?:and|at|by|via|from|for|with|k\.)/i.test(after)) return 0
  if (
    /(?:on|since|until|dated|date|thru|through|by|echo|ct|mri|cxr|asp|clinic|from|reviewed|seen|d\/c|adm|visit|drawn|till|until|admitted|discharged|dictated|signed|received|collected)\s$/i.test(
      before,
    )
  )
    return day > month || day > 12 ? 2 : 1
  return /(?:[A-Z]{2,}|\w\.\w\.|clinic) $/.test(before) && day > 12 ? 1 : 0
}

function atLineEdge(reading: Reading, k: number): boolean {
  return (
    (reading.tokens.gap[k] ?? BLANK) >= LINE ||
    (k > 0 && reading.tokens.type[k - 1] === MARK && /[|\t]/.test(reading.tokens.lower[k - 1] ?? ''))
  )
}
