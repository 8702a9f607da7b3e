import { z } from 'zod'

/** Who is told at once when something happens that a person has to look at. */
export const NoticeSettings = z.strictObject({
  url: z.url().max(2_048).describe('A webhook that is told of each emergency and alarm: ids and times, no patient.'),
  secretFrom: z
    .string()
    .max(500)
    .optional()
    .describe('Where the key of `x-cordon-signature` is read from: the name of an environment variable.'),
})
export type NoticeSettings = z.infer<typeof NoticeSettings>

/** Breaking the glass: how long, how often, and who looks at it. */
export const EmergencySettings = z.strictObject({
  hours: z
    .number()
    .positive()
    .max(168)
    .default(4)
    .describe('How long a broken glass lasts, in hours; seven days at most.'),
  perDayMax: z.int().min(1).max(1_000).default(20).describe('Times that one person may break the glass in 24 hours.'),
  secondFactor: z
    .enum(['required', 'where-asked'])
    .default('required')
    .describe(
      '`required`: one was shown within `people.stepUpMinutes`, whoever asks. `where-asked`: an application’s key alone is enough, and whatever `people.secondFactor` lets pass; each entry says whether one was shown.',
    ),
  reviewWorkingDays: z
    .int()
    .min(1)
    .max(30)
    .default(3)
    .describe('Working days (Monday to Friday at `review.timeZone`) until somebody else has looked at it.'),
})
export type EmergencySettings = z.infer<typeof EmergencySettings>
