import type { Reading } from '../evidence.ts'
import { HEAD, PERSON_VERB } from '../flags.ts'
import { BLANK, LINE, LOWER, WORD } from '../tokens.ts'

/** Nouns that turn the name before them into a procedure, a finding, a law or a thing: `Heller myotomy`, `Henry's law`, `Miranda warnings`. */
const NOUNS = new Set(
  'sequence sequences myotomy erosions erosion exercises exercise surgery surgeries serology serologies paresis variant variants depression mania strut struts insoles contractions contraction antigens antibodies medium broth flask cycle cycles amendment act warnings warning knife chair chairs cushion beds lift scope probe module ventilator pyramid hypothesis correction coefficient statistic statistics plot distribution chi-square chi-squared tau rho alpha kappa boundaries biopsies bodies cells rods hands hearing naming series grass scooter mower mattress medal method methods prenatal panel titer titers titre virus pneumonia infection catheters stents bypasses tubes lines drains swab swabs cream ointment drops injection injections tablets tablet pills pill capsules pen pens inhaler vaccine vaccines refill refills dose doses infusion toxicity esophagectomy corset harness sling braces suit stockings oil lotion soap syrup tea wash paste stain-positive tissue spine spines position positions paralysis hemangioma gait response phenomena plexus fascia membrane membranes ligaments fossa fold folds crease sinus sulci fissures band bands streaks crisis facies habitus mydriasis tap taps apophysitis'.split(
    ' ',
  ),
)

const SUFFIX =
  /.{2}(?:otom(?:y|ies)|ectom(?:y|ies)|ostom(?:y|ies)|plast(?:y|ies)|pex(?:y|ies)|rrhaph(?:y|ies)|path(?:y|ies)|itis|osis|oses|oma|omas|emia|uria|graphy|graphs?|scop(?:y|ies)|scope|metry|meter|centesis|suspension|plegia|paresis|megaly|trophy|plasia|lysis|cillin)$/

/** A clinical noun in small letters at token `k`, on the same or the next line. Verbs of people are none: `Graves reports`. */
export function clinicalNoun({ tokens }: Reading, k: number): boolean {
  const gap = tokens.gap[k] ?? 0
  if (tokens.type[k] !== WORD || tokens.shape[k] !== LOWER || gap < BLANK || gap > LINE) return false
  const flags = tokens.flags[k] ?? 0
  if (flags & PERSON_VERB) return false
  const lower = tokens.lower[k] ?? ''
  return (flags & HEAD) !== 0 || NOUNS.has(lower) || SUFFIX.test(lower)
}
