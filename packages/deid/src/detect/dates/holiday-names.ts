/** Days of the year that have a name, by where they are kept. `'` may be missing in the text, as may accents and full stops. */
const HOLIDAYS_BY_PLACE = {
  christian:
    "christmas eve|christmas day|christmas|xmas|new year's eve|new year's day|new years eve|new year's|easter sunday|easter monday|easter weekend|easter|good friday|palm sunday|ash wednesday|ash wed|maundy thursday|holy thursday|holy saturday|holy week|shrove tuesday|pancake day|fat tuesday|mardi gras|whit monday|whitsun|lent|epiphany|advent|advent sunday|pentecost|corpus christi|ascension day|ascension thursday|all saints' day|all saints|all souls' day|all souls|three kings day|candlemas|michaelmas|st. patrick's day|saint patrick's day|st. stephen's day|st stephen's day|stephen's day|st. nicholas day|st. barbara's day|st. david's day|st. andrew's day|st. george's day|st. brigid's day|st. joseph's day|st. valentine's day|valentine's|thxgiving|st. john's eve|feast of the immaculate conception|immaculate conception|feast of the assumption|feast of st. \\w+|feast of san \\w+|feast of our lady of \\w+|orthodox christmas|orthodox easter|boxing day",
  american:
    "thanksgiving day|thanksgiving|black friday|cyber monday|halloween|hallowe'en|labor day|memorial day|independence day|fourth of july|4th of july|july fourth|july 4th|veterans day|veteran's day|armistice day|columbus day|indigenous peoples' day|presidents' day|president's day|mlk day|martin luther king day|juneteenth|valentine's day|mother's day|father's day|groundhog day|super bowl sunday|super bowl|april fools' day|april fool's|april fools|earth day|patriots' day|flag day|election day|inauguration day|tax day|pi day|opening day|winter solstice|summer solstice|cinco de mayo",
  commonwealth:
    "remembrance day|remembrance sunday|bank holiday|bank hol|guy fawkes night|guy fawkes|bonfire night|hogmanay|burns night|the glorious twelfth|orangemen's day|canada day|victoria day|family day|australia day|anzac day|melbourne cup day|waitangi day|matariki|king's birthday|queen's birthday|heritage day|freedom day|youth day|human rights day|republic day|bastille day|day of reconciliation|st. jean baptiste",
  spanish:
    'navidad|nochebuena|nochevieja|año nuevo|dia de reyes|día de reyes|reyes magos|domingo de ramos|miércoles de ceniza|jueves santo|viernes santo|sábado santo|domingo de resurrección|semana santa|pascua|dia de los muertos|día de los muertos|dia de muertos|día de muertos|día de la candelaria|dia de la candelaria|las posadas|dia de las madres|día de las madres|todos los santos|la virgen de guadalupe|carnaval|páscoa|natal|sexta-feira santa|quarta-feira de cinzas',
  french:
    "toussaint|noël|pâques|lundi de pâques|jour de l'an|la fête nationale|fête-dieu|lundi gras|réveillon|saint-jean|nwèl",
  germanic:
    "heiligabend|weihnachten|ostern|ostersonntag|ostermontag|pfingsten|karfreitag|silvester|midsummer eve|midsommar|syttende mai|sinterklaas|king's day|koningsdag",
  jewish:
    "passover|rosh hashanah|yom kippur|hanukkah|chanukah|sukkot|sukkos|simchat torah|purim|shavuot|shavuos|tisha b'av|lag baomer|pesach|erev shabbos|erev shabbat",
  muslim: 'ramadan|eid al-fitr|eid al-adha|eid ul-fitr|eid ul-adha|eid|ashura|mawlid|laylat al-qadr|tabaski',
  asian:
    'diwali|deepavali|holi|navratri|dussehra|durga puja|ganesh chaturthi|raksha bandhan|onam|pongal|vaisakhi|baisakhi|thai poosam|thaipusam|dashain|tihar|losar|vesak|wesak|songkran|obon|golden week|shogatsu|chuseok|seollal|lunar new year|chinese new year|tet|tết|mid-autumn festival|dragon boat festival|qingming|hmong new year|nowruz|norouz|pasko|undas|simbang gabi|kwanzaa|enkutatash|timkat|meskel',
} as const

export const HOLIDAYS: readonly string[] = [
  ...new Set(Object.values(HOLIDAYS_BY_PLACE).flatMap((names) => names.split('|'))),
]

/** Ordinary words, names or verbs when their capital is missing. */
export const ONLY_CAPITAL: ReadonlySet<string> = new Set(
  'lent|advent|easter|epiphany|tet|holi|eid|pak|natal|undas|onam|carnaval|pascua|silvester|pongal|losar|tihar|vesak|wesak|ashura|obon|all saints|all souls|family day|youth day|freedom day|opening day'.split(
    '|',
  ),
)
