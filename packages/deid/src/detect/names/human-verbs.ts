/** What people do and diseases, devices and forms do not; also after a word that is an everyday word at the start of a sentence. */
export const DOES: ReadonlySet<string> = new Set(
  'says said saying stated denies denied complained phoned rang texted asked verbalized verbalised agreed declined refused refuses consented endorses told answered disclosed laughed wants wanted requested ambulated ambulates walked slept ate drank smokes drove scraped seized vomited voided cried cries arrived called visited describes understands thinks believes weighs tolerating tolerated wheezing crawled crawling breastfeeding fainted collapsed insisted apologized apologised admits admitted attends attended graduated married moved retired emigrated lied swore yelled screamed smiled joked wondered worries worried hugged thanked promised knows knew likes liked loves loved enjoys enjoyed remembers forgot forgets goes went wishes wished prefers preferred cannot couldn’t refuse died drives eats sleeps coughs coughed doubted'.split(
    ' ',
  ),
)

/** Also nouns in the plural: not after an everyday word at the start of a sentence (`Case reports`). */
export const DOES_OR_IS_NOUN: ReadonlySet<string> = new Set(
  'reports states requests works lives walks drinks hopes plans calls asks visits reported returned works worked lived opened signed gave took takes comes came left made stopped started pulled passed delivered positioned kept fell held needs needed recommends recommended advises advised felt feels drew assigned recorded'.split(
    ' ',
  ),
)

/** What only a living being is. */
export const STATES: ReadonlySet<string> = new Set(
  'extubated intubated weaned transferred admitted discharged seen examined evaluated bitten counseled counselled born afebrile febrile breastfeeding oriented alert awake asleep wheezing crying dizzy dizzier allergic nauseated pregnant married single divorced widowed retired homeless tearful ambulatory ambulating confused hungry thirsty anxious calm agitated sleepy drowsy happy sad worried here home hospitalized hospitalised diagnosed intoxicated restrained unrestrained ejected arrested incarcerated taking vomiting walking talking eating drinking sleeping feeling complaining hoping npo well better worse sick ill deaf blind mute left-handed right-handed unresponsive sedated disoriented combative cooperative pleasant unable able willing reluctant refusing requesting asking waiting sitting standing lying resting scheduled due'.split(
    ' ',
  ),
)
