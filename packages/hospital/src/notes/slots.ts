import { ageOn, partsOf } from '../calendar.ts'
import { HospitalError } from '../gold.ts'
import { CARS, HOSPITALS, INSURERS, PLAIN_ORGS, STEMS, TRADES } from '../lexicon/institution.ts'
import { facilityName } from '../people/house.ts'
import { createEmail, userName } from '../people/mailbox.ts'
import { createPerson } from '../people/person.ts'
import { createAddress, createPhone } from '../people/place.ts'
import { at } from '../random.ts'
import { ACCOUNT, accountYear } from '../surface/account.ts'
import { BIOMETRIC } from '../surface/biometric.ts'
import { CITY } from '../surface/city.ts'
import { COUNTY } from '../surface/county.ts'
import { clock } from '../surface/date.ts'
import { DEVICE } from '../surface/device.ts'
import { EMAIL } from '../surface/email.ts'
import { FACILITY } from '../surface/facility.ts'
import { FAX } from '../surface/fax.ts'
import { HEALTHPLAN } from '../surface/health-plan.ts'
import { IP } from '../surface/ip.ts'
import { DRIVER, LICENSE } from '../surface/license.ts'
import { MRN } from '../surface/mrn.ts'
import { ORG } from '../surface/org.ts'
import { OTHERID } from '../surface/other-id.ts'
import { PHONE, PHONE_WRITTEN } from '../surface/phone.ts'
import { SSN, SSN_WHOLE } from '../surface/ssn.ts'
import { STREET } from '../surface/street.ts'
import { URL } from '../surface/url.ts'
import { VEHICLE } from '../surface/vehicle.ts'
import { ZIP } from '../surface/zip.ts'
import type { Resolve } from '../text/fill.ts'
import { aside, decoy } from './asides.ts'
import { CLINICAL } from './clinical.ts'
import type { Scene } from './scene.ts'
import { age, clinician, date, of, person, type Slot } from './slot.ts'

/** Resolves slots of a scene: the kind's own parts first, then clinical facts, then identifiers and plain words. */
export function resolver(scene: Scene): Resolve {
  return (call) => {
    const part = scene.table.parts[call.name]
    if (part !== undefined) return { template: scene.fresh(part) }
    const slot = CLINICAL[call.name] ?? SLOTS[call.name]
    if (slot === undefined) throw new HospitalError('unknown_slot', call.name)
    return slot(scene, call)
  }
}

const he =
  (female: string, male: string): Slot =>
  (scene) =>
    scene.patient.person.sex === 'female' ? female : male
const word =
  (value: (scene: Scene) => string): Slot =>
  (scene) =>
    value(scene)
const year = (scene: Scene) => accountYear(partsOf(scene.date).year, scene.random)
const kin = (index: number) => (scene: Scene) => at(scene.patient.relatives, index)
const page = (scene: Scene) => ({ host: scene.house.host, user: scene.patient.portal })

