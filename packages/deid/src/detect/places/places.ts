import type { Rule } from '../rule.ts'
import { addresses } from './addresses.ts'
import { bareZips } from './bare-zips.ts'
import { boxes } from './boxes.ts'
import { counties } from './counties.ts'
import { dwellings } from './dwellings.ts'
import { foreignStreets, gluedStreets } from './foreign-streets.ts'
import { journeys } from './journeys.ts'
import { knownCities } from './known-cities.ts'
import { beforeLands, letterheads } from './lands.ts'
import { headedStreets, lowerStreets } from './lower-streets.ts'
import { cityLabels, countyLabels } from './place-labels.ts'
import { blocks, directions, houses, nakedStreets, namedRoads, ordinalStreets, trailerParks } from './plain-streets.ts'
import { addressAnswers, foreignPostcodes, zipLabels } from './postcodes.ts'
import { corners, cornerWords, roads } from './roads.ts'
import { spokenRoutes, spokenStreets } from './spoken-streets.ts'
import { states } from './states.ts'
import { plainStreets, streets } from './streets.ts'
import { geographicNames, townNames } from './towns.ts'

/**
 * How places are found: streets from their last word back to the house number, boxes and routes, a city before its State or ZIP, well-known cities,
 * counties, towns by what leads to them or by how they are built. The State itself stays: 45 CFR 164.514(b)(2)(i)(B).
 */
export const PLACES: readonly Rule[] = [
  addresses,
  streets,
  plainStreets,
  lowerStreets,
  headedStreets,
  nakedStreets,
  namedRoads,
  ordinalStreets,
  spokenStreets,
  spokenRoutes,
  trailerParks,
  blocks,
  houses,
  directions,
  foreignStreets,
  gluedStreets,
  roads,
  corners,
  cornerWords,
  boxes,
  counties,
  cityLabels,
  countyLabels,
  states,
  zipLabels,
  addressAnswers,
  bareZips,
  knownCities,
  dwellings,
  journeys,
  beforeLands,
  letterheads,
  geographicNames,
  townNames,
  foreignPostcodes,
]
