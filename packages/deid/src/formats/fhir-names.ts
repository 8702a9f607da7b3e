/** Names and closed words of FHIR R4 and R4B (HL7, CC0): what is none of them could be somebody's name. */

/** What `resourceType` may say. */
export const RESOURCE_TYPES: ReadonlySet<string> = new Set(
  `
Account ActivityDefinition AdministrableProductDefinition AdverseEvent AllergyIntolerance Appointment
AppointmentResponse AuditEvent Basic Binary BiologicallyDerivedProduct BodyStructure Bundle CapabilityStatement
CarePlan CareTeam CatalogEntry ChargeItem ChargeItemDefinition Citation Claim ClaimResponse ClinicalImpression
ClinicalUseDefinition CodeSystem Communication CommunicationRequest CompartmentDefinition Composition ConceptMap
Condition Consent Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue Device
DeviceDefinition DeviceMetric DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest
DocumentReference EffectEvidenceSynthesis Encounter Endpoint EnrollmentRequest EnrollmentResponse EpisodeOfCare
EventDefinition Evidence EvidenceReport EvidenceVariable ExampleScenario ExplanationOfBenefit
FamilyMemberHistory Flag Goal GraphDefinition Group GuidanceResponse HealthcareService ImagingStudy Immunization
ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide Ingredient InsurancePlan Invoice Library
Linkage List Location ManufacturedItemDefinition Measure MeasureReport Media Medication MedicationAdministration
MedicationDispense MedicationKnowledge MedicationRequest MedicationStatement MedicinalProduct
MedicinalProductAuthorization MedicinalProductContraindication MedicinalProductDefinition
MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction MedicinalProductManufactured
MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect MessageDefinition
MessageHeader MolecularSequence NamingSystem NutritionOrder NutritionProduct Observation ObservationDefinition
OperationDefinition OperationOutcome Organization OrganizationAffiliation PackagedProductDefinition Parameters
Patient PaymentNotice PaymentReconciliation Person PlanDefinition Practitioner PractitionerRole Procedure
Provenance Questionnaire QuestionnaireResponse RegulatedAuthorization RelatedPerson RequestGroup
ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment RiskEvidenceSynthesis
Schedule SearchParameter ServiceRequest Slot Specimen SpecimenDefinition StructureDefinition StructureMap
Subscription SubscriptionStatus SubscriptionTopic Substance SubstanceDefinition SubstanceNucleicAcid
SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification
SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport TestScript ValueSet VerificationResult
VisionPrescription
`
    .trim()
    .split(/\s+/),
)

