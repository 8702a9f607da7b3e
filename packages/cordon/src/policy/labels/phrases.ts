import type { SecurityLabel } from '@cordon/contract'

/** What words of a note stand for. `mention` is a part of a regular expression, matched whole, without regard to case. */
export interface Topic {
  readonly labels: readonly SecurityLabel[]
  readonly mention: string
  /** Said of a relative, it is not the patient's. Genes are: 45 CFR 160.103 counts a relative's disease as genetic. */
  readonly ofRelatives: 'theirs' | 'patients'
  /** That it is denied, or that a test was negative, is not about the topic. An HIV test is, whatever its result. */
  readonly denied: 'nothing' | 'counts'
}

const phrases = (text: string): string =>
  text
    .trim()
    .split(/\s*\n\s*/)
    .join('|')

/**
 * The topics that state and federal law single out, and how notes speak of them. Wide rather than narrow: what is
 * labelled without need is asked for once more; what is missed is disclosed. Part 2 is not among them: it binds the
 * records of a programme, not a topic (42 CFR 2.11, 2.12).
 */
export const TOPICS: readonly Topic[] = [
  {
    labels: ['ETH', 'SUD'],
    ofRelatives: 'theirs',
    denied: 'nothing',
    mention: phrases(`
      (?:alcohol|ethanol|etoh|drug|opioid|opiate|heroin|cocaine|cannabis|marijuana|amphetamine|methamphetamine|benzodiazepine|substance|polysubstance|iv drug|stimulant|fentanyl|inhalant)s?[- ](?:ab|mis)us\\w*
      (?:alcohol|ethanol|etoh|drug|opioid|opiate|heroin|cocaine|cannabis|amphetamine|methamphetamine|benzodiazepine|substance|stimulant|sedative)s?[- ](?:use disorder|dependen\\w+|addict\\w*|withdrawal|intoxicat\\w+|detox\\w*|overdos\\w+|rehab\\w*|relaps\\w+|cravings?)
      (?:opioid|alcohol|substance|cannabis|stimulant|cocaine)[- ]use disorders?
      alcoholi(?:sm|cs anonymous)|(?:recovering|chronic|former|active|an?) alcoholic|alcoholic (?:hepatitis|cirrhosis|cardiomyopathy|ketoacidosis|liver disease|pancreatitis|fatty liver)
      (?:unhealthy|harmful|hazardous|excessive|heavy|problem|binge) (?:alcohol )?(?:drinking|alcohol|drinker)\\w*|binge[- ]drink\\w*
      (?:mis|ab)uses? (?:drugs|alcohol|opioids|substances|heroin|cocaine)|drug[- ]seeking
      (?:uses?|using|used|injects?|injected|injecting|snorts?|smokes?|smoked) (?:heroin|cocaine|crack|meth|methamphetamine|fentanyl|opioids|iv drugs|illicit drugs|street drugs)
      (?:iv|intravenous|injection) drug us(?:e|er|ers|ing)|ivdu|pwid
      heroin|crack cocaine|methamphetamines?|speedball|cocaine metabolites?
      (?:opioid|opiate|drug|substance)[- ]addict\\w*|addicted to \\w+|addiction (?:medicine|treatment|counsell?ing|clinic|service)s?
      (?:substance|drug|alcohol) (?:rehabilitation|treatment program\\w*|counsell?ing)|detoxification|sober living|sobriety
      (?:narcotics|alcoholics) anonymous|12[- ]step|twelve[- ]step
      medication[- ]assisted treatment|opioid treatment program\\w*|methadone (?:clinic|maintenance|program\\w*)|\\botp dos\\w+
      buprenorphine\\w*|suboxone|subutex|sublocade|zubsolv|brixadi|methadone|naltrexone|vivitrol|revia|disulfiram|antabuse|acamprosate|campral|lofexidine|lucemyra
      (?:bottles?|glass(?:es)?|cans?|shots?|drinks) (?:of \\w+ )?(?:nightly|daily|every (?:night|day|evening)|(?:a|per|each) (?:night|day|evening))|(?:[3-9]|\\d\\d) drinks (?:a|per) (?:day|night|week)|last drink|drinking problem|drunk|intoxicat\\w+|hangovers?|black(?:ed )?outs? (?:from|after|when) drinking|alcohol[- ](?:related|induced|associated|level|intake)|blood alcohol|etoh|dui|dwi
      (?:uds|urine drug (?:screen|test)\\w*|tox(?:icology)? screen) ?(?:was |is )?(?:positive|pos\\b|\\+)|thc|cannabi\\w+|marijuana|smok(?:es|ed|ing) (?:weed|pot)|edibles|ecstasy|mdma|lsd|kratom|meth|speed ?balls?|benzos|snort(?:s|ed|ing)?|shoots up|inject(?:s|ed|ing) (?:drugs|into|between)|needle exchange|harm reduction|sober\\w*|drug court|(?:dirty|clean) urine
      intensive outpatient|(?:drug|alcohol) (?:problem|issue|habit)s?|(?:opioid|opiate|alcohol|cocaine) (?:crisis|agreement|treatment)|pill counts?|doctor shopping|diver(?:ts|ted|sion) of (?:opioids|medication|pills)
      delirium tremens|ciwa(?:-ar)?|wernicke\\w*|korsakoff\\w*
      overdose of (?:heroin|opioids|fentanyl|drugs)|(?:opioid|heroin|fentanyl|drug) overdose
      (?:drinks?|drinking|drank) (?:heavily|daily|every day|(?:an?|one|two|three|\\d+) (?:fifth|pint|case|lit(?:er|re)|handle|bottle|six-?pack)s?)\\w*|(?:vodka|whiske?y|gin|rum|tequila|liquor|beer) (?:a day|per day|daily|every day|each day|every night)|pints? of (?:vodka|whiske?y|gin|rum|liquor)
      withdrawal seizures?|residential rehab\\w*|(?:months|years|weeks|days) (?:clean|sober)|clean and sober|naloxone|narcan|track marks|us(?:es?|ed|ing) drugs|cocaine
    `),
  },
  {
    labels: ['HIV'],
    ofRelatives: 'patients',
    denied: 'counts',
    mention: phrases(`
      hiv(?:[-/ ]?(?:1|2|aids))?|human immunodeficiency virus|acquired immun\\w+ deficiency syndrome
      antiretrovirals?|anti-retrovirals?|haart|cd4 (?:count|cells?|\\+)|cd4\\+?
      pneumocystis|kaposi\\w*
      biktarvy|genvoya|stribild|triumeq|dovato|juluca|symtuza|odefsey|complera|atripla|truvada|descovy|cabenuva|apretude|tivicay|isentress|prezcobix|prezista|epzicom|combivir|symfi|delstrigo|pifeltro|rukobia|sunlenca
      bictegravir|dolutegravir|raltegravir|elvitegravir|cabotegravir|rilpivirine|efavirenz|doravirine|darunavir|atazanavir|lopinavir|zidovudine|azidothymidine|lamivudine|abacavir|emtricitabine|tenofovir\\w*|nevirapine|lenacapavir|maraviroc|fostemsavir
      pre-?exposure prophylaxis
    `),
  },
  {
    labels: ['PSY'],
    ofRelatives: 'theirs',
    denied: 'nothing',
    mention: phrases(`
      (?:major |recurrent |clinical |postpartum |treatment-resistant |severe |moderate |mild )?depressi(?:on|ve)(?: disorder| episode| symptoms)?|depressed mood|dysthymi\\w+
      (?:generali[sz]ed |severe |social |health )?anxiety(?: disorder| attacks?)?|panic (?:disorder|attacks?)|agoraphobia|phobias?
      bipolar(?: disorder| affective| i{1,2}| type)?|mania|manic episode|hypomani\\w+|schizo\\w+|psychosis|psychotic\\w*|hallucinat\\w+|delusion(?:s|al)|paranoi\\w+
      ptsd|post-?traumatic stress\\w*|obsessive[- ]compulsive\\w*|borderline personality|personality disorder|dissociative \\w+
      suicid\\w+|self[- ]harm\\w*|self[- ]injur\\w+|cutting behaviou?r|involuntary (?:hold|commitment|admission)|5150
      psychiatr\\w+|psychotherap\\w+|psycholog(?:ist|ical (?:evaluation|assessment|testing))|mental (?:illness|health (?:treatment|history|condition|admission|disorder)\\w*)|behaviou?ral health (?:unit|admission)|electroconvulsive
      mdd|gad|bpad|bpd|ocd|ssris?|snris?|mood stabili[sz]ers?|lithium|anhedonia|tearful|flat affect|low mood|mood (?:is |was |has been )?(?:low|stable|swings|depressed|disorder)|intrusive thoughts|flashbacks|nightmares|voices|nervous breakdown|worthless\\w*
      (?:want(?:s|ed)|wish(?:es|ed)) to (?:die|be dead)|(?:end|take|took) (?:her|his|their|my) (?:own )?life|kill (?:herself|himself|themsel\\w+|myself)|better off dead|(?:over|intentional )dosed? on|took \\d+ (?:\\w+ ){0,2}(?:tablets|pills)|therapist|counsell?or|therapy sessions?|crisis (?:line|team|unit)|locked unit|purg(?:es|ing)|restricting food|(?:fear|terrified|afraid) of (?:gaining weight|weight gain)|obsessi(?:on|ve)\\w*|compulsi(?:on|ve)\\w*|hypervigilan\\w+|catatoni\\w+|conduct disorder|oppositional\\w*|tardive
      anorexia nervosa|phq-?9 (?:is|was|of|score|total)\\w*|gad-?7 (?:is|was|of|score|total)\\w*|c-ssrs|hopeless\\w*|hear(?:s|ing)? voices|cut(?:s|ting)? (?:her|his|their|my)(?:self)? ?(?:forearms?|wrists?|arms?|thighs?|legs?)?|antidepressants?|antipsychotics?|bulimi\\w+|binge[- ]eating|eating disorder|adhd|attention[- ]deficit\\w*
      sertraline|zoloft|fluoxetine|prozac|citalopram|escitalopram|lexapro|paroxetine|venlafaxine|effexor|duloxetine|cymbalta|bupropion|wellbutrin|mirtazapine|lithium carbonate|lithobid|lamictal|quetiapine|seroquel|olanzapine|risperidone|aripiprazole|abilify|haloperidol|clozapine|ziprasidone|lurasidone|buspirone|esketamine
    `),
  },
  {
    labels: ['SDV'],
    ofRelatives: 'patients',
    denied: 'nothing',
    mention: phrases(`
      (?:domestic|intimate[- ]partner|family|spousal|gender-based|dating|interpersonal) (?:violence|abuse)
      (?:partner|husband|wife|boyfriend|girlfriend|spouse|fianc[eé]e?|ex) (?:has |had |who )?(?:hits?|struck|strikes|beats?|kick(?:s|ed)|chok(?:es|ed)|strangl(?:es|ed)|punch(?:es|ed)|slap(?:s|ped)|threaten(?:s|ed)|shov(?:es|ed)|raped|assaulted|abuse[sd])
      hark (?:score|is|of)|(?:adult|child) protective services|(?:aps|cps) (?:report|referral|case)|forensic nurse|rape kit|withholds (?:food|money|medication)|(?:elder|child) neglect
      (?:physical|sexual|emotional|psychological|verbal|child|childhood|elder|partner)(?:ly)? (?:and (?:physical|sexual|emotional|psychological) )?abus(?:e|ed|ive)|abusive (?:partner|husband|wife|boyfriend|girlfriend|relationship|marriage|spouse|father|mother|parent|home)
      victim of [\\w -]{0,30}(?:abuse|violence|assault|rape)|(?:reports|history|hx|threats?|acts?|experience|survivor) of (?:partner |domestic )?(?:violence|abuse)
      sexual(?:ly)? (?:assault\\w*|coerc\\w+|traffick\\w+|molest\\w+)|\\brap(?:e|ed|ist)\\b|molest(?:ed|ation)|incest|human traffick\\w+
      (?:beaten|hit|struck|choked|strangled|kicked|punched|threatened|assaulted|abused|hurt) by (?:her|his|their|a|the|an?)?\\s?(?:ex-?)?\\s?(?:partner|husband|wife|boyfriend|girlfriend|spouse|father|mother|stepfather|son|daughter|caregiver|ex)\\w*
      assault(?:s|ed|ing)?|non-?accidental (?:trauma|injur\\w+)|touch(?:es|ed|ing) (?:her|him|them|me) (?:at night|inappropriately|sexually|down there)|(?:women\\W?s|domestic violence|emergency) (?:shelter|refuge)|cps|dcfs|abus(?:ive|er)\\w*|slap(?:s|ped|ping)|strangl\\w+|punched|stalk(?:s|ed|ing|er)|controlling (?:partner|husband|wife|boyfriend|behaviou?r)|injuries (?:are |were )?inconsistent|(?:suspicious|patterned|unexplained) (?:bruis\\w+|burns?|injur\\w+)|bruises (?:in|of) (?:various|different)|forced (?:her|him|them|me) (?:to|into)|mandated report\\w*|safety plan (?:for|at) home|perpetrator|will not let (?:her|him)|hits? (?:her|him|them|me)|beats? (?:her|him|them|me)|trafficked
      afraid of (?:her|his|their) (?:ex-?)?(?:partner|husband|wife|boyfriend|girlfriend|spouse)|unsafe at home|not (?:feel(?:ing)? )?safe at home|restraining order|protective order|battered
    `),
  },
  {
    labels: ['SEX'],
    ofRelatives: 'theirs',
    denied: 'nothing',
    mention: phrases(`
      pregnan\\w+|gravid\\w*|g\\d+ ?p\\d+\\w*|antenatal|prenatal|obstetric\\w*|postpartum|trimester|miscarr\\w+|stillb\\w+|ectopic|abortion\\w*|termination of pregnancy|mifepristone|misoprostol
      contracepti\\w+|birth control|intrauterine (?:contraceptive )?device|\\biuds?\\b|nexplanon|depo-?provera|mirena|paragard|etonogestrel|levonorgestrel|tubal ligation|vasectomy|emergency contraception|plan b one-step
      (?:beta-?)?hcg|gestation\\w*|f(?:o)?etal|f(?:o)?etus|iugr|ovulation|letrozole|clomi(?:d|phene)|iui|oral contracepti\\w+|ocps?|estradiol|testosterone|he/him|she/her|they/them|top surgery|chest surgery|penis|penile|vagin\\w+|vulv\\w+|genital\\w*|hsv|herpes|hpv|libido|sexual\\w*|intercourse|menstrua\\w+|amenorrh\\w+|c-section|ces[a]?arean|breastfeeding|sterili[sz]ation|menopaus\\w+|egg (?:retrieval|freezing)|polycystic ovar\\w+|endometriosis|hot flashes
      infertil\\w+|in vitro fertili[sz]ation|\\bivf\\b|sperm (?:count|analysis)|semen analysis
      sexually transmitted\\w*|\\bst[id]s?\\b|chlamydia\\w*|gonorrh\\w+|syphili\\w+|\\brpr\\b|genital (?:herpes|warts|ulcers?)|trichomon\\w+|herpes simplex (?:virus )?(?:type )?2|\\bhsv-?2|pelvic inflammatory
      gender (?:dysphoria|identity|affirm\\w+|incongruence|reassignment)|transgender|trans (?:man|woman|male|female)|sexual (?:orientation|dysfunction|history|function)|erectile dysfunction|sildenafil|dyspareunia|unprotected (?:sex|intercourse)|sex work\\w*|(?:multiple|new) (?:sexual )?partners|condoms?|embryos?|(?:late|missed) period|men who have sex with men|\\bmsm\\b
    `),
  },
  {
    labels: ['GDIS'],
    ofRelatives: 'patients',
    denied: 'counts',
    mention: phrases(`
      genetic(?:s|ally)? (?:test\\w*|counsel\\w+|screen\\w*|panel|variant|disorder|disease|mutation|carrier|analysis|predisposition)|genetics (?:clinic|referral|consult\\w*)|genom(?:e|ic) sequencing|exome sequencing|germline|pathogenic (?:variant|mutation)|carrier (?:status|screening|of)
      heterozygous|homozygous|(?:[\\w-]+ ){0,3}gene mutation|carries (?:the |a )?(?:[\\w-]+ ){0,4}gene|hemoglobin electrophoresis|sickle trait|\\bhbs\\b
      mutations?|variants? of (?:uncertain|unknown) significance|genotyp\\w+|hereditary|heritable|inherited|familial \\w+|c282y|h63d|msh[26]|mlh1|pms2|tp53|carrier|becker|polycystic kidney|osteogenesis imperfecta|spinal muscular atrophy|charcot-marie-tooth|porphyria|gaucher\\w*|fabry|pompe|g6pd|prader-willi|angelman|noonan|achondroplasia|newborn screen\\w*|amniocentesis|cell-free dna|nipt
      brca-?[12]?|lynch syndrome|hnpcc|familial adenomatous polyposis|li-fraumeni|apoe ?(?:e4|4)|factor v leiden|prothrombin g20210a|mthfr
      huntington\\w*|cystic fibrosis|sickle[- ]cell\\w*|thalass[a]?emi\\w+|h[a]?emophili\\w+|h[a]?emochromatosis|muscular dystrophy|duchenne|marfan\\w*|fragile x|tay-sachs|phenylketonuria|alpha-?1 antitrypsin|neurofibromatosis|wilson'?s disease|von hippel|ehlers-danlos
      trisomy \\d+|down syndrome|klinefelter\\w*|turner syndrome|karyotyp\\w+|chromosom\\w+
    `),
  },
]

