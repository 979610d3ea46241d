import type { Entity } from '@imbachat/sdk'
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useViewContext } from '../core/view-context.ts'
import { loadLaterStyles } from '../ui/later-styles.ts'

type Draw = (text: string, entities: readonly Entity[]) => ComponentChildren

/** Null until it has come; messages are plain text that long. */
const draw = signal<Draw | null>(null)

/** Most messages have neither these nor formatting, and then need nothing more. */
const MAY_HAVE_LINK = /[.:@]/

let asked = false

/** What a user wrote: text nodes, with links where links are, formatted as its entities say. */
export function RichText({ text, entities = [] }: { text: string; entities?: readonly Entity[] | undefined }) {
  const { phrases } = useViewContext()
  if (entities.length === 0 && !MAY_HAVE_LINK.test(text)) return text
  if (!asked) {
    asked = true
    Promise.all([import('./formatted.tsx'), phrases.loadLater(), loadLaterStyles()]).then(
      ([{ drawText }]) => {
        draw.value = drawText
      },
      () => {
        // offline just now: the next message that is drawn asks again
        asked = false
      },
    )
  }
  return draw.value?.(text, entities) ?? text
}
