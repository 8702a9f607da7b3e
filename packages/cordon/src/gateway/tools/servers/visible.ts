/**
 * What a person does not see and a model reads: control characters, bidirectional marks, tags, joiners, variation selectors and
 * fillers. Instructions hide there.
 */
const HIDDEN = /(?![\n\t])(?:[\p{Cc}\p{Cf}\u115F\u1160\u3164\uFFA0]|\u034F|[\uFE00-\uFE0F]|[\u{E0100}-\u{E01EF}])/gu

/** A text of somebody else's as a person sees it. */
export const visible = (text: string): string => text.replace(HIDDEN, '')
