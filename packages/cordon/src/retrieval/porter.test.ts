import { describe, expect, it } from 'vitest'
import { stem } from './porter.ts'

// The examples of Porter's paper (1980), step by step, and words of the clinic.
const TABLE = `caresses caress; ponies poni; ties ti; caress caress; cats cat; feed feed; agreed agre; plastered plaster;
  bled bled; motoring motor; sing sing; conflated conflat; troubled troubl; sized size; hopping hop; tanned tan;
  falling fall; hissing hiss; fizzed fizz; failing fail; filing file; happy happi; sky sky; relational relat;
  conditional condit; rational ration; valenci valenc; hesitanci hesit; digitizer digit; conformabli conform;
  radicalli radic; differentli differ; vileli vile; analogousli analog; vietnamization vietnam; predication predic;
  operator oper; feudalism feudal; decisiveness decis; hopefulness hope; callousness callous; formaliti formal;
  sensitiviti sensit; sensibiliti sensibl; triplicate triplic; formative form; formalize formal; electriciti electr;
  electrical electr; hopeful hope; goodness good; revival reviv; allowance allow; inference infer; airliner airlin;
  gyroscopic gyroscop; adjustable adjust; defensible defens; irritant irrit; replacement replac; adjustment adjust;
  dependent depend; adoption adopt; homologou homolog; communism commun; activate activ; angulariti angular;
  homologous homolog; effective effect; bowdlerize bowdler; probate probat; rate rate; cease ceas; controll control;
  roll roll; hypertension hypertens; hypertensive hypertens; medications medic; allergies allergi; diabetes diabet`

const PAIRS = TABLE.split(';').map((pair) => pair.trim().split(' ') as [string, string])

describe('the stemmer', () => {
  it.each(PAIRS)('takes %s to %s', (word, expected) => {
    expect(stem(word)).toBe(expected)
  })

  it('leaves figures, short words and other alphabets alone', () => {
    expect(['120/80', 'mg', 'als', 'fièvre'].map(stem)).toEqual(['120/80', 'mg', 'al', 'fièvre'])
  })
})