/** Words that names of elements are made of, besides ordinary ones. */
export const ELEMENT_WORDS: ReadonlySet<string> = new Set(
  `
abatement accessed achievement actor actuality additive addresses adjudication adjustment administrable adverse
affects affiliation aggregation aidc alias allele allergenic alternative altitude anchor annotation
applicability applies arrangement artifact aspect assert asserted asserter assertion assessor asset assigned
assigner assurance attester attribute audit auth authenticator authored authorisation authorization authorizing
autocreate autodelete availability axis batch behalf beneficiary billable binary binding biologically birthsex
bodysite boolean bounds cache calibration caloric cancelation candidate canonical capabilities capability
cardinality catalog causality certainty characteristic characteristics cigar citation cited classification
classified classifier closure codeable coded coding collective comorbidity comparator compartment complication
compose composite composition compositional concentration concept conditional confidentiality connection
connectivity consistency constraining constraint contained container context contraindicated contraindication
contributed contribution contributor contributorship conversion coordinate copackaged copolymer copyright
corresponding cors courtesy creation criterion criticality currency curve custodian customary cylinder dataset
deceased decimal default defining definition delete deleted denominator depends depth derivation derivative
derived desc designation destination detected diagnostic diagnostics diameter dimensions directness disclaimer
discriminator display distinct district disulfide div domain dosage duration dynamic editor eligibility enable
encode endorser endpoint enrollment enterer entity equivalence equivalent estimated etag ethnicity exception
exceptions exclusivity execution expansion experimental expiration expiry explanation expression extends fathers
filter fixture forecast formula fraction frames funding funds gender generation genome genus geographical
geometry graph grouping handling hash hierarchical hierarchy hint horizon hrf hybrid hybridisation identifier
immutable implementation implicated implicit import imports imprint impurity incidence indicator info inforce
ingredient initials initiator instance instances instant instantiates instruction insurer int integer
interactant interaction interpretation intolerance intraspecific invariant investigation investigator invoice
isotope issuer jurisdiction jurisdictional keyword kinetics laterality latitude legally lethal lifecycle
lifetime linkage links longitude maiden manifest manifestation manipulated manipulation manufacture manufactured
manufacturing mapping marital markdown marketing meaning measurement media medical medicinal medium messaging
meta metadata metric mime min minimum mitigation modality modification modified modifier module moiety molecular
monograph monomer morphology mothers naming navigation net network nominal notation nucleic nucleotide num
numerator nutrient observer occurrence offset oid oligo omb ombcategory operational operator optical orderable
orderer origin output overbooked overload override owned packaged packaging paediatric paging param parameter
parameters params participating patch payee payload performer periodic permitted pharmaceutical phylum
physiological pointer polymer polymerisation postal practitioner precedence precheck precision predecessor
prediction prefix prime priority prism probability processing pronouns provenance provision proxy publication
published publisher qualification qualified qualifier qualifiers qualitative quantitative quantity questionnaire
rank rater rationale readset receiver reconciliation recorder referenced referrer regulated regulator regulatory
rejection relatedness relates relationtype rendering repeats repetitions replaces reporter repository
representation requester requestor requirement requisition reserve residue restore restriction resulting rev
revenue reviewer revision roc routeof sampled scenario scope scoring selected selection sender sensitivity seq
sequence serial seriousness serviced setup shelf sig signer slice slicing slot snapshot software sop
specialization species specification sphere statistic stereochemistry strand stratifier stratum string
structural sub subcomponent subdetail submitter subpotent subrogation subscriber subscription substituted
substitution subsumption subtitle subunit subunits suffix supplement supplemental supplied supplier supporting
synonym synthesis teardown telecom template terminal terminology tester texture timestamp timing transform
translation translations tribal trigger udi uid undesirable unmapped unsigned updates usage uuid valid validate
validated validation validator validity valued variantset verification verified versioning width workflow xpath
`
    .trim()
    .split(/\s+/),
)

