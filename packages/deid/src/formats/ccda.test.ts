import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectorOf } from '../deidentify.fixture.ts'
import { sniffFormat } from './deidentify-text.ts'
import { blind, createTraveller, refusalOf } from './formats.fixture.ts'

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="CDA.xsl"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`

const DOCUMENT = `${HEAD}
  <!-- made for Ada Bell -->
  <realmCode code="US"/>
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <templateId root="2.16.840.1.113883.10.20.22.1.1" extension="2015-08-01"/>
  <id root="2.16.840.1.113883.19.5.99999.1" extension="TT988"/>
  <code code="34133-9" codeSystem="2.16.840.1.113883.6.1" displayName="Summarization of Episode Note"/>
  <title>Summary of Ada Bell</title>
  <effectiveTime value="20240513101500-0500"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  <recordTarget><patientRole>
    <id extension='8817345' root="2.16.840.1.113883.19.5" assigningAuthorityName="Mercy Hospital"/>
    <id extension="123-45-6789" root="2.16.840.1.113883.4.1"/>
    <addr use="HP"><streetAddressLine>12 Elm St</streetAddressLine><city>Springfield</city><county>Sangamon</county><state>IL</state><postalCode>62704</postalCode><country>US</country></addr>
    <telecom value="tel:+1(217)555-0142" use="HP"/><telecom value="mailto:ada@example.org"/>
    <patient>
      <name use="L"><prefix>Mrs.</prefix><given>Ada</given><given>M</given><family>O&apos;Bell</family></name>
      <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>
      <birthTime value = "19710304"/>
      <sdtc:deceasedTime value='19310304'></sdtc:deceasedTime>
    </patient>
    <providerOrganization><id root="1f2c3d4e-aaaa-bbbb-cccc-1234567890ab"/><name>Mercy Hospital</name></providerOrganization>
  </patientRole></recordTarget>
  <component><structuredBody><component><section>
    <title>Results</title>
    <text><table><tbody><tr><td>Ada <b>O&apos;Bell</b> &amp; son</td><td><content ID="r1">seen 5/12/2024, glucose 98</content></td></tr></tbody></table></text>
    <entry><observation classCode="OBS" moodCode="EVN">
      <code code="30525-0" codeSystem="2.16.840.1.113883.6.1"/>
      <text><reference value="#r1"/></text>
      <effectiveTime><low value="20240512"/><high nullFlavor="UNK"/></effectiveTime>
      <value xsi:type="PQ" value="93" unit="a"/>
      <value xsi:type="PQ" value="98" unit="mg/dL"/>
      <value xsi:type="ST">told by Ada</value>
    </observation></entry>
  </section></component></structuredBody></component>
</ClinicalDocument>
`

describe('a C-CDA document', () => {
  it('leaves without its people, valid, and comes back to the byte', async () => {
    const { cleaned, restored } = await createTraveller()(DOCUMENT, 'ccda')
    expect(cleaned).not.toMatch(
      /Ada|Bell|8817345|6789|Elm|Springfield|Sangamon|62704|0142|@|Mercy|0304|0513|0512|5\/12|TT988|1f2c3d4e/,
    )
    expect(restored).toBe(DOCUMENT)
  })

  it('keeps times, ages and roots of their types, with the code in a comment', async () => {
    const { cleaned, restored } = await createTraveller({ detector: blind })(DOCUMENT, 'ccda')
    expect(cleaned).toMatch(/<effectiveTime value="2024"\/><!--\[DATE-2024-\w{6}\]-->/)
    expect(cleaned).toMatch(/<birthTime value = "1971"\/><!--\[DATE-1971-\w{6}\]-->/)
    expect(cleaned).toMatch(/<sdtc:deceasedTime nullFlavor='MSK'><!--\[DATE-\w{6}\]--><\/sdtc:deceasedTime>/)
    expect(cleaned).toMatch(/<low value="2024"\/><!--\[DATE-2024-\w{6}\]--><high nullFlavor="UNK"\/>/)
    expect(cleaned).toMatch(/<value xsi:type="PQ" value="90" unit="a"\/><!--\[AGE90-90plus-\w{6}\]-->/)
    expect(cleaned).toMatch(
      /<id extension='\[MRN-\w{6}\]' root="OTHERID-\w{6}" assigningAuthorityName="\[FACILITY-\w{6}\]"\/>/,
    )
    expect(cleaned).toMatch(/<id extension="\[SSN-\w{6}\]" root="2.16.840.1.113883.4.1"\/>/)
    expect(cleaned).toMatch(
      /<telecom value="tel:\[PHONE-\w{6}\]" use="HP"\/><telecom value="mailto:\[EMAIL-\w{6}\]"\/>/,
    )
    expect(cleaned).toContain('<templateId root="2.16.840.1.113883.10.20.22.1.1" extension="2015-08-01"/>')
    expect(cleaned).toContain('<value xsi:type="PQ" value="98" unit="mg/dL"/>')
    expect(restored).toBe(DOCUMENT)
  })

  it('is not identified by the names of its parts, which still point at each other', async () => {
    const document = `<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:note="Mrs. Bell">
  <recordTarget><patientRole><id extension="8817345" root="1.2.3"/></patientRole></recordTarget>
  <entry ID="long-term1"><text ID="plan-8817345">Rest.</text><reference value="#plan-8817345"/></entry></ClinicalDocument>
