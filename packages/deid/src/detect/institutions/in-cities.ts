import { add, type Reading } from '../evidence.ts'
import { introduced } from './short-names.ts'

/** `Memorial Hospital in Atlanta` and `Houston, TX` are one place: the facility, its city, and the state where no ZIP follows. */
export function joinCities(reading: Reading): void {
  introduced(reading)
  const { text, found } = reading
  const cities = found.filter((finding) => finding.kind === 'CITY')
  const ends = new Map(found.filter((finding) => finding.kind === 'FACILITY').map((finding) => [finding.end, finding]))
  for (const city of cities) {
    const state = STATE_AFTER.exec(text.slice(city.end, city.end + 10))
    if (state !== null && STATES.has(state[1] ?? ''))
      add(reading, city.start, city.end + 4, 'CITY', 'city/with-state', 0.6)
    for (const gap of [4, 2]) {
      const facility = ends.get(city.start - gap)
      if (facility !== undefined && IN_CITY.test(text.slice(facility.end, city.start)))
        add(reading, facility.start, city.end, 'FACILITY', 'facility/in-city', 0.86)
    }
  }
}

const IN_CITY = /^(?: in |, | - )$/

const STATE_AFTER = /^, ([A-Z]{2})\b(?! ?\d{5}|\n\d{5})/

const STATES = new Set(
  'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR'.split(
    ' ',
  ),
)