/** Words of the value sets that an element of type `code` is bound to. */
export const CODE_WORDS: ReadonlySet<string> = new Set(
  `
!= 0 0.0.80 0.0.81 0.0.82 0.01 0.05 0.06 0.11 0.4.0 0.5.0 1 1.0.0 1.0.1 1.0.2 1.1.0 1.4.0 1.6.0 1.8.0 12 2 3
3.0.0 3.0.1 3.0.2 3.3.0 3.5.0 4 4.0.0 4.0.1 4.1.0 4.3.0 4.3.0-cibuild 4.3.0-snapshot1 5 8 < <= = > >= AC ACD ACM
ACV AFT AFT.early AFT.late Address Age Annotation Any Attachment BackboneElement C CD CM CV CodeableConcept
CodeableReference Coding ContactDetail ContactPoint Contributor Count D DELETE DataRequirement Distance
DomainResource Dosage Duration E EVE EVE.early EVE.late Element ElementDefinition Expression Extension GET HEAD
HS HumanName Identifier L M MORN MORN.early MORN.late MarketingStatus Meta Money MoneyQuantity N NIGHT NOON
Narrative PATCH PC PCD PCM PCV PHS POST PUT ParameterDefinition Period Population ProdCharacteristic
ProductShelfLife Quantity R Range Ratio RatioRange Reference RelatedArtifact Resource SampledData Signature
SimpleQuantity SubstanceAmount Timing TriggerDefinition Type U UsageContext V WAKE a aa abandoned aborted above
absolute accepted active actual additional administratively-completed after after-end after-start all
all-or-none allergy allowed alternate always amended amendedWith amends animal anonymous antisense any ap append
appended appendedWith appends applicability apply approved arrived asap ascending at-most-one attachment
attested auth-requirements author authoredby available bad balanced barcode base base64Binary batch
batch-response before before-end before-start below benefits billable billed billing biologic biologicalAgent
black blue booked boolean both bundled business-rule busy busy-tentative busy-unavailable c calculation
calibrated calibration-required cancelled candidate canonical capability card cast cc cdaText cells celsius
changes checked-in choice citation claim classified-with client closed closed-to-accrual
closed-to-accrual-and-intervention code code-invalid codesystem collate collection complete completed
complex-type composed-of composite concurrent concurrent-with-end concurrent-with-start condition conflict
consequence constraint consumer contained contains continuous contraindication copy corrected could cp create
created crick critical currency current custom cyan d data-access-ended data-accessed data-added data-changed
data-collection data-modified data-removed data-requested data-required date dateOp dateTime decimal declined
deduction delete deleted deny dependents depends-on derivation derived-from descendent-of descending descriptive
device dichotomous different directive directlink disapproved discount discovery disjoint display disputed
distance dna document documentation down draft duplicate eb editor either element eligible email empty endorser
enforced entered-in-error entity environment eq equal equals equivalent error escape eval evaluate
event-notification exact exactly-one example exception executable executed exists expansion-parameter expired
explicit exposure exposure-alternative extensible extension extensions fail failed failure farenheit fatal
fatal-error fax female fhirpath filler-order final finished first fixed fluid follow-up food forbidden fragment
free fri fulfilled full-support gain ge generalizes generate-json generate-turtle generate-xml generated get
gone greaterThan green group grouped-by gt h handshake head health-unknown heartbeat high historical history
history-instance history-system history-type home html html-template id identical identifier in in-process
in-progress in-review inactive include incomplete indel independent indication individual ineligible inexact
information information-only informational instance instance-order instant integer intended interaction
intersection intolerance invalid invariant is-a is-not-a is-replaced-by issued justification kelvin kind last le
left legal lessThan level1 level2 level3 level4 literal local lock-error logical logical-group login low lt
magenta maiden male manual manufacturer-name markdown match matching mean mean-of-mean mean-of-median
measurement median median-of-mean median-of-median medication message methodNotAllowed mild min missing mo
mobile model-name moderate modified-since mon multiple multiple-matches must must-unless-documented named-event
narrower ne nearby needs-action negotiable never nickname no no-store no-version noContent none normal noshow
not not-billable not-calibrated not-done not-found not-in not-match not-present not-registered not-started
not-supported not-taken notContains notEmpty notEquals notFound notIn notModified not_first not_last
notification number oauth of-type ofType off off-study offered official offset oid ok okay old on on-error
on-hold on-study on-study-intervention on-study-observation on-success one-or-more onhold onleave only_one open
open-choice openAtEnd openapi operation option optional options order ordinal organ original-order other
other-map out outcome pager part-of partial pass patch path-pages path-resource path-tx-cache patient
patient-reported-name pattern pending pending-on-study periodic permit person personal phone phonetic physical
plan planned pointer policy polychotomous population positiveInt possible post postal potential
potential-candidate practitioner preauthorization preconditionFailed predecessor predetermination preferred
preliminary preparation primitive-type print printoper processing produced producer professional profile
proposal proposed provided put qty quantity queried query query-event query-status question queued quotation
read ready received receiver red refer reference referenced reflex-order regex registered rejected related
related-person relatedto removal renewed replaced-by replacedWith replaces req-revalid request requested
required requirement requirements reserved resolved resolves resource response rest-hook retired reval-fail
reviewer revision revoked rfid right rna root routine rule-broken-links s sa sat scheduled screening
search-system search-type searchset secondary security seealso self-reported sender sense sentence-group server
setting severe share signs single skip sms snapshot snp source special specialization specializes specific
standby start stat stop stopped string structure subject-list substance subsumes success successor summary sun
superseded supplement suppressed surcharge suspended target tax temp temporarily-closed-to-accrual
temporarily-closed-to-accrual-and-intervention tentative terminated test test-engine test-fails test-passes text
throttled thu time timeout tissue token too-costly too-long transaction transaction-response transformedWith
transforms transient transient-error translate triaged triggers truncate tue two-point type type-and-types
typeAttr types udi-label-name unable-to-assess unavailable undesirable-effect union unknown unmatched
unprocessable unsatisfactory unsignedInt unspecified up update urgent uri url user-friendly-name usual uuid
val-fail validated validation value variable versioned versioned-update visual-group vread waiting waitlist
warning watson websocket wed white wider withdrawn wk work working xhtml xml xmlAttr xmlText yellow yes
`
    .trim()
    .split(/\s+/),
)
