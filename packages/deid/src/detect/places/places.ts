import type { Rule } from '../rule.ts'
import { boxes } from './boxes.ts'
import { counties } from './counties.ts'
import { dwellings } from './dwellings.ts'
import { foreignStreets } from './foreign-streets.ts'
import { knownCities } from './known-cities.ts'
import { foreignPostcodes, zipLabels } from './postcodes.ts'
import { states } from './states.ts'
import { plainStreets, streets } from './streets.ts'
import { geographicNames, townNames } from './towns.ts'

/**
 * How places are found: streets from their last word back to the house number, boxes and routes, a city before its State or ZIP, well-known cities,
 * counties, towns by what leads to them or by how they are built. The State itself stays: 45 CFR 164.514(b)(2)(i)(B).
 */
export const PLACES: readonly Rule[] = [
  streets,
  plainStreets,
  foreignStreets,
  boxes,
  counties,
  states,
  zipLabels,
  knownCities,
  dwellings,
  geographicNames,
  townNames,
  foreignPostcodes,
]
