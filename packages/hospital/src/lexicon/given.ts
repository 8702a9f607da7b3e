/** Given names by origin and sex. Plain data: add a name anywhere. */
const words = (text: string): readonly string[] => text.trim().split(/\s+/)

export const ORIGINS = [
  'english',
  'hispanic',
  'chinese',
  'vietnamese',
  'korean',
  'japanese',
  'indian',
  'arabic',
  'african',
  'slavic',
  'germanic',
  'italian',
  'french',
  'filipino',
  'jewish',
  'portuguese',
  'greek',
  'irish',
  'native',
  'american',
] as const
export type Origin = (typeof ORIGINS)[number]

interface BySex {
  readonly female: readonly string[]
  readonly male: readonly string[]
}

export const GIVEN: Record<Origin, BySex> = {
  english: {
    female:
      words(`Margaret Dorothy Elizabeth Eleanor Florence Harriet Beatrice Judith Patricia Barbara Susan Deborah Rebecca
      Katherine Victoria Charlotte Amelia Abigail Penelope Rosalind Winifred Edith Hazel Ivy Pearl Ruby Faith Hope Grace Joy
      Prudence Constance Millicent Cordelia Philippa Gillian Heather Holly Robin Brooke April June Autumn Daisy Violet Iris`),
    male: words(`Robert William James Richard Thomas Charles Edward Henry George Walter Arthur Albert Frederick Harold Stanley
      Raymond Leonard Clifford Norman Gordon Stuart Graham Nigel Trevor Duncan Alistair Benjamin Nathaniel Theodore Jonathan
      Christopher Gregory Douglas Lawrence Wallace Chester Grant Miles Clay Wade Heath Glenn Dale Ward Reed Will Mark Frank Bill Pat`),
  },
  american: {
    female:
      words(`Tamika Latoya Keisha Shanice Ebony Aaliyah Imani Destiny Kayla Madison Mackenzie Jayla Brianna Shelby Savannah
      Dakota Harper Skylar Tawanda Yolanda Lakeisha Monique Denise Crystal Tiffany Amber Misty Brandy Sherry Candace Darlene Rhonda`),
    male: words(`Darnell Jamal Terrell Marquis DeShawn Tyrone Cedric Reginald Lamar Malik Tyler Hunter Cody Chase Colton Bryson
      Jaxon Brayden Travis Dustin Randy Rusty Earl Otis Roscoe Cleveland Percy Alonzo Booker Leroy D'Andre LaMont`),
  },
  hispanic: {
    female:
      words(`Guadalupe Rosario Milagros Esperanza Concepción Ximena Marisol Lourdes Graciela Beatriz Yesenia Itzel Araceli
      Consuelo Dolores Pilar Soledad Inés Lucía Camila Yasmin Noemí Rocío Maribel Socorro Estela Elvira Amparo Blanca Paloma`),
    male: words(`Hernán Gilberto Efraín Ignacio Joaquín Rigoberto Arnulfo Eduardo Mateo Santiago Jesús Ángel Raúl Ramón Ezequiel
      Leopoldo Fermín Octavio Nicanor Alejandro Cuauhtémoc Refugio Evaristo Wilfredo Osvaldo Hilario Modesto Fidel Nazario`),
  },
  chinese: {
    female: words(
      'Mei Xiaoling Yulan Huifen Jing Lihua Meiling Qiuyue Shufen Yan Ying Wenjing Siu-Ling Yuk-Lan An Li Xia Zhen Ai',
    ),
    male: words(
      'Wei Jianguo Haoran Zhiming Guoqiang Chenghao Kai Feng Jun Tao Weidong Ka-Ho Chi-Ming Bo Lei Ming Yong Shan Man',
    ),
  },
  vietnamese: {
    female: words('Thúy Hạnh Lan Mai Ngọc Phương Tuyết Bích Thảo Nhung Hoa Diễm Linh Yen Kim-Anh Thu Cuc Loan Nga'),
    male: words('Minh Tuấn Dũng Hùng Quang Khánh Phúc Thành Bảo Hiếu Nam Sơn Tín Viet Long Duc Loc Trung Phong'),
  },
  korean: {
    female: words(
      'Ji-woo Soo-jin Eun-ji Hye-won Mi-kyung Young-hee Sun-hee Min-seo Kyung-ja Bo-ra Da-eun Hana Soon Jin',
    ),
    male: words(
      'Sung-ho Jae-hyun Min-jun Dong-wook Young-soo Kyung-min Tae-yang Joon Hyun-woo Sang-chul Chul Ho Woo-jin',
    ),
  },
  japanese: {
    female: words(
      'Setsuko Haruko Yumiko Keiko Akemi Sakura Michiko Fumiko Naomi Emi Kiyoko Chiyo Mieko Tomoko Aya Rei',
    ),
    male: words(
      'Isamu Takeshi Kenji Hiroshi Satoru Daisuke Noboru Minoru Shigeru Ryo Ken Jiro Masao Kazuo Haruki Tadashi',
    ),
  },
  indian: {
    female:
      words(`Lakshmi Priya Ananya Sunita Padmavathi Meenakshi Kavita Deepa Shreya Rukmini Gurpreet Harjit Nusrat Farzana Asha Usha
      Savitri Indira Bhavna Jyoti Kamala Malini`),
    male: words(`Venkatesh Rajesh Suresh Arjun Harish Balakrishnan Gurdeep Jaswant Imran Tariq Sanjay Anil Vikram Mohan Subramaniam
      Dinesh Prakash Om Dev Ravi Krishnan Devendra`),
  },
  arabic: {
    female: words(
      'Fatima Layla Amal Noor Rania Huda Zaynab Samira Maryam Iman Nadia Souad Wafaa Hanan Salma Abeer Dalal Rima',
    ),
    male: words(
      "Yusuf Ibrahim Khalid Omar Hassan Mahmoud Tarek Bilal Faisal Walid Ziad Abdul-Rahman Mustafa Samir Nabil Sa'id Anwar Jamil",
    ),
  },
  african: {
    female: words(
      'Ngozi Adaeze Chiamaka Folasade Abena Akosua Thandiwe Nomvula Wanjiru Achieng Aminata Fatou Tigist Hirut Zainab Yaa Efua Temperance',
    ),
    male: words(
      'Chukwuemeka Obinna Babatunde Olumide Kwame Kofi Sipho Themba Kamau Otieno Ousmane Mamadou Tesfaye Dawit Abdi Ikenna Blessing Sunday',
    ),
  },
  slavic: {
    female: words(
      'Bogumila Zofia Agnieszka Ludmila Svetlana Oksana Tatiana Milena Jadranka Vesna Halina Wanda Danuta Irina Nadezhda Olha Kateřina',
    ),
    male: words(
      'Zbigniew Stanisław Wojciech Bohdan Dmitri Volodymyr Mirko Dragan Goran Tomasz Kazimierz Lech Vasyl Ivo Nikolai Jiří Zoltan',
    ),
  },
  germanic: {
    female: words(
      'Annelie Ingrid Gudrun Hildegard Liesl Ursula Brunhilde Saskia Femke Astrid Solveig Sigrid Maren Karin Elke Birgit Antje',
    ),
    male: words(
      'Dietrich Wolfgang Jürgen Klaus Anders Lars Magnus Torvald Pieter Maarten Joost Bjørn Søren Leif Ernst Otto Horst Kurt',
    ),
  },
  italian: {
    female: words(
      'Giovanna Concetta Lucrezia Rosalia Carmela Filomena Assunta Donatella Loredana Gianna Nunzia Ornella Mirella Pia',
    ),
    male: words(
      'Salvatore Carmine Domenico Vincenzo Gaetano Pasquale Giancarlo Rocco Angelo Nunzio Ezio Dante Primo Santo Cosimo',
    ),
  },
  french: {
    female: words(
      'Geneviève Odile Solange Mireille Thérèse Noémie Clémence Marie-Ange Rose-Laure Guerline Yolette Manon Aude Fleur',
    ),
    male: words(
      'Étienne Thibault Gaston Luc Jean-Baptiste Marcel Wilner Fritz Jean-Robert Rémy Olivier Anatole Blaise Yves Narcisse Pierre',
    ),
  },
  filipino: {
    female: words(
      'Marivic Rosalinda Luzviminda Jocelyn Corazon Analyn Divina Ligaya Imelda Maricel Cherry Princess Lovely Girlie',
    ),
    male: words(
      'Rodrigo Reynaldo Bayani Crisanto Jomar Arnel Danilo Ferdinand Rommel Isagani Jun-Jun Dodong Renato Virgilio',
    ),
  },
  jewish: {
    female: words(
      'Miriam Shoshana Rivka Chana Leah Dvora Tzipporah Yael Batya Malka Esther Naama Zelda Fruma Golda Hadassah',
    ),
    male: words(
      'Mordechai Avraham Shlomo Yitzhak Eliezer Menachem Ari Reuven Baruch Ephraim Saul Irving Mendel Dov Hersh Asher',
    ),
  },
  portuguese: {
    female: words(
      'Graça Fátima Conceição Lurdes Iracema Jandira Rosângela Filipa Benedita Aparecida Natividade Ilda Zulmira',
    ),
    male: words(
      'João Joaquim Manuel Antônio Thiago Adalberto Valdemar Nuno Vasco Gil Rui Belmiro Sebastião Zeferino Duarte',
    ),
  },
  greek: {
    female: words('Eleni Despina Kalliope Stavroula Xanthe Aphrodite Vasiliki Anthoula Chrysanthi Efthymia Zoe Fotini'),
    male: words(
      'Stavros Panagiotis Konstantinos Evangelos Spiros Demetrios Athanasios Theodoros Aristides Takis Lefteris Yiannis',
    ),
  },
  irish: {
    female: words(
      'Siobhán Bridget Maeve Aoife Niamh Colleen Deirdre Fionnuala Kathleen Noreen Sinéad Gráinne Una Orla',
    ),
    male: words('Declan Seamus Padraig Cormac Fergus Liam Colm Brendan Eoin Finbar Donal Cillian Malachy Tadhg'),
  },
  native: {
    female: words('Winona Aiyana Kaya Tallulah Leilani Nalani Kalea Sialea Dyani Halona Pualani Ohana Noelani Chenoa'),
    male: words('Kele Hototo Kai Keoni Makoa Ahiga Tasunke Kanoa Ikaika Nakoma Elan Sefo Tavita Chayton'),
  },
}

