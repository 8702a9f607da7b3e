import type { PackLabel, PackShape } from '../../detect/packs/language-pack.ts'

export const LABELS: readonly PackLabel[] = [
  {
    kind: 'NAME',
    value: 'name',
    marked: true,
    phrases:
      'nombre|nombres|nombre completo|nombre y apellidos|nombres y apellidos|apellidos y nombre|apellidos y nombres|apellido y nombre|apellidos|apellido|primer apellido|segundo apellido|1.er apellido|2.º apellido|er apellido|o apellido|apellido paterno|apellido materno|nombre del paciente|nombre de la paciente|nombre paciente|nombre del padre|nombre de la madre|nombre del fallecido|paciente|usuario|usuaria|titular|médico|médico responsable|médico tratante|médico solicitante|médico de cabecera|médico que autoriza|médico que acepta|facultativo|peticionario|solicitado por|remitido por|derivado por|responsable|firmado por|persona de contacto|familiar|familiar informado|familiar de contacto|contacto|contacto en caso de emergencia|en caso de emergencia avisar a|acompañante|encargada|encargado|enfermera|enfermero|enfermera responsable|cirujano|cirujana|ayudante|anestesia|anestesista|instrumentista|circulante|testigo|madre|padre|tutor|tutora|comparece|firma|elaboró|realizado por|informado por|admitido por|validado por|tecnólogo médico|responsable de la referencia|atentamente|de|para|cc|cco',
  },
  {
    kind: 'STREET',
    value: 'street',
    marked: true,
    phrases:
      'domicilio|dirección|dirección postal|domicilio actual|domicilio particular|dirección de residencia|calle|calle y número',
  },
  {
    kind: 'CITY',
    value: 'text',
    marked: true,
    phrases:
      'localidad|ciudad|población|municipio|lugar de nacimiento|lugar de residencia|originario de|originaria de|residente de|comuna|distrito|cantón|parroquia|colonia|col|delegación|alcaldía|barrio|vereda|sector|aldea|natural de|localidad de residencia|lugar',
  },
  { kind: 'COUNTY', value: 'text', marked: true, phrases: 'provincia|comarca|partido judicial' },
  { kind: 'ZIP', value: 'code', phrases: 'c.p.|cp|código postal|cod. postal|c. postal' },
  {
    kind: 'FACILITY',
    value: 'text',
    marked: true,
    phrases:
      'centro|centro de salud|centro sanitario|hospital|hospital emisor|hospital receptor|establecimiento de origen|establecimiento de destino|procedencia|establecimiento|unidad médica|clínica|centro de referencia',
  },
  {
    kind: 'ORG',
    value: 'text',
    marked: true,
    phrases: 'empresa|razón social|centro de trabajo|lugar de trabajo|escuela|colegio|empleador|patrón',
  },
  {
    kind: 'MRN',
    value: 'code',
    phrases:
      'nhc|n.h.c.|n.º historia|nº historia|número de historia|n.º de historia|n.º de historia clínica|n.° de historia clínica|historia n.º|historia clínica|historia|h.c.|hc|hcu|num. historia|expediente|n.º expediente|número de expediente|expediente n.º|expediente clínico|ficha clínica|ficha|registro|record|n.º de registro|n.º paciente|id paciente',
  },
  {
    kind: 'SSN',
    value: 'code',
    phrases:
      'nss|n.s.s.|nuss|naf|n.º seguridad social|núm. seguridad social|número de la seguridad social|número de seguridad social|n.º afiliación s.s.|n.º de afiliación s.s.|n.º afiliación|seguridad social|n.º de seguridad social',
  },
  {
    kind: 'HEALTHPLAN',
    value: 'code',
    phrases:
      'cip|cipa|cip-sns|tsi|tarjeta sanitaria|tarjeta sanitaria n.º|n.º tarjeta sanitaria|nuhsa|nass|tis|tarjeta|póliza|n.º de póliza|n.º póliza|número de póliza|n.º de afiliado|n.º afiliado|afiliado|código de afiliación|código de afiliación sis|n.º de asegurado|número de afiliación|su tarjeta es|carné|carnet|seguro|seguro médico|seguro popular|subsidiado|beneficiario',
  },
  {
    kind: 'OTHERID',
    value: 'code',
    phrases:
      'dni|d.n.i.|dni/nie|nie|n.i.e.|nif|n.i.f.|documento|documento de identidad|cédula de identidad|cédula de ciudadanía|cédula|cedula|c.c.|c.i.|ci|curp|rfc|r.f.c.|rut|r.u.t.|run|r.u.n.|dpi|cuit|cuil|pasaporte|pasaporte n.º|documento n.º|clave|pulsera|código|cias|folio|con el código|su clave|dni número',
  },
  {
    kind: 'LICENSE',
    value: 'code',
    phrases:
      'colegiado|colegiada|n.º colegiado|n.º de colegiado|colegiado n.º|colegiada n.º|núm. col.|n.º col.|col. n.º|colegiada en bizkaia con el número|número de colegiado|cédula profesional|céd. prof.|ced. prof|matrícula profesional|m.n.|m.p.|mat.|mat|cmp|cep|cód. msp|registro profesional|tarjeta profesional|licencia|licencia de conducir|permiso de conducir',
  },
  {
    kind: 'ACCOUNT',
    value: 'code',
    phrases:
      'episodio|n.º de episodio|n.º de orden|n.º orden|orden|petición|n.º petición|n.º acceso|n.º de acceso|accession|informe n.º|biopsia n.º|biopsia|muestra|n.º de muestra|boleta de emergencia|boleta|hoja de referencia|n.º de accidente|incidente|n.º de incidente|misión|caso|n.º de caso|factura|n.º de factura|volante|referencia|folios|expediente de la mutua|código de muestra|ref. n.º',
  },
  {
    kind: 'VEHICLE',
    value: 'code',
    phrases:
      'matrícula|matrícula de la ambulancia|matrícula de la ambulancia de apoyo|matrícula n.º|placa|placas|placas de circulación|patente|dominio|vehículo matrícula|bastidor|n.º de bastidor|la blanca',
  },
  {
    kind: 'DEVICE',
    value: 'code',
    phrases:
      'serie|n.º de serie|n.º serie|número de serie|aparato|clavo serie|bomba|préstamo n.º|la bomba|bomba n.º serie',
  },
  {
    kind: 'PHONE',
    value: 'digits',
    phrases:
      'teléfono|teléfonos|tel|telf|tlf|tfno|tfn|tf|tlfno|teléfono 1|teléfono 2|teléfono fijo|teléfono móvil|teléfono celular|teléfono de contacto|teléfono de la unidad|teléfono de la empresa|tel. trabajo|móvil|movil|celular|cel|fijo|fono|celular del puesto|llamar al|llame al|llamado al|llámenos al|avisar al|whatsapp|wasap|extensión|ext|comunicarse al|por teléfono al|coordinar al|contacto|su teléfono es|su móvil es el|busca',
  },
  { kind: 'FAX', value: 'digits', phrases: 'fax|n.º de fax|telefax' },
]

