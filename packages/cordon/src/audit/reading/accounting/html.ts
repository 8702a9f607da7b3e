import type { Accounting } from './account.ts'

/**
 * The accounting as a page to print or to send: one file without a script, a font or a link to anywhere, dark on a dark
 * screen and black on paper.
 */
export function accountingHtml(accounting: Accounting): string {
  const { patient, requested, from, to, due, extended, disclosures, excluded, unattributed, expired } = accounting
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Accounting of disclosures</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Accounting of disclosures</h1>
<p class="rule">45 CFR 164.528</p>
<dl>
${facts([
  ['Individual', patient],
  ['Requested', day(requested)],
  ['Period', `${day(from)} to ${day(to)}`],
  ['To be provided by', `${day(due)} (60 days); once, with a written reason, ${day(extended)}`],
  ['Disclosures listed', String(disclosures.length)],
])}
</dl>
<h2>Disclosures</h2>
${disclosures.length === 0 ? '<p class="none">None that has to be accounted for.</p>' : table(accounting)}
<h2>Not listed, and why</h2>
<table class="excluded">
<thead><tr><th scope="col">Rule</th><th scope="col">What it covers</th><th scope="col" class="count">Left out</th></tr></thead>
<tbody>
${excluded.map(({ cite, title, count }) => `<tr><td>${safe(cite)}</td><td>${safe(title)}</td><td class="count">${count}</td></tr>`).join('\n')}
</tbody>
</table>
<p class="note">${unattributed === 0 ? 'Every disclosure of this period stated its patient.' : `${unattributed} request${unattributed === 1 ? '' : 's'} of this period stated no patient: if one concerned this individual, it is not in this list.`}</p>${expired === 0 ? '' : `\n<p class="note">${expired} disclosure${expired === 1 ? '' : 's'} of this period ${expired === 1 ? 'has' : 'have'} expired and cannot be read any more: none of them is in this list.</p>`}
</main>
</body>
</html>
`
}

function facts(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([name, value]) => `<div><dt>${safe(name)}</dt><dd>${safe(value)}</dd></div>`).join('\n')
}

function table({ disclosures }: Accounting): string {
  const rows = disclosures.map(
    ({ date, recipient, address, description, purpose, outcome }) =>
      `<tr><td class="date">${day(date)}</td><td>${safe(recipient)}<br><span class="address">${safe(address)}</span></td><td>${safe(description)}${outcome === 'answered' ? '' : ` <em>(${safe(outcome)})</em>`}</td><td>${safe(purpose)}</td></tr>`,
  )
  return `<table>
<thead><tr><th scope="col">Date</th><th scope="col">Who received it</th><th scope="col">What</th><th scope="col">What for</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}

const day = (iso: string): string => safe(iso.slice(0, 10))

function safe(text: string): string {
  return text.replaceAll(/[&<>"'\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (found) => ENTITIES[found] ?? ' ')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2127; --soft: #5b6673; --line: #d5dae0; --page: #fff; --band: #f5f7f9 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa5b1; --line: #3a434d; --page: #14181d; --band: #1b2127 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 } h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem }
.rule, .address, .note, .none { color: var(--soft) } .rule { margin: .2rem 0 1.6rem }
dl { display: grid; gap: .35rem; margin: 0 } dl div { display: grid; grid-template-columns: 11rem 1fr; gap: 1rem }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
table { width: 100%; border-collapse: collapse } th, td { text-align: left; vertical-align: top; padding: .5rem .7rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
th { font-weight: 600; background: var(--band) } .date { white-space: nowrap } .count { text-align: right; white-space: nowrap }
@media print {
  :root { --ink: #000; --soft: #333; --line: #999; --page: #fff; --band: #fff }
  body { font-size: 10.5pt } main { max-width: none; padding: 0 } thead { display: table-header-group } tr { break-inside: avoid }
  @page { margin: 18mm }
}
`
