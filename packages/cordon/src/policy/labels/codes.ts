import type { SecurityLabel } from '@cordon/contract'
import type { Coded } from './security.ts'

/** The labels that a record's clinical codes stand for. A code system that is not in the table says nothing here. */
export function labelsOfCodes(codings: readonly Coded[]): Set<SecurityLabel> {
  const labels = new Set<SecurityLabel>()
  for (const { system, code } of codings) {
    const book = code === undefined ? undefined : BOOKS.find(({ is }) => is.test(system ?? ''))
    for (const label of book?.labels(code ?? '') ?? []) labels.add(label)
  }
  return labels
}

interface Book {
  /** Of the system, as a URI or an OID. */
  readonly is: RegExp
  readonly labels: (code: string) => readonly SecurityLabel[]
}

const SUBSTANCE: readonly SecurityLabel[] = ['ETH', 'SUD']

/**
 * ICD-10-CM, by category and subcategory (CDC/NCHS, FY 2026): the longest prefix counts. F17 (nicotine) is left out, as
 * SAMHSA's own Consent2Share value sets do. Dots are dropped.
 */
const ICD10: readonly (readonly [from: string, to: string, ...labels: readonly SecurityLabel[]])[] = [
  ['F10', 'F16', ...SUBSTANCE],
  ['F18', 'F19', ...SUBSTANCE],
  ['F55', 'F55', 'ETH'],
  ['G312', 'G312', 'ETH'], // degeneration of nervous system due to alcohol
  ['G621', 'G621', 'ETH'],
  ['I426', 'I426', 'ETH'],
  ['K292', 'K292', 'ETH'],
  ['K70', 'K70', 'ETH'],
  ['O9931', 'O9932', 'ETH', 'SEX'],
  ['P044', 'P044', 'ETH'],
  ['P961', 'P961', 'ETH'],
  ['R780', 'R785', 'ETH'],
  ['T40', 'T40', 'ETH'],
  ['T436', 'T436', 'ETH'],
  ['T51', 'T51', 'ETH'],
  ['Z714', 'Z715', 'ETH'],
  ['Z811', 'Z814', 'ETH'],
  ['B20', 'B20', 'HIV'],
  ['B9735', 'B9735', 'HIV'],
  ['O987', 'O987', 'HIV', 'SEX'],
  ['R75', 'R75', 'HIV'],
  ['Z114', 'Z114', 'HIV'],
  ['Z206', 'Z206', 'HIV'],
  ['Z21', 'Z21', 'HIV'],
  ['Z2981', 'Z2981', 'HIV'],
  ['Z717', 'Z717', 'HIV'],
  ['F20', 'F48', 'PSY'],
  ['F50', 'F51', 'PSY'],
  ['F53', 'F54', 'PSY'],
  ['F60', 'F63', 'PSY'],
  ['F68', 'F69', 'PSY'],
  ['F90', 'F99', 'PSY'],
  ['R4585', 'R4585', 'PSY'],
  ['T1491', 'T1491', 'PSY'],
  ['X71', 'X83', 'PSY'],
  ['Z915', 'Z915', 'PSY'],
  ['T74', 'T74', 'SDV'],
  ['T76', 'T76', 'SDV'],
  ['X92', 'Y09', 'SDV'],
  ['Z044', 'Z044', 'SDV'],
  ['Z0471', 'Z0472', 'SDV'],
  ['Z6281', 'Z6281', 'SDV'],
  ['Z69', 'Z69', 'SDV'],
  ['Z9141', 'Z9142', 'SDV'],
  ['O9A3', 'O9A5', 'SDV', 'SEX'],
  ['A50', 'A64', 'SEX'],
  ['F52', 'F52', 'SEX'],
  ['F64', 'F66', 'SEX'],
  ['N46', 'N46', 'SEX'],
  ['N96', 'N97', 'SEX'],
  ['N52', 'N52', 'SEX'],
  ['O00', 'O9A', 'SEX'],
  ['Z113', 'Z113', 'SEX'],
  ['Z202', 'Z202', 'SEX'],
  ['Z30', 'Z34', 'SEX'],
  ['Z36', 'Z39', 'SEX'],
  ['Z3A', 'Z3A', 'SEX'],
  ['Z640', 'Z640', 'SEX'],
  ['Z70', 'Z70', 'SEX'],
  ['Z725', 'Z725', 'SEX'],
  ['Z87890', 'Z87890', 'SEX'],
  ['Z975', 'Z975', 'SEX'],
  ['D55', 'D58', 'GDIS'],
  ['D66', 'D681', 'GDIS'],
  ['D6851', 'D6852', 'GDIS'],
  ['E70', 'E72', 'GDIS'],
  ['E74', 'E77', 'GDIS'],
  ['E83110', 'E83110', 'GDIS'],
  ['E84', 'E84', 'GDIS'],
  ['E8801', 'E8801', 'GDIS'],
  ['G10', 'G11', 'GDIS'],
  ['G710', 'G711', 'GDIS'],
  ['Q85', 'Q85', 'GDIS'],
  ['Q90', 'Q99', 'GDIS'],
  ['Z1371', 'Z1379', 'GDIS'],
  ['Z14', 'Z15', 'GDIS'],
  ['Z3143', 'Z3144', 'GDIS', 'SEX'],
]

