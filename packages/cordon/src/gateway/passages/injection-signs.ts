/** One sign that a text speaks to a model instead of telling of a patient. */
export interface Sign {
  readonly name: string
  /** From 0 to 1: how much it says by itself. */
  readonly weight: number
  /** No note to a person says it, whatever its patient hears or was told: it alone lets a passage be left out. */
  readonly isForModels?: true
  /** Over the text in small letters, its white space made single; bounded in every repetition. */
  readonly pattern: RegExp
}

const MODEL =
  '(?:ai|a\\.i\\.|ai (?:assistant|system|model|agent|tool|scribe)|language model|llm|chat ?bot|chatgpt|gpt-?\\d?|claude|gemini|copilot|assistant model|model|summari[sz]er)'
/** What is no name of a person and no abbreviation of a valve or a gland. */
const SURELY =
  '(?:ai (?:assistant|system|model|agent|tool|scribe|summari[sz]er)|language model|llm|chat ?bot|chatgpt|gpt-?\\d)'
const RULES =
  '(?:instructions?|prompts?|guidelines|rules|directives?|polic(?:y|ies)|restrictions|safeguards|guardrails|constraints|commands)'
const PATIENTS = '(?:patients?|patient records?|charts|mrns?|people)'

/**
 * Our own table. Words that clinicians write to one another ("disregard previous instructions", "send the link", "AI" for aortic
 * insufficiency) weigh little alone; what only a model could be told weighs enough by itself. Voices,
 * delusions and discharge instructions say most of the rest too: those passages go, with a mark.
 */
