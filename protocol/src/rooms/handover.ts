import { z } from 'zod'

export const ANSWERERS = ['bots', 'people'] as const

/**
 * The bots or people who answer in a room with bots. `generation` counts changes: an answer that a bot began before the
 * last change is refused.
 */
export const handover = z.object({ owner: z.enum(ANSWERERS), generation: z.int().min(1) }).meta({ id: 'Handover' })
export interface Handover extends z.output<typeof handover> {}
