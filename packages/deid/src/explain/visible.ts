/**
 * Characters that would steer a terminal or turn a line around, made visible: controls except tab and line ends, marks of
 * direction, and what has no width. A document must not be able to draw over what is said of it.
 */
export function visible(text: string): string {
  return text.replace(STEERING, (char) => {
    const code = char.codePointAt(0) ?? 0
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
  })
}

const STEERING = /\r(?!\n)|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
