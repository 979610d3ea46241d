import { createSound } from './sound.ts'
import { createSoundTab } from './sound-tab.ts'

/** The tab that plays sounds; null until it is known. */
export let theVoice: { name: string; isHere(): boolean } | null = null

/**
 * Sounds for a new message, in one of the user's tabs.
 * @param name of the user whose tabs these are
 */
export function createRinger(name: string): () => void {
  const voice = createSoundTab(name)
  theVoice = { name, ...voice }
  const sound = createSound()
  return () => {
    if (voice.isHere()) sound.play()
  }
}
