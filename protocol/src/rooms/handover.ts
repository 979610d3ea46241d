import { z } from 'zod'

export const ANSWERERS = ['bots', 'people'] as const

/**
 * Who answers in a room with bots. `generation` counts changes of the owner: an answer to what was said before the last
 * one is refused.
 */
export const handover = z.object({ owner: z.enum(ANSWERERS), generation: z.int().min(1) }).meta({ id: 'Handover' })
export interface Handover extends z.output<typeof handover> {}
