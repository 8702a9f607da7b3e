import type { IdentifierKind } from '../span.ts'
import { type Determination, tableOf } from './determination.ts'
import { type Policy, type PolicyName, policyId } from './policy.ts'
import type { Rule } from './rules.ts'

/** The policies that ship with Cordon. A site's own differ from these in data only. */
type Table = Readonly<Record<IdentifierKind, Rule>>

/** Everything goes, and leaves a random code. What follows says what is otherwise. */
const CODED_WHOLE: Table = {
  NAME: 'code',
  DATE: 'code',
  AGE90: 'code',
  STREET: 'code',
  CITY: 'code',
  ZIP: 'code',
  COUNTY: 'code',
  FACILITY: 'code',
  ORG: 'code',
  PHONE: 'code',
  FAX: 'code',
  EMAIL: 'code',
  SSN: 'code',
  MRN: 'code',
  HEALTHPLAN: 'code',
  ACCOUNT: 'code',
  LICENSE: 'code',
  VEHICLE: 'code',
  DEVICE: 'code',
  URL: 'code',
  IP: 'code',
  BIOMETRIC: 'code',
  OTHERID: 'code',
}

/** 45 CFR 164.514(b)(2)(i). Providers' names are in: the rule does not ask for it, prudence does. */
export const safeHarbor: Policy<'safe-harbor'> = {
  name: 'safe-harbor',
  version: 1,
  makes: 'clean',
  providers: 'replace',
  table: {
    ...CODED_WHOLE,
    DATE: 'code with year', // (C) all elements of dates except year
    AGE90: 'code with 90plus', // (C) ages over 89 become one category, 90 or older
    ZIP: 'code with zip3', // (B)(1)-(2)
  },
}

/** 45 CFR 164.514(e)(2): the sixteen direct identifiers go; still PHI, for research, public health or operations only. */
export const limitedDataSet: Policy<'limited-data-set'> = {
  name: 'limited-data-set',
  version: 1,
  makes: 'phi',
  providers: 'replace',
  table: {
    ...CODED_WHOLE,
    DATE: 'stays', // not among (i)-(xvi)
    AGE90: 'stays',
    CITY: 'stays', // (ii) "postal address information, other than town or city, State, and zip code"
    ZIP: 'stays',
    // (ii) names town, city, State and ZIP as what may stay of an address. A county is in neither list; coded, because a
    // reader of the rule could count it as postal address information and nobody's answer needs it beside the city.
    COUNTY: 'code',
    STREET: 'code', // (ii)
    // Not among the sixteen unless it is the patient's employer, which (b)(2) counts and (e)(2) "relatives, employers"
    // does too: a note does not say which, so all go.
    FACILITY: 'code',
    ORG: 'code',
  },
}

/** Direct identifiers coded; what an answer needs of time and place stays, so that its timeline survives. Still PHI. */
export const coded: Policy<'coded'> = {
  name: 'coded',
  version: 1,
  makes: 'phi',
  providers: 'replace',
  table: {
    ...CODED_WHOLE,
    DATE: 'stays',
    AGE90: 'stays', // exact, 90 and more too
    CITY: 'stays',
    COUNTY: 'stays',
    ZIP: 'stays',
    // Minimum necessary, 164.502(b): which house or employer it was is no part of a timeline, and either of them with a
    // date names a person. The code still tells one house from another.
    FACILITY: 'code',
    ORG: 'code',
  },
}

/** Realistic replacements, dates shifted by whole weeks: for models that stumble over codes. Still PHI. */
export const surrogate: Policy<'surrogate'> = {
  name: 'surrogate',
  version: 1,
  makes: 'phi',
  providers: 'replace',
  table: {
    NAME: 'surrogate',
    DATE: 'surrogate',
    AGE90: 'code with 90plus', // a bare number could not be put back
    STREET: 'surrogate',
    CITY: 'surrogate',
    ZIP: 'surrogate',
    COUNTY: 'surrogate',
    FACILITY: 'surrogate',
    ORG: 'surrogate',
    PHONE: 'surrogate',
    FAX: 'surrogate',
    EMAIL: 'surrogate',
    SSN: 'surrogate',
    MRN: 'surrogate',
    HEALTHPLAN: 'surrogate',
    ACCOUNT: 'surrogate',
    LICENSE: 'surrogate',
    VEHICLE: 'surrogate',
    DEVICE: 'surrogate',
    URL: 'code', // an invented address is one that a reader's program would fetch
    IP: 'code',
    BIOMETRIC: 'code',
    OTHERID: 'surrogate',
  },
}

/** 45 CFR 164.514(b)(1): what an expert determined, while the determination is in force. Throws `determination_invalid`. */
export function expertPolicy(determination: Determination): Policy<'expert'> {
  const table: Table = { ...CODED_WHOLE, ...tableOf(determination) }
  return { name: 'expert', version: 1, makes: 'clean', providers: 'replace', table, determination }
}

/** What a record calls the default policy. */
export const SAFE_HARBOR = policyId(safeHarbor)

/** The policies that need nothing beside themselves, by name. */
export const POLICIES: { readonly [N in Exclude<PolicyName, 'expert'>]: Policy<N> } = {
  'safe-harbor': safeHarbor,
  'limited-data-set': limitedDataSet,
  coded,
  surrogate,
}
