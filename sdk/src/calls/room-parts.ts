import { observable, type WritableObservable } from '../observable.ts'
import type { MediaStats } from './media-room.ts'
import { qualityOf } from './quality.ts'
import { isSpeaking, readStats } from './read-stats.ts'
import { createRecovery } from './recovery.ts'
import { createSignals } from './signals.ts'

/** Milliseconds between two looks at what arrives. */
export const LOOK_EVERY = 500

/** The network of this device is another one. @returns stops it */
export function watchNetwork(changed: () => void): () => void {
  const network = (navigator as Navigator & { connection?: EventTarget }).connection
  addEventListener('online', changed)
  network?.addEventListener('change', changed)
  return () => {
    removeEventListener('online', changed)
    network?.removeEventListener('change', changed)
  }
}

/** Notifies subscribers of changes only, since they draw with each one. */
export function setStats(stats: WritableObservable<MediaStats>, now: MediaStats): void {
  const before = stats.get()
  if (before.quality !== now.quality || `${before.speaking}` !== `${now.speaking}`) stats.set(now)
}

/** Parts that the mesh and the room of the SFU share. */
export const roomParts = {
  ...{ LOOK_EVERY, watchNetwork, setStats },
  ...{ observable, qualityOf, isSpeaking, readStats, createRecovery, createSignals },
}
export type RoomParts = typeof roomParts
