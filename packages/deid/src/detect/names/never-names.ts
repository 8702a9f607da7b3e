/** Pronouns, question words and such: never a name, whatever stands before. */
export const NEVER = new Set(
  "i'm i've i'll i'd it's that's there's he's she's we're we'll we've they're you're you've don't can't didn't doesn't isn't wasn't what's let's can could would should hello hi please thanks yes no the a an he she it they we you i his her their our my your this that these those who whom whose what which when where why how if and or but not no yes is was are were be been has have had do does did of in on at by to for from with as so than then there here please see also unknown none null pending unassigned n/a na tbd patient pt same new old age male female dob mrn ssn date time phone fax tel address email room bed unit floor clinic hospital department emergency internal general plan history note notes name names all any each both either some one on-call team staff office service services".split(
    ' ',
  ),
)