/** Words in which a topic is not meant: taken out of sight before anything is looked for. */
export const NOT_MEANT: readonly string[] = [
  'st[- ]?(?:segment)? depress\\w+',
  '(?:respiratory|myocardial|cardiac|marrow|bone marrow|cns|central nervous system|immune|tongue) depression',
  'depressed (?:skull|fracture|t[- ]?cell|reflexes|level of consciousness|ejection)',
  'non-?alcoholic \\w+',
  'alcohol (?:swabs?|wipes?|pads?|hand rub|based)',
  'isopropyl alcohol|benzyl alcohol|hand sanitizer',
  'hearing aids?',
  'suicide (?:gene|inhibitor)',
  'alcohol use disorders? identification test',
  'hbs ?ag|anti-?hbs|hepatitis b surface',
  'physical therapists?|occupational therapists?|speech therapists?|respiratory therapists?|genetic counsell?ors?',
  'insurance carrier|mail carrier|carrier (?:fluid|protein|solution)',
  'blood pressure control|sensation of falling',
  'ectopic (?:beats?|atrial|ventricular|kidney|thyroid|rhythm)',
  'nonpregnant|non-pregnant',
]

/** Said before, within the sentence: the topic is denied, looked for or warned of, and not said to be so. */
export const DENIED_BEFORE =
  /\b(?:denie[sd]|denying|no|not|never|none|without|negative for|absence of|free of|nor|neither|rules? out|ruled out|screen(?:ed|ing|s)? (?:\w+ )?(?:for|of)|assess(?:ed|ment) (?:of|for)|questionnaire for|education (?:on|about)|handout (?:on|about)|prevention of)\b(?!\s+(?:longer|only|further|doubt))/i

