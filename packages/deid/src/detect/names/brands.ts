/** Products, procedures, places and programmes called after two names: nobody, unless a title or a label stands before them. */
export const BRAND_PAIRS: ReadonlySet<string> = new Set(
  'jack russell|jack daniel|john deere|johnnie walker|jim beam|bud light|betty crocker|mickey mouse|minnie mouse|ryan white|pierre robin|ivor lewis|braxton hicks|ramsay hunt|miller fisher|treacher collins|mary joseph|hong kong|sin nombre|jane roe|richard roe|john public|rose bengal|sara stedy|sara lite|sara plus|welch allyn|le fort|del nido|van herick|von recklinghausen|von willebrand|von gierke|von hippel|de quervain|de musset|de lange|da costa|del castillo|hoehn yahr|marcus gunn|argyll robertson|austin flint|graham steell|carey coombs|grey turner|midas rex|james lind|harvey wallbanger|dixie cup|bloody mary|cherry garcia|christian scientist|american indian|ivy league|young mania|mini cog|lou gehrig|jimmy choo|tommy hilfiger|calvin klein|ralph lauren|estee lauder|aunt jemima|uncle ben|captain morgan|jose cuervo|jim crow|jolly rancher|little debbie|marie curie|florence nightingale|miss universe|susan komen|timothy grass|tom collins|paget schroetter|may thurner|may hegglin|gilles tourette|louis bar|brown bag|plymouth rock|baby ruth|holly berry|guy fawkes|rolls royce|aston martin|alfa romeo|mercedes benz|land rover|ford transit|ford focus|ford fiesta|honda civic|max factor|ray ban|ben nevis|glasgow coma|abbott freestyle|jackson pratt|kelly forceps|lake louise|ann arbor|los angeles'.split(
    '|',
  ),
)

/** Makers and product lines: `Zimmer Persona`, `Edwards Sapien`, `Abbott Architect` name things, unless a given name follows. */
export const MAKERS: ReadonlySet<string> = new Set(
  'abbott medtronic philips siemens drager dräger zimmer stryker edwards biotronik baxter braun canon roche beckman sysmex bard hologic welch zoll masimo nellcor littmann hamilton puritan hospira alaris fresenius gambro terumo cordis boston guidant sorin livanova cochlear oticon phonak widex resmed respironics fisher bayer pfizer merck novartis sanofi genentech lilly amgen moderna novo teva mylan sandoz gilead dexcom libre tandem omnitron insulet mindray nihon datex mckesson cardinal smith depuy synthes arthrex biomet exactech linvatec conmed olympus pentax fuji fujifilm karl ethicon covidien intuitive integra kci acelity hollister coloplast convatec invacare drive hoyer barton broda roho geri permobil quantum quickie tilite lumex ford honda toyota nissan mazda chevrolet chevy dodge chrysler buick cadillac kia subaru lexus acura tesla harley yamaha kawasaki suzuki ducati kubota husqvarna stihl dewalt makita milwaukee bosch ryobi craftsman whirlpool maytag kenmore samsung apple google garmin fitbit omron qwen mistral gemini claude llama gorlin darzalex velcade toujeo tresiba lantus humira mepilex aquacel allevyn silvadene cologuard molina centene humana aetna cigna anthem wellmark amerigroup kaiser cochrane wiley elsevier springer'.split(
    ' ',
  ),
)

/** People of forms and examples, with any middle initial: `John Q. Public`. */
export const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'john public',
  'jane public',
  'john citizen',
  'jane citizen',
  'john doe',
  'jane doe',
])