/** A code is within a range when its head, as long as the range's bounds, is. */
function icd10(code: string): SecurityLabel[] {
  const plain = code.toUpperCase().replaceAll('.', '')
  return ICD10.flatMap(([from, to, ...labels]) =>
    plain.slice(0, from.length) >= from && plain.slice(0, to.length) <= to ? labels : [],
  )
}

const listed = (...some: readonly (readonly [labels: readonly SecurityLabel[], codes: string])[]) => {
  const table = new Map(some.flatMap(([labels, codes]) => codes.split(/\s+/).map((code) => [code, labels] as const)))
  return (code: string) => table.get(code) ?? []
}

const BOOKS: readonly Book[] = [
  { is: /icd-?10|2\.16\.840\.1\.113883\.6\.(90|3)$/i, labels: icd10 },
  {
    // SNOMED CT concepts that stand for a topic whatever words are written beside them; the rest is known by its words.
    is: /snomed|2\.16\.840\.1\.113883\.6\.96$/i,
    labels: listed(
      // Disorders, their treatment; the last line as the SHIFT task force's demonstration value sets list them.
      [SUBSTANCE, '7200002 15167005 66590003 75544000 5602001 66214007 26416006 191816009 145121000119106 724713006'],
      [['ETH'], '10939881000119105 361055000 6525002 56876005 60112009 61480009 266707007 425741009'],
      [['HIV'], '86406008 165816005 62479008 31676001 278977008'],
      [['PSY'], '74732009 35489007 36923009 370143000 47505003 13746004 58214004 21897009 48694002 80583007'],
      [['PSY'], '6471006 82313006 248062006'],
      [['SDV'], '706893006 424393004 412732008 90774003 248110007 397940009'],
      [
        ['SEX'],
        '72892002 714812005 10383002 386394001 156073000 19169002 17369002 65200003 169553002 301807007 46706006',
      ],
      [['SEX'], '15628003 76272004 310861008 165829005 269828009 252160004'],
    ),
  },
  {
    // LOINC: scores of instruments and results of tests; the score says something, whatever it is.
    is: /loinc|2\.16\.840\.1\.113883\.6\.1$/i,
    labels: listed(
      [['ETH'], '75626-2 72109-2 82667-7 82666-9 68518-0 68519-8 68520-6 75624-7'], // AUDIT-C, AUDIT, DAST-10
      [['HIV'], '75622-1 56888-1 25836-8 20447-9 7917-8 29893-5 5221-7 31201-7 48345-3 58900-2 80203-3'],
      [['PSY'], '44261-6 44249-1 55758-7 70274-6 69737-5 73831-0 73832-8 28627-8 34788-0 99046-5 89208-3'],
      [['SDV'], '76499-3 76500-8 76501-6 76502-4 76503-2 76504-0 95618-5'], // HARK
      [['SEX'], '82810-3 2106-3 2118-8 76690-7 76691-5 11778-8 11996-6'], // pregnancy, orientation, gender identity
      [['GDIS'], '51969-4 81247-9 55233-1 21636-6 21640-8'], // genetic reports, BRCA
    ),
  },
  {
    // RxNorm ingredients. Products have thousands of codes and name their ingredient in words: see `phrases.ts`.
    is: /rxnorm|2\.16\.840\.1\.113883\.6\.88$/i,
    labels: listed([SUBSTANCE, '1819 6813 7243 3554 82819 352364 1010603'], [['SEX'], '389221']),
  },
  {
    // CPT and HCPCS of the encounter itself; ranges would be licensed content.
    is: /ama-assn\.org\/go\/cpt|hcpcs|2\.16\.840\.1\.113883\.6\.(12|285)$/i,
    labels: listed(
      [['PSY'], '90832 90834 90837 90839 90847 90853'],
      [['ETH'], 'H0001 H0004 H0005 H0006 H0008 H0010 H0014 H0015 H0020 H2034 H2035 99408 99409'],
      [['SEX'], '59840 59841 59850 59851 59855 58300 58301'],
    ),
  },
]