/** Ends what a denial before it reaches: `denies chest pain but was beaten by her partner`. */
export const TURNS =
  /\b(?:but|however|except|although|though|yet|despite|reports?|endorses?|admits?|positive for|now|currently|states that)\b/gi

/** Said after it: `Alcohol abuse: denies`, `depression (negative)`, `Depression screening`. */
export const DENIED_AFTER =
  /^[\w\s/,()-]{0,30}?(?:[:=]\s*|\(\s*|\s-\s+)(?:no\b|none\b|denie[sd]|never|negative|neg\b|absent|not (?:present|reported))|^\s*(?:\w+ ){0,3}?(?:(?:is|was|are|were|has been)\s+)?(?:denied|negative|ruled out|not (?:reported|present|endorsed|found|suspected))\b|^\s*(?:abuse |use )?screen(?:ing|ed)?\b(?!\s+(?:was\s+)?positive)/i

export const RELATIVE =
  /\b(?:family history|family hx|fhx?|mother|mom|father|dad|brother|sister|parents?|aunt|uncle|grand(?:mother|father|parent|son|daughter)s?|cousin|son|daughter|maternal|paternal|sibling|siblings|sisters|brothers)\b/i

/** A title or a heading that says the text is a psychotherapy note, 164.501. */
export const PSYCHOTHERAPY_NOTE =
  /(?:^|\n)[ \t#*=_-]*(?:individual |group |couples |family |confidential )*(?:psychotherapy|therapist'?s?|therapy)(?: session)?[ -](?:process )?notes?(?=[ \t]*(?:$|[\n:–—(*-]|\d))|(?:^|\n)[ \t#*=_-]*(?:therapist'?s? )?process notes?(?=[ \t]*(?:$|[\n:–—(*-]))/i
