import { isPlainName } from './part-names.ts'

/**
 * What markup calls its own parts: tags, attributes, classes. A name made of ordinary words or of these stays; any other
 * could be somebody's. A tag or an attribute can hold no code, so there it refuses the document.
 */
export function isPartName(name: string): boolean {
  return isPlainName(name, MARKUP_WORDS)
}

/** What becomes of an attribute's value. */
export type AttributeReading =
  /** Layout, or a word of a list: it stays. */
  | 'stays'
  /** It is read like the text around it. */
  | 'text'
  /** Names of parts, and looks: each one that is not plain is coded whole. */
  | { readonly coded: readonly { readonly start: number; readonly end: number }[] }

/** `value` as written, `name` in small letters. */
export function readAttributeValue(name: string, value: string): AttributeReading {
  if (name === 'xmlns' || name.startsWith('xmlns:')) return NAMESPACES.test(value) ? 'stays' : whole(value)
  if (SIZES.has(name)) return SIZE.test(value) || isPartName(value) ? 'stays' : 'text'
  if (name === 'style') return isStyle(value) ? 'stays' : whole(value)
  if (name === 'face') return isFontList(value) ? 'stays' : whole(value)
  if (!NAMING.has(name)) return 'text'
  const coded = Array.from(value.matchAll(/[^\s,;]+/g), ({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
    word,
  })).filter(({ word }) => !isPartName(word))
  return coded.length === 0 ? 'stays' : { coded }
}

function whole(value: string): AttributeReading {
  return { coded: value === '' ? [] : [{ start: 0, end: value.length }] }
}

