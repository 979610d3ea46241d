import { signal } from '@preact/signals'

/** A link would sign another user in than the one whose words this browser keeps: what goes on with it, if asked. */
export const otherUser = signal<(() => void) | null>(null)