export const SHAPES: readonly PackShape[] = [
  { kind: 'OTHERID', shape: '########~A', check: 'dni' },
  { kind: 'OTHERID', shape: '##.###.###~A', check: 'dni' },
  { kind: 'OTHERID', shape: 'X~#######~A', check: 'dni' },
  { kind: 'OTHERID', shape: 'Y~#######~A', check: 'dni' },
  { kind: 'OTHERID', shape: 'Z~#######~A', check: 'dni' },
  { kind: 'OTHERID', shape: 'AAAA######AAAAAA##', check: 'curp' },
  { kind: 'OTHERID', shape: '##.###.###-#', check: 'rut' },
  { kind: 'OTHERID', shape: '#.###.###-#', check: 'rut' },
  { kind: 'OTHERID', shape: '##.###.###-K', check: 'rut' },
  { kind: 'OTHERID', shape: '#.###.###-K', check: 'rut' },
  { kind: 'SSN', shape: '##/########/##', check: 'nss-es' },
  { kind: 'SSN', shape: '##/##########', check: 'nss-es' },
  { kind: 'SSN', shape: '## ##########', check: 'nss-es' },
  { kind: 'PHONE', shape: '+34~### ### ###' },
  { kind: 'PHONE', shape: '+34~### ## ## ##' },
  { kind: 'PHONE', shape: '+34~#########' },
  { kind: 'PHONE', shape: '+52~##~####~####' },
  { kind: 'PHONE', shape: '+52~###~###~####' },
  { kind: 'PHONE', shape: '+56~#~####~####' },
  { kind: 'PHONE', shape: '+57~###~###~####' },
  { kind: 'PHONE', shape: '+54~#~##~####~####' },
  ...['6', '7', '8', '9'].flatMap((first): PackShape[] => [
    { kind: 'PHONE', shape: `${first}## ### ###` },
    { kind: 'PHONE', shape: `${first}## ## ## ##` },
    { kind: 'PHONE', shape: `${first}# ### ## ##` },
  ]),
  { kind: 'PHONE', shape: '6########' },
  { kind: 'PHONE', shape: '## #### ####' },
  { kind: 'PHONE', shape: '### ### ####' },
]