/** Attributes that say how large, where or in which colour. */
const SIZES = new Set(
  'width height align valign border colspan rowspan cellpadding cellspacing bgcolor color size lang dir xml:lang type'.split(
    ' ',
  ),
)
const SIZE =
  /^\s*(?:\d{1,4}(?:\.\d{1,3})?(?:px|pt|em|rem|ex|cm|mm|in|%|\*)?|#[0-9a-f]{3,8}|[a-z]{2}(?:-[a-z]{2})?)\s*$/i

/** Attributes whose value is a word of a list, or a name that a part has. In `alt` or `data-patient` one word may be a surname. */
const NAMING = new Set(
  (
    'class id name for headers rel target role scope method enctype http-equiv charset media shape kind wrap loading decoding ' +
    'preload autocomplete inputmode frame rules clear stylecode listtype usemap form list slot part'
  ).split(' '),
)

const NAMESPACES =
  /^(?:https?:\/\/www\.w3\.org\/(?:1999\/(?:xhtml|xlink)|2000\/svg|1998\/Math\/MathML|TR\/REC-html40|2001\/XMLSchema(?:-instance)?)|urn:schemas-microsoft-com:[a-z:]{1,30}|https?:\/\/schemas\.microsoft\.com\/office\/\d{4}\/\d{2}\/[a-z]{1,12}|urn:hl7-org:(?:v3|sdtc))$/

/** Declarations of CSS with lengths, colours and words of CSS. A string, an address or a font of nobody's list is none. */
function isStyle(css: string): boolean {
  return css.split(';').every((declaration) => {
    const [, property = '', value = ''] = /^\s*([a-z-]{1,40})\s*:\s*([^:]{1,200})$/i.exec(declaration) ?? []
    if (property === '') return declaration.trim() === ''
    if (!isPartName(property)) return false
    return /^(?:mso-)?.*font(?:-family)?$/i.test(property) ? isFontList(value) : isCssValue(value)
  })
}

function isCssValue(value: string): boolean {
  return value.split(/[\s,()/]+/).every((word) => word === '' || CSS_NUMBER.test(word) || isPartName(word))
}

const CSS_NUMBER =
  /^(?:[-+]?\d{0,4}(?:\.\d{1,4})?(?:px|pt|em|rem|ex|cm|mm|in|pc|vh|vw|fr|deg|s|ms|%)?|#[0-9a-f]{3,8})$/i

function isFontList(value: string): boolean {
  return value
    .split(/[\s,/-]+|&quot;|['"]/)
    .every((word) => word === '' || CSS_NUMBER.test(word) || FONTS.has(word.toLowerCase()) || isPartName(word))
}

const FONTS = new Set(
  (
    'arial helvetica neue verdana tahoma trebuchet calibri cambria candara consolas constantia corbel courier georgia garamond ' +
    'palatino linotype times roman segoe ui symbol lucida sans serif monospace roboto lato inter aptos monaco menlo geneva ' +
    'mono unicode wingdings noto dejavu liberation system apple blinkmacsystemfont emoji inherit'
  ).split(' '),
)

/** Words of HTML, SVG, CSS, CDA and of what mail programs write, which are in no list of ordinary words. */
export const MARKUP_WORDS: ReadonlySet<string> = new Set(
  (
    'abbr acronym actref addr affiliation alt anchor aria async attr audio authenticator authoring authorization autocapitalize ' +
    'autocomplete autocorrect autofocus autoplay awareness axis background banner basefont bdi bdo bgcolor binding birthplace ' +
    'blockquote bold border bullet button canvas caption cellpadding cellspacing census center charset checkbox checked cite ' +
    'citation clip col colgroup colspan column comp confidentiality consumable container content contenteditable controls ' +
    'coordinates coords crossorigin css custodian cursor datalist datetime deceased defer deid del delimiter denominator desc ' +
    'dfn dialog dir disabled display div dosage draggable dropdown dropzone ellipse ellipsis embed encoding enctype enterer ' +
    'entity extent fieldset figcaption figure fill flex float font footer footnote formaction formatting frameset frameborder ' +
    'fulfillment gender gmail graphic grid guardian header headers heading height hgroup hidden highlight horizontal href hreflang ' +
    'html http hyperlink icon ident identification identifier iframe img inline input inset integrity interpretation ismap ' +
    'italic italics justify kbd keygen label lang language legend lightbox line link list locator longdesc loop lowercase ltr ' +
    'maintaining manifest manufactured manufacturer margin marginheight marginwidth marital marquee mask math maxlength media menu ' +
    'meta meter metadata middle minlength mso multimedia multiple muted nav navbar navigation negation noframes nohref noscript ' +
    'noshade novalidate nowrap numerator numeric oblique offset opacity optgroup option organizer originator outlook outline ' +
    'output overflow overline padding panel param path pagebreak paragraph participant performer picture placeholder playing ' +
    'polygon polyline popup poster precinct precondition prefix preload pre priority proficiency progress qualifier ' +
    'quantity radio rect reference readonly realm rel render repeat represented responsive rgb rgba role row rows rowspan rtl ' +
    'ruby rules samp sandbox schema scope scoping script scroll sdtc section select selected separator sequence sequence shape sidebar ' +
    'sizes slot software solid source span spacing spellcheck src srcdoc srclang srcset standalone strike strong structured style stylecode ' +
    'stylesheet sub suffix summary sup svg tab tabindex table target tbody telecom template text textarea tfoot thead thumbnail ' +
    'title toggle toolbar tooltip top translate translation transform transparent tspan tty type underline uppercase useable ' +
    'usemap valid valign value var vertical video viewport visibility visible vlink vspace wbr webkit width wrap wrapper wysiwyg xlink xml ' +
    'xmlns xsi administrative assigned awareness encompassing existence ind non seperatable separatable subscript superscript arabic roman ' +
    'normal none auto inherit initial relative absolute fixed static sticky baseline collapse separate dotted dashed double groove ridge ' +
    'lcid paste forms mce ogsc ogsb outlook moz khtml opera imprint pagination col md lg xs sm btn nth ' +
    'lrule rrule toprule botrule xhtml utf multipart urlencoded checkbox datetime noopener noreferrer nofollow ' +
    'blank parent self lastname firstname fullname username surname email phone zip ssn dob mrn password checkbox ' +
    'null multi align ins applet frame defs accesskey alink labelledby describedby cols testid default download hspace equiv itemprop itemscope ' +
    'itemtype loading min onclick onload onmouseover onmouseout onchange onsubmit onerror ping rev reversed scrolling imagedata ' +
    'epub num gradient linear radial olk ccp props rsid shapetype textbox stroked filled fillcolor strokecolor'
  ).split(' '),
)
