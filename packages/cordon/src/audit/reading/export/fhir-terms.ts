/** A code of FHIR R4 with its system. */
export interface Coding {
  readonly system: string
  readonly code: string
  readonly display?: string
}

const DCM = 'http://dicom.nema.org/resources/ontology/DCM'
const REST = 'http://hl7.org/fhir/restful-interaction'
const LIFECYCLE = 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle'
const coding = (system: string, code: string, display: string): Coding => ({ system, code, display })

const PROFILES = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit'

/** IHE ITI Basic Audit Log Patterns 1.1, on FHIR R4. */
export const PROFILE = {
  patientRead: `${PROFILES}.PatientRead`,
  patientQuery: `${PROFILES}.PatientQuery`,
  query: `${PROFILES}.Query`,
  disclosure: `${PROFILES}.PrivacyDisclosure.Source`,
  authorization: `${PROFILES}.AuthZconsent`,
} as const

export const TYPE = {
  rest: coding('http://terminology.hl7.org/CodeSystem/audit-event-type', 'rest', 'Restful Operation'),
  export: coding(DCM, '110106', 'Export'),
  import: coding(DCM, '110107', 'Import'),
  alert: coding(DCM, '110113', 'Security Alert'),
  login: coding(DCM, '110114', 'User Authentication'),
  application: coding(DCM, '110100', 'Application Activity'),
  logUsed: coding(DCM, '110101', 'Audit Log Used'),
} as const

export const SUBTYPE = {
  read: coding(REST, 'read', 'read'),
  search: coding(REST, 'search', 'search'),
  operation: coding(REST, 'operation', 'operation'),
  disclose: coding(LIFECYCLE, 'disclose', 'Disclose Record Lifecycle Event'),
  deidentify: coding(LIFECYCLE, 'deidentify', 'De-Identify (Anononymize) Record Lifecycle Event'),
  reidentify: coding(LIFECYCLE, 'reidentify', 'Re-identify Record Lifecycle Event'),
  authorization: coding(
    'https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType',
    'AuthZ-Consent',
    'Authorization Decision using Roles and Consent',
  ),
  login: coding(DCM, '110122', 'Login'),
  logout: coding(DCM, '110123', 'Logout'),
  configuration: coding(DCM, '110131', 'Security Configuration'),
  emergencyStarted: coding(DCM, '110127', 'Emergency Override Started'),
  emergencyStopped: coding(DCM, '110128', 'Emergency Override Stopped'),
} as const

export const ROLE = {
  source: coding(DCM, '110153', 'Source Role ID'),
  destination: coding(DCM, '110152', 'Destination Role ID'),
  application: coding(DCM, '110150', 'Application'),
  user: coding('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP', 'information recipient'),
  agent: coding('http://terminology.hl7.org/CodeSystem/v3-RoleClass', 'AGNT', 'agent'),
  organization: coding('http://terminology.hl7.org/CodeSystem/v3-RoleClass', 'PROV', 'healthcare provider'),
  authorizer: coding(
    'http://terminology.hl7.org/CodeSystem/extra-security-role-type',
    'authserver',
    'authorization server',
  ),
} as const

const ENTITY = 'http://terminology.hl7.org/CodeSystem/audit-entity-type'
const OBJECT = 'http://terminology.hl7.org/CodeSystem/object-role'
export const ENTITY_TYPE = {
  person: coding(ENTITY, '1', 'Person'),
  object: coding(ENTITY, '2', 'System Object'),
  consent: coding('http://hl7.org/fhir/resource-types', 'Consent', 'Consent'),
  transaction: coding(
    'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
    'XrequestId',
    'X-Request-Id',
  ),
} as const
export const OBJECT_ROLE = {
  patient: coding(OBJECT, '1', 'Patient'),
  report: coding(OBJECT, '3', 'Report'),
  domain: coding(OBJECT, '4', 'Domain Resource'),
  query: coding(OBJECT, '24', 'Query'),
} as const

export const OBSERVER_TYPE = coding(
  'http://terminology.hl7.org/CodeSystem/security-source-type',
  '4',
  'Application Server',
)

export const purposeOf = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code }],
})
