import type { LanguagePack } from '../../detect/packs/language-pack.ts'
import { CLINICAL, ENDINGS, EVERYDAY } from './everyday.ts'
import { LABELS, SHAPES } from './identifiers.ts'
import { GIVEN, SURNAMES } from './people.ts'
import { CITIES, DISTRICTS, PLACE_CUES, REGIONS, STREETS, UNITS } from './places.ts'
import { NUMBERS, PARTICLES, PREPOSITIONS, SIGNS } from './small-words.ts'

/** Spanish of Spain and Latin America, as data. */
export const spanish: LanguagePack = {
  language: 'es',
  version: '1.0.0',
  signs: SIGNS,
  words: {
    everyday: EVERYDAY,
    clinical: CLINICAL,
    endings: ENDINGS,
    given: GIVEN,
    surnames: SURNAMES,
    titles:
      'sr sra srta sres d dª don doña dr dra dres doctor doctora señor señora señorita lic licda lcda lcdo licenciado licenciada enf ing prof profa profesor profesora seño fray sor tía tío',
    credentials: 'mir eir fir due rn',
    relations:
      'madre padre mamá papá mami papi hijo hija hijos hijas hermano hermana hermanos hermanas esposo esposa marido mujer pareja abuelo abuela nieto nieta nietos nietas tío tía primo prima sobrino sobrina cuñado cuñada suegro suegra yerno nuera novio novia padrastro madrastra hijastro hijastra padrino madrina ahijado ahijada comadre compadre vecino vecina amigo amiga cuidador cuidadora tutor tutora acompañante viuda viudo gemelo gemela bisnieto bisnieta consuegra consuegro conviviente compañero compañera matrimonio',
    roles:
      'paciente usuario usuaria médico médica enfermero enfermera auxiliar celador celadora técnico técnica facultativo residente adjunto cirujano cirujana anestesista pediatra ginecólogo ginecóloga psiquiatra psicólogo psicóloga fisioterapeuta matrona partera trabajadora trabajador dentista podólogo farmacéutico farmacéutica secretaria secretario administrativa maestra maestro profesora profesor abogado abogada párroco agente instrumentista circulante interna becario nutricionista logopeda terapeuta intérprete operadora testigo bebé niño niña lactante geriatra internista cardiólogo cardióloga urólogo neurólogo neuróloga chica chico hermanastro cliente clienta llamante asistente farmacéutico',
    particles: PARTICLES,
    prepositions: PREPOSITIONS,
    numbers: NUMBERS,
  },
  dates: {
    months:
      'enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene feb mar abr may jun jul ago sep sept set oct nov dic',
    weekdays: 'lunes martes miércoles jueves viernes sábado domingo',
    joins: 'de del al a y e día',
    holidays:
      'navidad|nochebuena|nochevieja|semana santa|día de reyes|reyes magos|año nuevo|todos los santos|día de muertos|viernes santo',
  },
  ages: {
    units: 'años|años de edad|añitos|a.|a',
    cues: 'tiene|cumple|cumplió|cumplirá|cumplía|edad|edad cumplida|a los|a sus|de edad|tiene ya',
  },
  names: {
    cues: 'se llama|me llamo|llamado|llamada|llama|mi nombre es|de nombre|a nombre de|soy|avisar a|contactar con|preguntar por|fdo|firmado|firmado por|firma|firmada por|atendido por|atendida por|elaboró|realizado por|informado por|admitido por|validado por|entrega|recibe|acompañada de|acompañado de|acompañada por|acompañado por|apellido|de apellido|de apellidos|hablar con|hablado con|comentado con|comunicado a|rn de|hijo de|hija de|abrazo a|apellidada|apellidado|dile a|avisa a|avisado a',
    between: 'materno materna paterno paterna social y mayor menor la el llamado llamada',
  },
  places: {
    streets: STREETS,
    units: UNITS,
    cities: CITIES,
    regions: REGIONS,
    cues: PLACE_CUES,
    districts: DISTRICTS,
    postcodeDigits: 5,
  },
  institutions: {
    facilities:
      'hospital|hosp|hospital universitario|hospital general|hospital clínico|hospital de día|hospital del día|complejo asistencial|complejo hospitalario|centro de salud|centro médico|centro de especialidades|centro de día|centro sociosanitario|c.s.|cs|cap|ambulatorio|consultorio|consultorio de|policlínica|policlínico|clínica|clínica dental|residencia|residencia de mayores|residencia de ancianos|farmacia|botica|laboratorio|laboratorios|sanatorio|maternidad|puesto de salud|posta|casa de salud|suap|unidad de salud mental|instituto de|fundación|casa de|óptica|umf',
    organisations:
      'colegio|ceip|ies|instituto|escuela|escuela infantil|guardería|ikastola|universidad|universidad de|parroquia|iglesia|iglesia de|capilla|mezquita|sinagoga|ayuntamiento|ayuntamiento de|restaurante|bar|talleres|taller|transportes|construcciones|conservas|panadería|gestoría|maquiladora|frigorífico|confecciones|maderas|tanatorio|funeraria|asociación|club|cofradía|cooperativa|supermercado|supermercados|hotel|bodegas|empresa|fábrica|conservera|constructora|inmobiliaria|peluquería|ferretería|autoescuela|imprenta|granja',
    plain:
      'general generales universitario universitaria regional clínico clínica provincial comarcal público pública de del día la el los las y salud urgencias nacional central municipal médico médica servicio servicios dental infantil materno mental unidad especialidades zona primaria secundaria militar docente integral privado privada externo usuario origen destino',
    saints: 'san santa santo sant virgen nuestra señora sagrado santísima santísimo',
  },
  protections:
    'enfermedad síndrome síndromes signo signos escala escalas índice test prueba pruebas maniobra maniobras reflejo fenómeno criterio criterios clasificación estadio estadios mal corea tríada pentada punto puntuación score hernia divertículo tinción fractura parálisis afasia sonda catéter pinza pinzas drenaje ley método técnica fórmula tumor sarcoma linfoma esófago polígono nódulos manchas cuerpos variante quiste tiroiditis separadores tipo fascículo ganglio bisturí aparato consenso triángulo ligamento ejercicios esquema sistema operación intervención anemia ataxia demencia distrofia contractura nevus úlcera asa línea ecuación corrección según bloqueo sistemas monofilamento fototipo sinusitis cirrosis lupus púrpura orbitopatía arteritis nistagmo respirador holter bacteria bacilo tinciones listado grado conferencia agencia ministerio organización minimental dolor',
  labels: LABELS,
  shapes: SHAPES,
}
