/** Words that tell `3/14` the date from `3/14` the score. `before` ends where the number begins, `after` begins where it ends. */

const anyOf = (...lists: readonly string[]): string =>
  lists.join(' ').trim().split(/\s+/).join('|').replaceAll('_', ' ')

/** What leads to a date: prepositions, what happens on a day, what is done on one. */
const CUES = anyOf(
  'on since from until till til thru through by before after due dated date of last next between last_use last_used same_day that_day week_of wk_of',
  'arr adm admit admitted discharged disch d\\/c dc seen visits? f\\/u fu follow-?up rtc return appt appointment back now home out off',
  'collected coll drawn sent received performed read dictated nurse posted entered faxed signed called reviewed notes? entry log filed applied',
  'exp expires expired valid_to bday birthday dob born died lmp edd edc ega soc cert recert dos missed last_check',
  'ct mri mra mris echo cxr us xr scan hus bcx cath eeg egd pft picc uvc asp bmbx bx biopsy labs? inr gtt bmp cbc ua qc study scope',
  'tka tha surgery revision ablation removal repeat rpt recheck review tetanus shot dose_given tdap flu mmr rsv vaccine booster hip knee',
  "started stopped placed pulled removed done start end stop ended ending period opened closed refill(?:ed)? filled picked_up delivery ship(?:ped)? rec'?d",
  'passed hearing court trial picnic trip flight lands arrives arrived leave leaving clinic shabbos service burial heard_by new_date pass_date',
  'tonight today tomorrow tmrw mon(?:day)? tues?(?:day)? wed(?:nesday)? thu(?:rs(?:day)?)? fri(?:day)? sat(?:urday)? sun(?:day)? night morning evening afternoon',
  'and to or [(@[] → – \\d{1,2}\\/\\d{1,2}(?:\\/\\d\\d)?\\)?_?(?:-|–|→|to|and|or) [CD]\\d+(?:D\\d+)?',
)

const CUE = new RegExp(`(?:^|[^a-z])(?:${CUES})[,:]?\\s*\\(?$`, 'i')

export const hasDateCue = (before: string): boolean => CUE.test(before)

/** Cues too weak to make a date of what may be a score: `3/10 at rest and 7/10`. */
export const isLooselyCued = (before: string): boolean => /(?:^|[^a-z\d/])(?:and|or|to|of|between)\s$/i.test(before)

/** Cues strong enough against a word of measure after the number. */
export const isStay = (before: string): boolean => /(?:on|since|until|from|dated|thru|by)\s$/i.test(before)

export const HYPHEN_CUE =
  /(?:on|since|until|dated|date|thru|through|by|echo|ct|mri|cxr|asp|clinic|from|reviewed|seen|d\/c|adm|visit|drawn|till|admitted|discharged|dictated|signed|received|collected|called|off|out|placed|due|died|born|last|sent|faxed)\s$/i

/** Tests, muscles, eyes and scales that are given as so much of so much. */
const SCORES = anyOf(
  'ishihara pain strength power motor motor_exam grip score scored rated apgars? murmur reflex(?:es)? criteria criteria_ii ratio vision va sens dose dp pt ms hs',
  'mmse moca epworth ranson phq-?\\d? gad-?\\d? ecog wells nexus bishop gcs berlin elson j gds beighton rey katz lawton scale slums bims csat audit ciwa cows rass',
  'morse braden mini-?cog clock recall fast gastroc quad abd flexor extensor ext biceps triceps deltoid ue le rue lue rle lle mmt steinberg fisher',
  'trial positive grade level stage class max pass low category cms-?\\d* form rule bnt quota seats? bipap nippv nimv cpap peep smokes rev version screen(?:ed)? risk fev factor sits? urgency attendance iop rate stations tally batting',
)

const SCORE = new RegExp(`(?:\\b(?:${SCORES})|\\d+-)(?: (?:is|was|today|now|score|[lr]))*[:=,]?\\s*\\(?$`, 'i')

export const isScore = (before: string): boolean => SCORE.test(before) || isScoreOf(before)

/** `score of 3/10`, `strength was 4/5`. */
export const isScoreOf = (before: string): boolean =>
  /\b(?:score|strength|power|pain|dose|total|grade|rating|out|result|max|half|strengths|odds|ratio|vision|acuity|bottle|murmur|best|apgars?) (?:of|is|was|were|and) $|\d\/\d{1,2} (?:vs\.?|versus) $|\brev\. $/i.test(
    before,
  )

/** `day 3/7`, `page 1/4`: so many of so many. */
export const isCount = (before: string): boolean =>
  /(?:\b(?:(?<!(?:same|that) )day|week|wk|cycle|sessions?|part|pg|page|step|box|x|dose|item|slide|fraction|vol)|p\.) ?#?$/i.test(
    before,
  )

const MEASURES = anyOf(
  'in\\b strength power murmur systolic diastolic sem\\b sm\\b hsm pain llsb rusb lusb apex bilat bottles sites screws criteria of\\b cm\\b mm\\b mg\\b ml\\b mcg tab tabs tablet cup cups',
  'inch pack ppd flight hrs?\\b hours weeks wks?\\b nights days lb kg taper rules surface width up\\b units reps sets dots and_pain right left rle lle rue lue throughout',
  'proximally distally in_all limited lim_by strip bid tid qid daily qhs qd prn stars points pts ou\\b od\\b os\\b oz\\b cravings ext\\b x\\b × mph chance dilution normal ns\\b neg',
  'wks symptoms positive pulses edema correct recall items bmi pt\\b going sessions stations months\\b h\\b tender q- bag click visits urgent wickets innings lines steps',
  'questions answers teeth quadrants nodes cores lobes segments patients cases',
)

const MEASURE_AFTER = new RegExp(`^"|^\\s*(?:${MEASURES})`, 'i')

export const isScoreAfter = (after: string): boolean => MEASURE_AFTER.test(after)
