import { z } from 'zod'

/** A file of a message that others do not see. `people.open_file` opens it. */
export const heldFile = z
  .object({
    file_id: z.string().nullable().describe('null: of a forward, whose files open once it is published'),
    name: z.string(),
    size: z.int().describe('bytes'),
  })
  .meta({ id: 'HeldFile' })
export type HeldFile = z.output<typeof heldFile>