/** What friends and charts call them. A name may have several. */
export const NICKNAMES: Record<string, readonly string[]> = {
  Margaret: ['Peggy', 'Maggie', 'Meg'],
  Dorothy: ['Dot', 'Dottie'],
  Elizabeth: ['Betty', 'Liz', 'Libby'],
  Eleanor: ['Nell', 'Ellie'],
  Florence: ['Flo'],
  Harriet: ['Hattie'],
  Patricia: ['Pat', 'Trish'],
  Barbara: ['Barb', 'Babs'],
  Susan: ['Sue'],
  Deborah: ['Deb'],
  Rebecca: ['Becky'],
  Katherine: ['Kate', 'Kitty'],
  Victoria: ['Vicki', 'Tori'],
  Abigail: ['Abby'],
  Penelope: ['Penny'],
  Winifred: ['Winnie'],
  Millicent: ['Millie'],
  Robert: ['Bob', 'Bobby', 'Rob'],
  William: ['Bill', 'Will', 'Billy'],
  James: ['Jim', 'Jimmy'],
  Richard: ['Dick', 'Rick'],
  Thomas: ['Tom'],
  Charles: ['Chuck', 'Charlie'],
  Edward: ['Ed', 'Ted', 'Ned'],
  Henry: ['Hank', 'Harry'],
  Walter: ['Walt'],
  Arthur: ['Art'],
  Albert: ['Al', 'Bert'],
  Frederick: ['Fred', 'Fritz'],
  Harold: ['Hal'],
  Stanley: ['Stan'],
  Raymond: ['Ray'],
  Leonard: ['Len', 'Lenny'],
  Clifford: ['Cliff'],
  Benjamin: ['Ben', 'Benny'],
  Nathaniel: ['Nate'],
  Theodore: ['Ted', 'Teddy'],
  Jonathan: ['Jon'],
  Christopher: ['Chris', 'Kit'],
  Gregory: ['Greg'],
  Douglas: ['Doug'],
  Lawrence: ['Larry'],
  Chester: ['Chet'],
  Guadalupe: ['Lupe'],
  Rosario: ['Charo'],
  Concepción: ['Concha'],
  Dolores: ['Lola'],
  Ignacio: ['Nacho'],
  Jesús: ['Chuy'],
  Eduardo: ['Lalo'],
  Refugio: ['Cuco'],
  Alejandro: ['Alex'],
  Wilfredo: ['Fredo'],
  Thandiwe: ['Thandi'],
  Chukwuemeka: ['Emeka'],
  Babatunde: ['Tunde'],
  Folasade: ['Sade'],
  Lakshmi: ['Lucky'],
  Venkatesh: ['Venky'],
  Balakrishnan: ['Bala'],
  Stanisław: ['Stan', 'Staszek'],
  Zbigniew: ['Zbig'],
  Wojciech: ['Wojtek'],
  Svetlana: ['Sveta'],
  Salvatore: ['Sal'],
  Domenico: ['Dom'],
  Vincenzo: ['Vinny'],
  Pasquale: ['Pat'],
  Geneviève: ['Gigi'],
  'Jean-Baptiste': ['JB'],
  Konstantinos: ['Gus'],
  Panagiotis: ['Pete'],
  Demetrios: ['Jim'],
  Siobhán: ['Shiv'],
  Bridget: ['Bridie'],
  Mordechai: ['Motti'],
  Yitzhak: ['Itzik'],
  Mahmoud: ['Moody'],
  Ibrahim: ['Abe'],
  Luzviminda: ['Luz'],
  Corazon: ['Cory'],
  Reynaldo: ['Rey'],
  Ferdinand: ['Ferdie'],
  João: ['Johnny'],
  Reginald: ['Reggie'],
  Cleveland: ['Cleve'],
  Alonzo: ['Lon'],
  Yolanda: ['Yogi'],
  Tatiana: ['Tanya'],
}
