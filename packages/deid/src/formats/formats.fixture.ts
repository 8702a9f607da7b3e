import { Phi } from '../boundary.ts'
import { createCodeBook } from '../code-book.ts'
import { NOW, newBook, newDeidentifier, seededRandom, sha256 } from '../deidentify.fixture.ts'
import { createDeidentifier } from '../deidentify.ts'
import { createDetector } from '../detect/create-detector.ts'
import type { SyncDetector } from '../detect/detector.ts'
import type { Known } from '../span.ts'
import { type DeidentifiedText, deidentifyText, restoreDocument } from './deidentify-text.ts'
import type { FormatName } from './formats.ts'

/** For the tests of formats: there and back, through the whole engine. */
export interface Trip {
  readonly cleaned: string
  readonly restored: string
  readonly report: DeidentifiedText['report']
}

export function createTraveller(with_: { detector?: SyncDetector } = {}) {
  const deidentifier = createDeidentifier({
    detector: with_.detector ?? createDetector(),
    sha256,
    now: () => NOW,
    limits: { leavesMax: 500_000, charsMax: 20_000_000, detectMsMax: 60_000 },
  })
  return async (document: string, format: FormatName, known: readonly Known[] = []): Promise<Trip> => {
    const book = createCodeBook({ random: seededRandom(), limits: { valuesMax: 200_000, bytesMax: 200_000_000 } })
    const { clean, report } = await deidentifyText(new Phi(document), { format, deidentifier, book, known })
    return { cleaned: clean.value, restored: restoreDocument(clean.value, { format, book }), report }
  }
}

/** Finds nothing: what it leaves, only the format can have found. */
export const blind: SyncDetector = {
  version: 'blind/1',
  find: (texts) => texts.map(() => []),
  findKnown: (texts) => texts.map(() => []),
}

/** The refusal of a document, as `code at place`. */
export async function refusalOf(document: string, format: FormatName): Promise<string> {
  try {
    await deidentifyText(new Phi(document), {
      format,
      deidentifier: newDeidentifier({ detector: blind }),
      book: newBook(),
    })
    return 'accepted'
  } catch (error) {
    const { code, at } = error as { code?: string; at?: string }
    return `${code ?? String(error)} at ${at ?? '-'}`
  }
}
