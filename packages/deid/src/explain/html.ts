import type { IdentifierKind } from '../span.ts'
import { type ExplainedPlace, type ExplainedText, withoutEvidence } from './explain-document.ts'
import type { Evidence } from './explainer.ts'
import { GROUP_OF } from './kind-groups.ts'
import { visible } from './visible.ts'

/**
 * One page that shows why: every identifier in its colour with its type beside it, and its rule, confidence and features
 * when it is pointed at or reached with the keyboard. No script, nothing from elsewhere, dark and light. It holds the
 * patient's words: keep it where you keep the note.
 */
export function explainHtml(texts: readonly ExplainedText[], about = 'Explanation'): string {
  const kinds = new Set(texts.flatMap(({ places }) => places.map(({ kind }) => kind)))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(about)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(about)}</h1>
<p>${texts.reduce((sum, { places }) => sum + places.length, 0)} identifiers. This page holds the words of the document.</p>
${legend([...kinds].sort())}
</header>
<main>
${texts.map(sectionOf).join('\n')}
</main>
</body>
</html>
`
}

function legend(kinds: readonly IdentifierKind[]): string {
  return `<ul class="legend">${kinds.map((kind) => `<li><mark class="${GROUP_OF[kind]}">${kind}</mark></li>`).join('')}</ul>`
}

function sectionOf({ title, text, places }: ExplainedText, n: number): string {
  const parts: string[] = []
  let at = 0
  places.forEach((place, i) => {
    parts.push(escaped(text.slice(at, place.start)), markOf(text, place, `w${n}-${i}`))
    at = place.end
  })
  const heading = title === '' ? '' : `<h2>${escaped(title)}</h2>\n`
  return `<section>${heading}<pre>${parts.join('')}${escaped(text.slice(at))}</pre></section>`
}

function markOf(text: string, place: ExplainedPlace, id: string): string {
  const { start, end, kind } = place
  const words = escaped(text.slice(start, end))
  return `<mark class="${GROUP_OF[kind]}" tabindex="0" aria-describedby="${id}">${words}<b>${kind}</b><span class="why" role="tooltip" id="${id}">${whyOf(place)}</span></mark>`
}

function whyOf(place: ExplainedPlace): string {
  if (place.because.length === 0) return `<strong>${escaped(place.rule)}</strong>: ${withoutEvidence(place)}`
  return place.because.map(evidenceOf).join('')
}

function evidenceOf({ kind, rule, score, features }: Evidence): string {
  const rows = features.map(
    ({ name, words, weight }) =>
      `<i>${weight > 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)} ${escaped(name)}${words.length === 0 ? '' : `: “${escaped(words.join(' '))}”`}</i>`,
  )
  return `<span class="by"><strong>${escaped(rule)}</strong> ${kind}, ${Math.round(score * 100)} % sure${rows.join('')}</span>`
}

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** Text on these grounds has a contrast of 7 or more (WCAG 2.2, 1.4.6); the type stands beside it for whoever sees no colour. */
const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--ink:#16181d;--line:#c9ced6;--panel:#f4f6f8;
--person:#ffd9d6;--time:#d8e6ff;--place:#d5f0d8;--house:#efe0ff;--contact:#ffe7bf;--number:#d3f1f3}
@media(prefers-color-scheme:dark){:root{--ground:#14161a;--ink:#eceff4;--line:#434a55;--panel:#1f232a;
--person:#6a1f24;--time:#1d3a70;--place:#1c4d28;--house:#4a2a70;--contact:#5c3d00;--number:#0d4a50}}
body{margin:2rem auto;max-width:60rem;padding:0 1rem;background:var(--ground);color:var(--ink);font:1rem/1.6 system-ui,sans-serif}
h1{font-size:1.3rem}h2{font-size:.9rem;margin:1.5rem 0 .3rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:.95rem/2.1 ui-monospace,monospace;margin:0;padding:1rem;border:1px solid var(--line);border-radius:.4rem}
.legend{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0}
mark{position:relative;color:var(--ink);padding:.1em .25em;border-radius:.25em;border-bottom:2px solid currentColor}
mark b{font:700 .65em system-ui,sans-serif;margin-left:.4em;vertical-align:.15em}
mark:focus{outline:3px solid currentColor;outline-offset:1px}
.person{background:var(--person)}.time{background:var(--time)}.place{background:var(--place)}
.house{background:var(--house)}.contact{background:var(--contact)}.number{background:var(--number)}
.why{display:none;position:absolute;left:0;top:100%;z-index:1;width:max-content;max-width:min(26rem,80vw);padding:.6rem .8rem;background:var(--panel);border:1px solid var(--line);border-radius:.4rem;font:.8rem/1.5 system-ui,sans-serif;white-space:normal}
mark:hover .why,mark:focus .why,mark:focus-within .why{display:block}
.by{display:block}.by+.by{margin-top:.5rem}.by i{display:block;font-style:normal;padding-left:.8rem}
@media print{.why{display:inline;position:static;border:0}}
`
