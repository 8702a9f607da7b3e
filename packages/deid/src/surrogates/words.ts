/**
 * What surrogates are made of. Surnames and places are put together from two halves, so that they read like names and
 * are hardly anybody's; a test holds every one of them against the words of ordinary and clinical language.
 */

const words = (list: string): readonly string[] => list.trim().split(/\s+/)

export type Gender = 'female' | 'male' | 'any'
export type Script = 'Latin' | 'Cyrillic' | 'Greek' | 'Arabic'

const join = (heads: readonly string[], tails: readonly string[]): string[] =>
  heads.flatMap((head) => tails.map((tail) => head + tail))

const GIVEN_HEADS = words(`
  Adel Almar Ambr Avel Bered Brand Calid Cered Cord Dalm Delv Eder Elv Emr Falk Fenn Galv Gerv Hald Helv Ilv Isald Jorv Kard Lavr
  Lind Lorv Mald Melv Mirv Nald Nerv Olv Orv Pell Perv Quin Rand Rosv Sald Selv Tald Tamv Uld Valv Verv Wend Wilv Ysv Zald`)

/** Given names, rare enough that few notes hold them. */
export const GIVEN: Record<Script, Record<Gender, readonly string[]>> = {
  Latin: {
    female: words(`
      Anwen Bettina Calista Delphine Elowen Fenella Ginevra Hedwig Ilaria Jocasta Katrine Linnea Melisende Nerissa Oriane Philippa
      Quenby Rosalba Saskia Tamsin Ulrika Verena Winifrida Xanthe Ysolde Zelda Amabel Briseis Cosima Drusilla Eluned Floriane
      Griselda Honorine Isaura Jessamy Keturah Leocadia Mirabel Nicolette Ottoline Petronella Rowena Sidonie Theodora Ursuline
      Violante Wilhelmine Yolanthe Zenobia`).concat(join(GIVEN_HEADS, words('anthe elise iane ielle oria ysa'))),
    male: words(`
      Anselm Bertrand Caspian Dietmar Evander Florian Gideon Hartwin Ignatius Jorvik Kelvinus Lorcan Matthias Norbert Oswin Peregrin
      Quillon Roderic Sigmund Thaddeus Ulric Valentin Wendelin Xaverius Yorick Zoltan Alaric Baldemar Crispin Dunstan Emeric Ferdinand
      Gunther Hamish Isidor Joachim Konrad Leofric Meinhard Nikolaus Ottokar Percival Rainier Sebald Tancred Urbanus Vladimir Waldemar
      Yevgeny Zebulon`).concat(join(GIVEN_HEADS, words('ander eric ias mund olf wyn'))),
    any: words(`
      Arden Briony Corin Devany Emlyn Farran Garrow Hollis Indigo Jorin Kerris Lorne Merrion Nevin Orrin Perrin Quinlan Rennick Sorrel
      Taryn Umber Vesper Wynne Xen Yarrow Zephyr`),
  },
  Cyrillic: {
    female: words('Аглая Злата Капитолина Лукерья Марфа Нонна Пелагея Серафима Ульяна Фаина'),
    male: words('Архип Всеволод Гордей Емельян Захар Лукьян Мирон Платон Савелий Тихон'),
    any: words('Валентий Женесий Шурен'),
  },
  Greek: {
    female: words('Ασπασία Δήμητρα Ευρυδίκη Καλλιόπη Ουρανία Πηνελόπη Ροδάνθη Φεβρωνία'),
    male: words('Αχιλλέας Ευριπίδης Θεόφιλος Λεωνίδας Μιλτιάδης Πολύβιος Σοφοκλής Φίλιππος'),
    any: words('Αρσένης Κλεάνθης'),
  },
  Arabic: {
    female: words('رباب سهام لبنى ميساء نسرين هيفاء'),
    male: words('بلال حازم رامز سهيل غسان وائل'),
    any: words('نضال وسيم'),
  },
}

