/** Small words by which Spanish is known, and its grammar. */
export const SIGNS =
  'que en un una con por para su sus se es lo los las del como más pero le les ya este esta esto sí porque entre cuando muy sin sobre ser tiene también hasta hay donde quien desde todo toda todos nos durante ni contra otros ese eso ante ellos antes algunos qué yo otro otra él tanto mucho quienes nada poco ella estar estas alguna nosotros años mi usted está están fue era ha han había he hemos si según tras niega refiere presenta acude paciente día días mañana noche hoy ayer hace soy fecha nombre al el la de'

export const PARTICLES = 'de del la las los el y i e da dos san santa van von'

export const PREPOSITIONS =
  'en con por para desde hasta entre sobre tras según sin ante bajo contra durante hacia mediante al'

export const NUMBERS =
  'cero 0 un 1 uno 1 una 1 primero 1 primer 1 dos 2 tres 3 cuatro 4 cinco 5 seis 6 siete 7 ocho 8 nueve 9 diez 10 once 11 doce 12 trece 13 catorce 14 quince 15 dieciséis 16 diecisiete 17 dieciocho 18 diecinueve 19 veinte 20 veintiuno 21 veintiún 21 veintidós 22 veintitrés 23 veinticuatro 24 veinticinco 25 veintiséis 26 veintisiete 27 veintiocho 28 veintinueve 29 treinta 30 cuarenta 40 cincuenta 50 sesenta 60 setenta 70 ochenta 80 noventa 90 cien 100 ciento 100 doscientos 200 novecientos 900 mil 1000'
