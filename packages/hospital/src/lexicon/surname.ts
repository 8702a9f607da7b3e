import type { Origin } from './given.ts'

const words = (text: string): readonly string[] => text.trim().split(/\s*,\s*/)

/** Family names by origin, particles and apostrophes included. Plain data: add a name anywhere. */
export const SURNAMES: Record<Origin, readonly string[]> = {
  english:
    words(`Aldridge, Ashworth, Baxendale, Birdwhistle, Blackwood, Bracegirdle, Brathwaite, Cartwright, Chamberlain, Clutterbuck, Crabtree,
    Davenport, Drinkwater, Eastman, Fairclough, Featherstone, Fothergill, Gatling, Goodfellow, Greenhalgh, Hathaway, Hawkesworth, Holloway,
    Hollingsworth, Ingram, Jessop, Kettlewell, Lockwood, Longbottom, Mapplethorpe, Merriweather, Middleton, Nightingale, Oakley, Ormerod,
    Pemberton, Pickersgill, Quarles, Ravenscroft, Satterthwaite, Shackleton, Shuttleworth, Stapleton, Swindlehurst, Thistlethwaite, Thornbury,
    Underhill, Wadsworth, Wainwright, Whitcombe, Winterbottom, Wooldridge, Yardley, St. John, Le Fevre`),
  american:
    words(`Jackson, Washington, Jefferson, Freeman, Booker, Gaines, Pettigrew, Tolliver, Broadnax, Hairston, Whitfield, McClendon, Poindexter,
    Gadson, Ravenell, Witherspoon, Mayfield, Boykin, Dubose, Fontenot, Thibodeaux, Boudreaux, Landry, Hebert, Tuggle, Hatfield, Dillard, Sizemore, Tackett`),
  hispanic:
    words(`Delgado, Ibarra, Quiñones, Villaseñor, Zepeda, Tafoya, de la Cruz, de la Garza, del Toro, Ocampo, Escobedo, Villarreal, Arredondo, Benavídez,
    Cisneros, Elizondo, Galván, Huerta, Izaguirre, Jaramillo, Lozano, Montemayor, Núñez, Olivares, Palomino, Quintanilla, Sandoval, Treviño, Urrutia,
    Valdovinos, Yáñez, Zamarripa, Ponce de León, San Miguel, Peña, Reyes, Rosas, Flores, Rios`),
  chinese: words(
    'Zhang, Huang, Ouyang, Szeto, Zhao, Chow, Ng, Lau, Xu, Guo, Tsang, Deng, Feng, He, Hu, Kong, Leung, Qiu, Song, Tan, Wong, Wu, Xie, Yip, Zeng, An, Mo',
  ),
  vietnamese: words(
    'Nguyễn, Trần, Phạm, Hoàng, Võ, Đặng, Bùi, Ngô, Lý, Đinh, Trịnh, Lâm, Tran, Le, Do, Vo, Huynh, Truong, Duong',
  ),
  korean: words(
    'Kim, Pak, Choi, Jung, Kang, Yoon, Lim, Shin, Seo, Kwon, Hwang, Ahn, Ryu, Bae, Noh, Moon, Ko, Oh, Min, Namgung',
  ),
  japanese: words(
    'Watanabe, Kobayashi, Nakamura, Hayashi, Shimizu, Fujimoto, Inoue, Matsuda, Okazaki, Sugiyama, Taniguchi, Uchida, Yamashiro, Kuroda, Mori, Abe, Oda, Ito',
  ),
  indian:
    words(`Subramanian, Venkataraman, Krishnamurthy, Patel, Desai, Kulkarni, Mukherjee, Chattopadhyay, Banerjee, Gill, Sandhu, Dhaliwal, Iyer, Nair, Menon, Reddy,
    Chowdhury, Rahman, Siddiqui, Qureshi, Bhatt, Joshi, Rao, Pillai, Shah, Mistry, Singh, Kaur`),
  arabic: words(
    'al-Masri, el-Sayed, Abu Bakr, bin Laith, Haddad, Khoury, Nasser, Mansour, Hamdan, Darwish, Al-Rashid, Shaheen, Zogby, Karam, Sabbagh, Ibn Rushd, Najjar, Tannous, El Amin, Saleh, Aziz, Habib',
  ),
  african:
    words(`Okonkwo, Adeyemi, Ogunleye, Nwosu, Eze, Chukwu, Achebe, Balogun, Mensah, Owusu, Asante, Boateng, Dlamini, Ndlovu, Mokoena, Kariuki, Mwangi, Odhiambo,
    Diallo, Traoré, Sesay, Kamara, Gebremariam, Haile, Abebe, Warsame, Farah, Adebayo-Cole, Afolabi, Bangura`),
  slavic:
    words(`Kowalczyk, Wiśniewski, Szymański, Brzezicki, Grzybowski, Petrov, Volkov, Shevchenko, Kovalenko, Horvat, Marković, Jovanović, Dvořák, Novotný, Lysenko,
    Pavlenko, Zielinski, Wojcik, Sobczak, Babić, Bohdanowicz, Czarnecki, Kaminski, Melnyk, Sokol`),
  germanic:
    words(`Schwarzkopf, Kirchhoff, Bauernfeind, Zimmermann, von Hagen, van der Westhuizen, van den Berg, de Vries, ter Horst, Vandenberghe, Lindqvist, Sørensen, Halvorsen,
    Rasmussen, Gustafsson, Müller-Brandt, Pfeiffer, Krause, Obermeyer, Stauffer, Yoder, Hostetler, Stoltzfus, Eichelberger, Dirksen, Vogt, Baumgartner, Klink, Fuchs, Bloom`),
  italian: words(
    'Di Stefano, DeLuca, Lo Presti, Castellano, Bevilacqua, Mastroianni, Passalacqua, Sanfilippo, Quattrocchi, Petrocelli, Abruzzo, Vitale, Fontana, Pellegrino, La Rocca, D’Angelo, Mangiacarne, Ricci, Galli, Bellini',
  ),
  french: words(
    'Beaulieu, Charbonneau, Desrosiers, Lafontaine, Toussaint, Jean-Louis, Desir, Pierre-Louis, Saint-Fleur, Belizaire, Duvalier-Noël, de Villiers, du Pont, Gagnon, Thériault, Ouellette, L’Heureux, Archambault, Fournier, LeBlanc, Petit',
  ),
  filipino: words(
    'Dimaculangan, Macaraeg, Bautista, Dela Cruz, Magsaysay, Panganiban, Salonga, Tolentino, Catacutan, Lacson, Ilagan, Sumulong, Villanueva, Manalo, Aquino, Pascual, Santos, de Guzman',
  ),
  jewish: words(
    'Rosenzweig, Goldfarb, Shapiro, Abramowitz, Feinstein, Katzenelson, Lipschitz, Mandelbaum, Perlmutter, Rabinowitz, Teitelbaum, Wasserman, Zuckerman, Ben-David, Bar-Lev, Kagan, Margolis, Sofer, Levy, Stern',
  ),
  portuguese: words(
    'Nascimento, Cabral, Medeiros, da Silva, dos Santos, de Oliveira, Figueiredo, Carvalho, Teixeira, Sequeira, Furtado, Tavares, da Conceição, Vasconcelos, Amaral, Pimentel, Rocha, Moniz, Arruda, Couto',
  ),
  greek: words(
    'Papadopoulos, Stamatopoulos, Karagiannis, Economou, Xenakis, Vlahos, Zervas, Kostopoulos, Mavros, Theodorakis, Pappas, Diamantis, Kyriakou, Hatzis',
  ),
  irish: words(
    "O'Sullivan, O'Brien, Ó Dálaigh, McGillicuddy, MacNamara, Fitzpatrick, Gallagher, Mulvaney, Shaughnessy, Brannigan, Cavanaugh, Dunleavy, Geoghegan, Heffernan, McElroy, Mac an Bhaird, Tierney, Keane, Moriarty, Quill",
  ),
  native: words(
    'Begay, Yazzie, Tsosie, Benally, Tall Bear, White Eagle, Runs Above, Kamakawiwo, Kahananui, Kealoha, Nakai, Little Thunder, Swan, Bird, Kekoa, Tuiasosopo, Two Bulls, Whitehorse',
  ),
}