/** Every slot that is not clinical: its name in templates, and what it writes. */
export const SLOTS: Readonly<Record<string, Slot>> = {
  pt: person((s) => s.patient.person),
  kin: person((s) => kin(0)(s).person),
  kin2: person((s) => kin(1)(s).person),
  kin3: person((s) => kin(2)(s).person),
  clerk: person((s) => s.clerk),
  aide: person((s) => s.aide),
  person: person((s) => createPerson(s.random)),
  doc: clinician((s) => s.author),
  pcp: clinician((s) => s.patient.pcp),
  lead: clinician((s) => s.patient.team[0]),
  doc2: clinician((s) => s.patient.team[1]),
  nurse: clinician((s) => s.patient.nurse),
  outsider: clinician((s) => s.outsider),
  rel: word((s) => kin(0)(s).relation),
  rel2: word((s) => kin(1)(s).relation),
  rel3: word((s) => kin(2)(s).relation),
  He: he('She', 'He'),
  he: he('she', 'he'),
  him: he('her', 'him'),
  his: he('her', 'his'),
  His: he('Her', 'His'),
  man: he('woman', 'man'),
  M: he('F', 'M'),
  parent: he('mother', 'father'),
  Sex: he('Female', 'Male'),
  date: date((s) => s.date),
  visit: date((s) => s.visit.day),
  prev: date((s) => s.before?.day ?? s.visit.day - 97),
  dob: date((s) => s.patient.birth),
  time: word((s) => clock(s.random)),
  age: age((s) => ageOn(s.patient.birth, s.date)),
  kinage: age((s) => kin(0)(s).age),
  oldage: age((s) => s.random.int(90, 103)),
  street: of(STREET, (s) => s.patient.address.street, ['written', 'written', 'again', 'unpunctuated', 'word']),
  city: of(CITY, (s) => s.patient.address.city, ['written', 'again', 'short']),
  zip: of(ZIP, (s) => s.patient.address.zip, [
    'written',
    'written',
    'five',
    'five',
    'solid',
    'nine',
    'spaced',
    'dashed',
  ]),
  county: of(COUNTY, (s) => s.patient.address.county),
  state: word((s) => s.patient.address.state.code),
  State: word((s) => s.patient.address.state.name),
  kinstreet: of(STREET, (s) => kin(0)(s).address.street, ['written', 'unpunctuated', 'word']),
  kincity: of(CITY, (s) => kin(0)(s).address.city, ['written', 'again', 'short']),
  kinzip: of(ZIP, (s) => kin(0)(s).address.zip, ['written', 'five']),
  kinstate: word((s) => kin(0)(s).address.state.code),
  place: of(CITY, (s) => createAddress(s.random).city, ['written', 'again', 'short']),
  anystreet: of(STREET, (s) => createAddress(s.random).street),
  anycounty: of(COUNTY, (s) => createAddress(s.random).county),
  anyzip: of(ZIP, (s) => createAddress(s.random).zip),
  fac: of(FACILITY, (s) => s.house.name, ['written', 'written', 'again', 'upper', 'abbreviated']),
  clinic: of(FACILITY, (s) => s.house.clinic, ['written', 'again', 'third']),
  pharmacy: of(FACILITY, (s) => s.house.pharmacy, ['written', 'again', 'third']),
  laboratory: of(FACILITY, (s) => s.house.laboratory, ['written', 'again', 'upper']),
  home: of(FACILITY, (s) => s.house.home, ['written', 'again', 'third']),
  otherfac: of(FACILITY, (s) => facilityName(s.random)),
  otherhosp: of(FACILITY, (s) => facilityName(s.random, HOSPITALS), ['written', 'abbreviated', 'short']),
  facstreet: of(STREET, (s) => s.house.address.street, ['written', 'word']),
  faccity: of(CITY, (s) => s.house.address.city, ['written', 'again', 'upper']),
  facstate: word((s) => s.house.address.state.code),
  faczip: of(ZIP, (s) => s.house.address.zip, ['written', 'five']),
  org: of(ORG, (s) => s.patient.employer, ['written', 'again', 'third', 'short']),
  otherorg: of(
    ORG,
    (s) => (s.random.chance(0.4) ? s.random.pick(PLAIN_ORGS) : `${s.random.pick(STEMS)} ${s.random.pick(TRADES)}`),
    ['written', 'third', 'short'],
  ),
  phone: of(PHONE, (s) => s.patient.phone, PHONE_WRITTEN),
  mobile: of(PHONE, (s) => s.patient.mobile, PHONE_WRITTEN),
  workphone: of(PHONE, (s) => s.patient.work, PHONE_WRITTEN),
  kinphone: of(PHONE, (s) => kin(0)(s).phone, PHONE_WRITTEN),
  kin2phone: of(PHONE, (s) => kin(1)(s).phone, PHONE_WRITTEN),
  facphone: of(PHONE, (s) => s.house.phone, PHONE_WRITTEN),
  docphone: of(PHONE, (s) => s.author.phone, PHONE_WRITTEN),
  anyphone: of(PHONE, (s) => createPhone(s.random, s.patient.address.state), PHONE_WRITTEN),
  pager: (s) => ({ type: 'PHONE', text: s.random.pattern(s.random.pick(['#####', '####', 'x####', '##-####'])) }),
  fax: of(FAX, (s) => s.house.fax),
  anyfax: of(FAX, (s) => createPhone(s.random, s.patient.address.state)),
  email: of(EMAIL, (s) => s.patient.email, ['written', 'again', 'third', 'capital', 'tagged', 'upper']),
  docemail: of(EMAIL, (s) => s.author.email, ['written', 'again', 'capital']),
  kinemail: of(EMAIL, (s) => createEmail(s.random.fork('kin'), kin(0)(s).person), ['written', 'again', 'capital']),
  anyemail: of(EMAIL, (s) => createEmail(s.random, createPerson(s.random)), ['written', 'again', 'capital']),
  ssn: of(SSN, (s) => s.patient.ssn, SSN_WHOLE),
  mrn: of(MRN, (s) => s.patient.mrn),
  member: of(HEALTHPLAN, (s) => s.patient.member),
  group: of(HEALTHPLAN, (s) => s.patient.group, ['written', 'again']),
  insurer: word((s) => s.patient.insurer),
  anyinsurer: word((s) => s.random.pick(INSURERS)),
  acct: of(ACCOUNT, year),
  npi: of(LICENSE, (s) => s.author, ['npi', 'npi', 'npispaced']),
  dea: of(LICENSE, (s) => s.author, ['dea', 'dea', 'deadashed']),
  license: of(LICENSE, (s) => s.author, ['license', 'state']),
  outnpi: of(LICENSE, (s) => s.outsider, ['npi', 'npispaced']),
  outdea: of(LICENSE, (s) => s.outsider, ['dea', 'deadashed']),
  driver: of(DRIVER, (s) => s.patient.driver),
  vehicle: of(VEHICLE, (s) => s.patient.plate),
  car: word((s) => s.patient.car),
  anycar: word((s) => s.random.pick(CARS)),
  device: of(DEVICE, () => null),
  url: of(URL, page),
  ip: of(IP, () => null),
  bio: of(BIOMETRIC, () => null),
  id: of(OTHERID, (s) => s.patient.portal),
  user: of(OTHERID, (s) => s.patient.portal, ['user', 'handle']),
  anyuser: of(OTHERID, (s) => userName(s.random, createPerson(s.random)), ['user', 'handle']),
  passport: (s) => ({ type: 'OTHERID', text: s.patient.passport }),
  docbadge: (s) => ({ type: 'OTHERID', text: s.author.badge }),
  language: word((s) => s.patient.language),
  n: (s, { form }) => String(s.random.int(1, Number(form ?? 9))),
  aside,
  decoy,
  lb: () => '{',
  rb: () => '}',
}
