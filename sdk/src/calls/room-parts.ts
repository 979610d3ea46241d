import { observable } from '../observable.ts'
import { qualityOf } from './quality.ts'
import { isSpeaking, readStats } from './read-stats.ts'
import { createRecovery } from './recovery.ts'
import { createSignals } from './signals.ts'

/** What every room uses. */
export const roomParts = { observable, qualityOf, isSpeaking, readStats, createRecovery, createSignals }
export type RoomParts = typeof roomParts