`
    const { cleaned, restored } = await createTraveller()(document, 'ccda')
    expect(cleaned).not.toMatch(/8817345|Bell/)
    const [, part = ''] = /<text ID="(plan-\[MRN-\w{6}\])">/.exec(cleaned) ?? []
    expect(cleaned).toContain(`<reference value="#${part}"/>`)
    expect(cleaned).toContain('<entry ID="long-term1">')
    expect(restored).toBe(document)
  })

  it('restores a document that was cleaned twice', async () => {
    const travel = createTraveller()
    const once = (await travel(DOCUMENT.replaceAll('&apos;', "'"), 'ccda')).cleaned
    expect((await travel(once, 'ccda')).restored).toBe(once)
  })

  it('restores any text, however it was escaped', async () => {
    const secrets = ["O'Bell & <son>", 'Zoë "Z"', 'plain']
    const travel = createTraveller({ detector: detectorOf(secrets.map((value) => ({ kind: 'NAME', value }))) })
    const escapes: readonly ((text: string) => string)[] = [
      (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
      (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      (text) =>
        text
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;')
          .replaceAll('"', '&quot;')
          .replaceAll("'", '&apos;'),
      (text) =>
        text
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;')
          .replaceAll('"', '&quot;')
          .replaceAll("'", '&#39;'),
      (text) =>
        text
          .replaceAll('&', '&amp;')
          .replaceAll('<', '&lt;')
          .replaceAll('>', '&gt;')
          .replace(/[^ -~]/gu, (char) => `&#${char.codePointAt(0) ?? 0};`),
    ]
    const word = fc.oneof(fc.stringMatching(/^[ -~é]{0,10}$/), fc.constantFrom(...secrets))
    const node = fc
      .tuple(fc.array(word, { maxLength: 4 }), fc.constantFrom(...escapes))
      .map(([words, write]) => write(words.join(' ')))
    await fc.assert(
      fc.asyncProperty(fc.array(node, { minLength: 1, maxLength: 5 }), async (nodes) => {
        const section = nodes.map((text) => `<td>${text}</td><!--c--><name>${text}</name>`).join('\r\n')
        const document = `${HEAD}<section><text>${section}</text><title>${nodes[0]}</title></section></ClinicalDocument>`
        const { cleaned, restored } = await travel(document, 'ccda')
        expect(cleaned).not.toMatch(/O.{1,6}Bell|Zo|plain/)
        expect(restored).toBe(document)
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it('is known when seen', () => {
    expect(sniffFormat(DOCUMENT)).toBe('ccda')
    expect(sniffFormat('<html><body>hello</body></html>')).toBe('html')
  })

  const inside = (xml: string): string => `${HEAD}\n${xml}\n</ClinicalDocument>`
  it.each([
    [
      'a document type',
      '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "ha">]>\n<ClinicalDocument/>',
      'format_unsupported at line 2',
    ],
    ['an entity of nobody', inside('<title>&lol;</title>'), 'format_invalid at line 4'],
    ['a tag that is not closed', `${HEAD}\n<title>x`, 'format_invalid at line 4'],
    ['a tag that closes another', inside('<a><b></a></b>'), 'format_invalid at line 4'],
    ['an attribute twice', inside('<a b="1" b="2"/>'), 'format_invalid at line 4'],
    ['an attribute without quotes', inside('<a b=1/>'), 'format_invalid at line 4'],
    ['a second root', `${inside('')}<b/>`, 'format_invalid at line 5'],
    ['text behind the root', `${inside('')}Ada`, 'format_invalid at line 5'],
    ['deep nesting', inside('<a>'.repeat(200) + '</a>'.repeat(200)), 'input_too_large at line 4'],
    [
      'a body that is not XML',
      inside('<text mediaType="application/pdf" representation="B64">JVBERi0=</text>'),
      'format_unsupported at line 4',
    ],
    ['another document', '<note/>', 'format_unsupported at line 1'],
  ])('refuses %s', async (_, document, refusal) => {
    expect(await refusalOf(document, 'ccda')).toBe(refusal)
  })
})
