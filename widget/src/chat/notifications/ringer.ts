import { createSound } from './sound.ts'
import { createSoundTab, type SoundTab } from './sound-tab.ts'

/** The tab that plays sounds; null until it is known. */
export let theSoundTab: SoundTab | null = null

/**
 * Sounds for a new message, in one of the user's tabs.
 * @param name of the user whose tabs these are
 */
export function createRinger(name: string): () => void {
  const soundTab = createSoundTab(name)
  theSoundTab = soundTab
  const sound = createSound()
  return () => {
    if (soundTab.isHere()) sound.play()
  }
}
