/**
 * Which three-digit ZIP prefixes may stay, 45 CFR 164.514(b)(2)(i)(B): only those whose area holds more than 20,000
 * people "according to the current publicly available data from the Bureau of the Census".
 */

/** The prefix that may stay of a ZIP code as written; `000` when it may not, or cannot be read. */
export function zip3May(value: string): string {
  const zip3 = ZIP.exec(value)?.[1]
  return zip3 === undefined || ZIP3_REFUSED.has(zip3) ? '000' : zip3
}

/** Five digits, or ZIP+4, not inside a longer number. */
const ZIP = /(?<!\d)(\d{3})\d{2}(?:[- ]?\d{4})?(?!\d)/

/** 20,000 people or fewer in the 2020 census: the sums of its ZCTA populations, 18 prefixes. */
const FEW_PEOPLE_2020 = '036 059 102 202 203 204 205 369 556 692 753 772 821 823 878 879 884 893'

/** The same by the 2000 census, 17 prefixes: the only list that HHS has printed (guidance of 26 November 2012). */
const FEW_PEOPLE_2000 = '036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893'

/**
 * Prefixes without any ZCTA in the 2020 census, so without a population: never assigned, military, or of one
 * organisation. From the Census Bureau's 2021 gazetteer (2021_Gaz_zcta_national, 33,791 ZCTAs, 896 prefixes).
 */
const NO_PEOPLE_2020 =
  '000 001 002 003 004 005 055 090 091 092 093 094 095 096 097 098 099 192 213 269 311 332 340 343 345 348 353 375 ' +
  '399 419 428 429 459 509 517 518 519 529 533 536 552 555 568 569 578 579 589 621 632 642 643 649 659 663 682 694 ' +
  '695 696 697 698 699 702 709 715 732 733 742 771 817 818 819 839 842 848 849 854 858 861 862 866 867 868 869 872 ' +
  '876 885 886 887 888 889 892 896 899 901 909 929 938 942 962 963 964 965 966 987'

/** The Virgin Islands and Guam: counted in a census of their own, which the table of populations leaves out. */
const COUNTED_ELSEWHERE = '008 969'

export const ZIP3_REFUSED: ReadonlySet<string> = new Set(
  [FEW_PEOPLE_2020, FEW_PEOPLE_2000, NO_PEOPLE_2020, COUNTED_ELSEWHERE].join(' ').split(' '),
)