export const SIGNS: readonly Sign[] = [
  sign(
    'override',
    0.4,
    `\\b(?:ignore|disregard|forget|override|bypass|discard|overlook|set aside)\\b.{0,30}\\b(?:previous|prior|above|earlier|preceding|all|any|existing|other|foregoing)\\b.{0,20}\\b${RULES}`,
  ),
  sign(
    'override of the model',
    0.7,
    `\\b(?:ignore|disregard|forget|override|bypass|discard|drop|violate)\\b.{0,30}\\b(?:your|system|safety|hidden|privacy|developer)\\b.{0,20}\\b${RULES}`,
  ),
  sign(
    'override of the context',
    0.6,
    '\\b(?:ignore|disregard|forget)\\b.{0,20}\\b(?:everything|all|anything|what)\\b.{0,25}\\b(?:above|before this|so far|said|told)\\b',
  ),
  sign(
    'address',
    0.5,
    `\\b(?:dear|attention|hey|hello|note to|message (?:for|to)|instructions? (?:for|to)|notice to) (?:the |any |all |whichever )?(?:${MODEL})s?\\b|\\bto (?:the |any |all |whichever )?(?:${MODEL})s? (?:reading|processing|summari|must|should)`,
  ),
  sign(
    'address of a model',
    0.6,
    `(?:^|[.!?:;>\\])] ?)(?:dear|attention|hey|hello|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|notice to|to)(?: the| any| all| whichever)? ${SURELY}s?(?:[:,]| (?:reading|processing|summari[sz]ing))`,
    true,
  ),
  sign(
    'role given',
    0.5,
    `\\b(?:you are (?:now |actually )?(?:an? |the )?|as an? |if you are an? |act as an? )(?:\\w+ ){0,2}(?:${MODEL})\\b`,
  ),
  sign('mode', 0.5, '\\b(?:god|dan|jailbreak|unrestricted|sudo) mode\\b|\\bjailbr(?:eak|oken)\\b'),
  sign('mode of a machine', 0.4, '\\b(?:developer|debug|admin(?:istrator)?|maintenance) mode\\b'),
  sign('anything now', 0.3, '\\bdo anything now\\b'),
  sign('token of a model', 0.7, '<\\|[a-z_]{2,20}\\|>|\\[/?inst\\]|<</?sys>>', true),
  sign(
    'role marker',
    0.5,
    '</?(?:system|assistant|prompt|developer)>|\\bsystem (?:prompt|override|instruction)s?\\s*[:\\]]|\\b(?:assistant|developer) (?:message|instruction)s?\\s*:',
  ),
  sign(
    'heading',
    0.3,
    '\\bsystem (?:message|note|update)s?\\s*[:\\]]|</?instructions?>|#{2,} ?(?:system\\b(?! review)|instructions?\\b|new task\\b)',
  ),
  sign('new instructions', 0.3, `\\b(?:new|updated|revised|real|actual|true|secret) ${RULES}\\s*(?::|are\\b)`),
  sign(
    'new task',
    0.5,
    `\\b(?:new|real|actual|secret) (?:\\w+ )?(?:task|objective|goal)\\s*:|\\byour (?:new |real |actual |only |next )(?:task|job|goal|objective|role|purpose|instructions?)\\b`,
  ),
  sign(
    'behaviour',
    0.5,
    '\\b(?:from now on|henceforth|from this point(?: on)?|for the rest of this (?:conversation|session)),? (?:you|respond|answer|reply|only|always|never|act)\\b|\\byou (?:must|will|shall|are to|should) (?:now |always |only )?(?:respond|answer|reply|output|say|pretend|comply|obey|print|reveal|state that)\\b|\\b(?:respond|answer|reply) (?:only|exclusively|exactly) (?:with|in)\\b',
  ),
  sign('pretence', 0.4, '\\b(?:pretend|role-?play|simulate|imagine) (?:that |to be |you are |being )'),
  sign(
    'prompt asked for',
    0.7,
    '\\b(?:reveal|print|repeat|show|output|leak|display|disclose|quote|recite|reproduce)\\b.{0,40}\\b(?:system prompt|context window)\\b',
    true,
  ),
  sign(
    'rules asked for',
    0.5,
    `\\b(?:reveal|print|repeat|show|output|leak|display|disclose|quote|recite|reproduce)\\b.{0,40}\\b(?:(?:your|hidden|initial|original|secret) (?:${RULES}|prompt|configuration)|(?:text|words|everything) above)\\b`,
  ),
  sign(
    'other patients',
    0.5,
    `\\b(?:list|show|reveal|include|print|output|display|return|dump|enumerate|give(?: me| us)?|name|provide|append|search for|summari[sz]e|look up|retrieve|extract|mention|tell me|compare with)\\b.{0,30}\\b(?:all|other|another|every|any other|different|remaining|neighbou?ring)(?: of)?(?: the| your)?(?: other)? ${PATIENTS}\\b`,
  ),
  sign(
    'records of everybody',
    0.5,
    '\\b(?:dump|exfiltrate|leak|export) (?:the |all |every |any )?(?:\\w+ ){0,2}(?:database|records|charts|data|identifiers|names|mrns|phi|index)\\b|\\b(?:the )?(?:full|entire|whole) (?:patient )?(?:database|index|vector store)\\b',
  ),
  sign(
    'link asked for',
    0.5,
    '\\b(?:append|add|insert|include|embed|render|display|end|put|place|write|output|generate|show|create|attach)\\b.{0,60}\\b(?:link|image|url|markdown|pixel|iframe|img)\\b.{0,80}(?:https?:|www\\.|//|\\bparameter|\\bquery string|\\bencoded\\b)',
  ),
  sign(
    'sending',
    0.5,
    '\\b(?:send|post|forward|upload|transmit|submit|report|leak|mail|e-?mail|deliver|copy)\\b.{0,60}\\b(?:conversation|answer|response|context|chart|record|summary|contents?|data|everything|details|transcript|identifiers|history)\\b.{0,40}\\bto\\b.{0,20}(?:https?://|www\\.|webhook|\\b[\\w.+-]{1,40}@(?![\\w.-]{0,60}\\.(?:org|edu|gov)\\b)[\\w-]{1,60}\\.|\\battacker|\\b(?:this|the following) (?:address|url|link|endpoint|server))',
  ),
  sign('image with data', 0.7, '!\\[[^\\]]{0,80}\\]\\(\\s*<?https?://[^)\\s]{0,200}(?:[?&][\\w-]{1,30}=|\\{|\\[|%7b)'),
  sign(
    'place holder',
    0.4,
    'https?://[^\\s)]{0,120}(?:\\{\\{?[\\w .-]{1,40}\\}|\\[(?:name|mrn|data|summary|patient|dob|answer|ssn)[^\\]]{0,30}\\]|<(?:name|mrn|data|summary|patient)[^>]{0,30}>)',
  ),
  sign('fence', 0.4, '</(?:context|document|documents|passage|passages|data|chart|record|retrieved|source|quote)>'),
  // "pain R>>>L", and the last line of many an export: little alone. The fence breaks such runs up.
  sign(
    'end of a text',
    0.3,
    '(?:< ?){3,}|(?:> ?){3,}|\\bend of (?:the )?(?:passages?|context|quoted data|retrieved (?:text|data|documents)|untrusted (?:text|data))\\b|-{3,} ?end (?:of )?(?:context|document|data|record|passage)',
  ),
  sign(
    'tool',
    0.5,
    '\\b(?:call|invoke|execute|trigger)\\b.{0,20}\\b(?:the )?[\\w-]{0,30} ?(?:tool|function|plugin|api|endpoint|shell|command)\\b|\\brm -rf\\b|\\bcurl -|\\bdrop table\\b|\\b(?:function|tool)_?call\\b|\\bos\\.system\\b',
  ),
  sign(
    'silence',
    0.4,
    '\\b(?:do not|don.t|never|without) (?:ever )?(?:mention(?:ing)?|tell(?:ing)?|reveal(?:ing)?|disclos(?:e|ing)|inform(?:ing)?|alert(?:ing)?|notify(?:ing)?)\\b.{0,30}\\b(?:the user|the reader|anyone|this (?:instruction|message|note)|these instructions|(?:the )?human)\\b',
  ),
  sign(
    'answer dictated',
    0.4,
    '\\b(?:in your (?:answer|response|reply|summary|output)|your (?:answer|response|reply|summary|output) (?:must|should|has to|shall))\\b|\\bwhen (?:asked|summari[sz]ing|answering|the user asks)\\b.{0,40}\\b(?:say|state|answer|reply|respond|claim|report|recommend|include)\\b',
  ),
  sign(
    'other languages',
    0.6,
    '\\bignor(?:a|e|ar|en|ez|iere|ieren sie)\\b.{0,30}\\b(?:instrucciones|instructions|anweisungen|instruções|consignes|reglas|regeln|règles)\\b.{0,25}\\b(?:anteriores|previas|précédentes|vorherigen|bisherigen|sistema|système|system|antérieures)\\b|\\bignor(?:iere|ieren sie)\\b.{0,20}\\b(?:alle|vorherigen|bisherigen)\\b.{0,20}\\banweisungen\\b|\\bignorez\\b.{0,30}\\b(?:toutes|précédentes)\\b',
  ),
]

function sign(name: string, weight: number, pattern: string, isForModels?: true): Sign {
  return { name, weight, pattern: new RegExp(pattern, 's'), ...(isForModels === undefined ? {} : { isForModels }) }
}
