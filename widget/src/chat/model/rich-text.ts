import { signal } from '@preact/signals'
import type { TextPart } from './links.ts'

type SplitLinks = (text: string) => TextPart[]

/** Null until the link finder has come; messages are plain text that long. */
export const splitLinks = signal<SplitLinks | null>(null)

/** Most messages have none of these, and then need no search for links. */
const MAY_HAVE_LINK = /[.:@]/

let asked = false

/** The parts of a message, links among them once the link finder is loaded; the first call fetches it. */
export function textParts(text: string): TextPart[] {
  if (!MAY_HAVE_LINK.test(text)) return [{ text }]
  if (!asked) {
    asked = true
    import('./links.ts').then(
      (links) => {
        splitLinks.value = links.splitLinks
      },
      () => {
        // offline just now: the next message that is drawn asks again
        asked = false
      },
    )
  }
  return splitLinks.value?.(text) ?? [{ text }]
}