const SURNAME_HEADS = words(`
  Alder Ambrel Bald Birken Brand Brost Calder Carn Colling Cran Dalling Darn Elling Ember Fair Farn Fen Gar Gild Grim Hald Halver
  Harro Hazel Helm Hollin Ingle Kettle Kirk Lang Larken Ling Maple Marl Mell Nettle Nor Olden Orm Pell Pender Quel Raven Rother
  Sander Scar Selling Shal Stan Sten Tarn Thistle Thorn Under Vander Wald Whit Winter Wither Yar`)
const SURNAME_TAILS = words(
  'bergh bourne croft dahl fold garth holme hurst ingham ley lund mark nagh quist rigg sby stad thwaite vik wick',
)
const CYRILLIC_HEADS = words('Бер Вор Гор Дуб Зим Кор Лас Мур Пол Рог Сив Тар')
const CYRILLIC_TAILS = words('енко овский ишин аренко')
const GREEK_HEADS = words('Αναγν Βαρδ Γερακ Δραγ Καλαν Λεοντ Μαυρ Ξανθ Παπαγ Σταυρ')
const GREEK_TAILS = words('όπουλος ίδης άκης')
const ARABIC_SURNAMES = words('الحمداني الزبيدي الكيلاني السامرائي الدوري العبيدي الهاشمي القادري')

export const SURNAMES: Record<Script, readonly string[]> = {
  Latin: join(SURNAME_HEADS, SURNAME_TAILS),
  Cyrillic: join(CYRILLIC_HEADS, CYRILLIC_TAILS),
  Greek: join(GREEK_HEADS, GREEK_TAILS),
  Arabic: ARABIC_SURNAMES,
}

export const TOWNS: readonly string[] = join(
  SURNAME_HEADS,
  words('bridge combe dale mere minster mouth stead stow vale wold'),
)

/** Provider's domains that nobody can register: RFC 2606. */
export const MAIL_HOSTS = words('mail.example post.example letters.example')

/** Given names of which it is known, beside what endings tell. */
const FEMALE = new Set(
  words(`
  ada abigail alice alison allison amy ann anne ashley audrey beth betty beverly brooke carmen carol caroline carolyn cheryl courtney
  dawn deborah denise diane donna doris dorothy edith eileen elizabeth ellen emily erin esther eve evelyn faith florence frances gail
  gladys grace hannah hazel heather helen irene jane janet jean jennifer jill joan joy joyce judith judy karen kathleen kathryn kelly
  kim kimberly kristen laurel lauren lillian lois lynn margaret marilyn marion marjorie mary may megan meghan mildred mercedes nancy
  naomi nicole noor pearl peggy phyllis rachel rose ruby ruth sarah sharon shannon shirley susan tiffany vivian wendy yvonne`),
)
const MALE = new Set(
  words(`
  joshua luca noah elijah isaiah jeremiah zachariah micah ezra garcia andrea nikita mustafa george lawrence eugene wayne dale kyle lee
  clarence bruce maurice andre jose jorge luke mike jake steve dave pete joe charlie eddie freddie jimmy johnny bobby willie louie archie
  zachary harry larry barry gary jerry terry henry anthony timothy gregory jeffrey rodney sidney stanley ray roy guy jesse levi ali`),
)

/** Whose a given name is, as far as one can tell: a surrogate keeps it, so that "she" still fits. */
export function genderOf(lower: string): Gender {
  if (FEMALE.has(lower)) return 'female'
  if (MALE.has(lower)) return 'male'
  if (/(?:a|ette|elle|ine|yn|ia|ie|lynn|ah)$|[ая]$|[ηα]$/.test(lower)) return 'female'
  return /[^aeiouy]$|o$|y$|\P{ASCII}$/u.test(lower) ? 'male' : 'any'
}

export function scriptOf(word: string): Script | undefined {
  if (/^\p{Script=Latin}/u.test(word)) return 'Latin'
  if (/^\p{Script=Cyrillic}/u.test(word)) return 'Cyrillic'
  if (/^\p{Script=Greek}/u.test(word)) return 'Greek'
  return /^\p{Script=Arabic}/u.test(word) ? 'Arabic' : undefined
}
