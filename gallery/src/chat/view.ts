import type { CHAT_LOOKS, State, View } from '../look.ts'
import type { Sample } from './sample.ts'

type ChatLook = keyof typeof CHAT_LOOKS

/** A view of the chat in its states. */
export const chatView = (name: string, states: Record<string, State<Sample, ChatLook>>): View<Sample, ChatLook> => ({
  name,
  states,
})

/** For the state of a view that has the most in it. */
export const EVERY_LOOK: readonly ChatLook[] = ['phone', 'dark-rtl', 'wide']
export const PHONES: readonly ChatLook[] = ['phone', 'dark-rtl']
