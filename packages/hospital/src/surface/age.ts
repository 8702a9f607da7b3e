import { spelled } from './date.ts'
import type { Surface } from './surface.ts'

/** An age over 89: the number alone, without "year-old". */
export const AGE90: Surface<number> = {
  type: 'AGE90',
  forms: {
    digits: (age) => String(age),
    plain: (age) => String(age),
    words: (age) => spelled(age),
    capital: (age) => spelled(age).charAt(0).toUpperCase() + spelled(age).slice(1),
    spaced: (age) => spelled(age).replace('-', ' '),
    decade: () => 'nineties',
    half: (age) => `${age}½`,
  },
}

export const AGE_PLAIN = ['digits', 'plain', 'plain', 'words'] as const
