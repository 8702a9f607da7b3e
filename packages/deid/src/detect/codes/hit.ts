import { add, type Reading } from '../evidence.ts'

export function hit(
  reading: Reading,
  start: number,
  end: number,
  kind: Parameters<typeof add>[3],
  rule: string,
  score: number,
): number {
  add(reading, start, end, kind, rule, score)
  return end
}

export const CATALOGUE =
  /(?:model|lots?|fuse|part|ref|fw|firmware|ncpdp|gtin|upc|form|protocol|ndc|cpt|icd|icd-?10|icd-?10-?cm|hcpcs|loinc|snomed|sct|rxnorm|taxonomy|payer|payer ?id|drg|bin|ind|nct|oid|odometer|atc|section|article|lcd|policy|pmid|doi|revenue|rev|mileage|code|cas|isbn|sctid|snomed ct|clinvar|omim|mondo|hp|orpha|mesh|uniprot|entrez|dbsnp|cosmic|cms|ul|iec|iso|dose|population|trial of)\W{0,4}$/i
