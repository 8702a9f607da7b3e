/** What a word can be. Flags are features: several may hold at once, and none is a verdict. */
export const GIVEN = 1
export const SURNAME = 2
export const COMMON = 4
export const CLINICAL = 8
export const EPONYM = 16
export const HEAD = 32
export const DRUG = 64
export const CITY_WORD = 128
export const STATE_WORD = 256
export const TITLE_WORD = 512
export const CREDENTIAL = 1024
export const RELATION = 2048
export const PARTICLE = 4096
export const MONTH = 8192
export const WEEKDAY = 16384
export const STREET_END = 32768
export const FACILITY_END = 65536
export const ORG_END = 131072
export const PERSON_VERB = 262144
export const ROLE = 524288
export const NUMBER_WORD = 1048576
/** Looks like an English or clinical word by its ending, though in no list. */
export const WORDLIKE = 2097152
export const PREPOSITION = 4194304
/** A compound with a name in it, `Okonkwo-Bright`. */
export const COMPOUND = 8388608
export const GENERATION = 16777216