/** Family names that are also diseases, signs, devices or scores. */
export const EPONYM_SURNAMES =
  words(`Graves, Parkinson, Foley, Crohn, Addison, Hodgkin, Bell, Paget, Cushing, Wilson, Marshall, Barrett, Colles, Baker, Murphy, Romberg,
  Alder, Gleason, Hunter, Charcot, Hashimoto, Bright, Down, Turner, Still, Raynaud, Meckel, Whipple, Glasgow, Epworth, Braden, Morse, Apgar, Norton, Allen, Homan,
  Wells, Child, Pugh, Swan, Ganz, Roux, Trendelenburg, Kerley, Virchow, Tinel, Phalen, Holter, Doppler, Valsalva, Babinski, Weber, Rinne, Rovsing, McBurney, Lachman`)

/** Family names that are also ordinary words, months, drugs, units or places. */
export const WORD_SURNAMES =
  words(`May, March, Will, Grant, Hope, Black, White, Brown, Gray, Green, Short, Long, Young, Early, Sharp, Pain, Payne, Lamb, Fish, Pace, Stent, Cross,
  Field, Hall, Bush, Wood, Rice, Berry, Bacon, Rose, Case, Page, Price, Rush, Love, Good, Best, Day, Noon, Winter, Summers, Friday, Banks, Rivers, Ford, Lane, Street, Parks,
  Norco, Levora, Errington, Camden, Paris, London, Austin, Houston, Jordan, Chase, Penny, Salt, Stone, Bone, Hand, Foote, Head, Legg, Hart, Blood`)
