import { readdirSync, readFileSync } from 'node:fs'

/** Parts of which each is judged by a tagger that learnt from the others. */
const FOLDS = 3

/**
 * The written notes beside this file: {id, fold, text, spans}, in the order of their names. What one writer wrote is in one fold.
 */
export function readNotes({ without = [] } = {}) {
  const root = new URL('notes/', import.meta.url)
  const folders = readdirSync(root, { withFileTypes: true }).filter((one) => one.isDirectory())
  return folders
    .map(({ name }) => name)
    .filter((name) => !without.includes(name))
    .sort()
    .flatMap((folder, at) => readFolder(new URL(`${folder}/`, root), folder, at % FOLDS))
}

function readFolder(url, folder, fold) {
  const names = readdirSync(url).filter((name) => name.endsWith('.txt'))
  return names
    .sort()
    .map((name) => ({ id: `${folder}/${name}`, fold, ...readNote(readFileSync(new URL(name, url), 'utf8')) }))
}

/** The header line and the file's last newline are not part of the text; a span is `{{TYPE|exact text}}`. */
function readNote(file) {
  const body = file.slice(file.indexOf('\n') + 1).replace(/\n$/, '')
  let text = ''
  let last = 0
  const spans = []
  for (const mark of body.matchAll(/\{\{([A-Z0-9]+)\|([^{}]*)\}\}/g)) {
    text += body.slice(last, mark.index)
    spans.push({ start: text.length, end: text.length + mark[2].length, type: mark[1] })
    text += mark[2]
    last = mark.index + mark[0].length
  }
  return { text: text + body.slice(last), spans }
}

/** Lines of `harmless/`: nothing in them identifies anybody, but for the one person of each line of `same-name.txt`. */
export function readHarmless() {
  const lines = (name) =>
    readFileSync(new URL(`harmless/${name}`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
  const plain = lines('sentences.txt').map((text, at) => ({
    id: `harmless/${at}`,
    line: true,
    fold: at % FOLDS,
    text,
    spans: [],
  }))
  const people = lines('same-name.txt').map((line, at) => {
    const [text, , ...places] = line.split('\t')
    return { id: `same-name/${at}`, line: true, fold: at % FOLDS, text, spans: pairs(places.map(Number)) }
  })
  return [...plain, ...people]
}

const pairs = (places) =>
  places.flatMap((start, i) => (i % 2 === 0 ? [{ start, end: places[i + 1], type: 'NAME' }] : []))
