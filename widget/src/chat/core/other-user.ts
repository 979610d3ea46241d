import { signal } from '@preact/signals'

/**
 * Set while the chat asks whether a link may sign in another user than the one with data in this browser. The function
 * continues the sign-in.
 */
export const otherUser = signal<(() => void) | null>(null)
