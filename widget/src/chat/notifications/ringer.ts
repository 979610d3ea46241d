import { createOneVoice } from './one-voice.ts'
import { createSound } from './sound.ts'

/**
 * Sounds for a new message, in one of the user's tabs.
 * @param name of the user whose tabs these are
 */
export function createRinger(name: string): () => void {
  const voice = createOneVoice(name)
  const sound = createSound()
  return () => {
    if (voice.isHere()) sound.play()
  }
}
