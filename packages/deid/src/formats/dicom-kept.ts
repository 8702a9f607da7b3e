import { isCodeOf } from './code-systems.ts'
import { bytesOf, type DicomElement } from './dicom-file.ts'
import { ASCII } from './dicom-values.ts'
import { isPlainName, namesPerson } from './part-names.ts'

/** Numbers and words stay, when they are such. An age over 89 is 90: 164.514(b)(2)(i)(C). */
export function keptElement(element: DicomElement, bytes: Uint8Array): DicomElement | undefined {
  const form = FORMS[element.vr]
  if (form === undefined) return element
  const said = ASCII.decode(bytes)
  if (said === undefined || !form.test(said) || !isHarmless(element.vr, said)) return undefined
  return element.vr === 'AS' && /^(?:09\d|1\d\d)Y/.test(said) ? { ...element, value: bytesOf('090Y') } : element
}

/** A measurement has few digits before its point, and a word of a list names nobody. */
function isHarmless(vr: string, said: string): boolean {
  if (vr === 'CS') return !namesPerson(said) && !/\d{6}/.test(said)
  if (vr === 'SH') return isCode(said.trim())
  return !/(?<![.\d])\d{7}/.test(said)
}

function isCode(said: string): boolean {
  return (
    CODE_FORM.test(said) ||
    ['http://snomed.info/sct', 'http://loinc.org', 'local'].some((system) => isCodeOf(system, said)) ||
    isPlainName(said)
  )
}

/** DCM and SNOMED-RT. */
const CODE_FORM = /^(?:\d{6}|[A-Z]\d?-[\dA-F]{4,6})$/

const FORMS: Readonly<Record<string, RegExp>> = {
  AS: /^\d{3}[DWMY]$/,
  CS: /^[A-Z\d_ \\.-]*$/,
  DS: /^[-+\d.eE \\]*$/,
  IS: /^[-+\d \\]*$/,
  SH: /^[\w.:;/() -]{0,16}$/,
}
