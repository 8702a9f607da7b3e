import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
import { CLINICAL, PREPOSITION } from '../flags.ts'
import { CAPS, TITLE, WORD } from '../tokens.ts'

export const INSIDE = new Set(['of', 'the', 'and', '&', 'de', 'la', 'des', 'du', "'"])

/** Back over the capitalised words of the name, with `St.`, `&`, `of` and possessives inside. */
export function nameStart(reading: Reading, last: number): number {
  const { tokens } = reading
  let first = last + 1
  for (let i = last; i >= 0 && last - i < 9; i--) {
    if ((tokens.gap[i + 1] ?? 0) > 1) break
    const lower = tokens.lower[i] ?? ''
    const plainCaps =
      tokens.shape[i] === CAPS &&
      i < last &&
      (tokens.flags[i] ?? 0) & (PREPOSITION | CLINICAL) &&
      inCapsLine(reading, i)
    if (
      !plainCaps &&
      tokens.type[i] === WORD &&
      (tokens.shape[i] === TITLE || tokens.shape[i] === CAPS) &&
      !STOPS.has(lower)
    ) {
      first = i
      continue
    }
    const possessive = lower === 's' && tokens.lower[i - 1] === "'"
    const dot = lower === '.' && /^(?:st|mt|ft|ste|dr|[a-z])$/.test(tokens.lower[i - 1] ?? '')
    if (possessive || dot || (INSIDE.has(lower) && i < last) || lower === "'") continue
    break
  }
  return first
}

/** Words that are never the start of an institution's name. */
const STOPS = new Set(
  'the at in from to for with by he she they patient pt dr mr mrs ms our this that seen admitted discharged via per and or if she her his we you employer school pharmacy please call see follow transferred location facility preferred at: hospital home lives seen referring any no not was is a an ed er icu micu comparison emergency main outpatient inpatient surgical medical cardiology bed room cook morning rose school employer k department dept      history past social '.split(
    ' ',
  ),
)
