import type { Entity } from '@imbachat/sdk'
import { rest } from '../bundles/views.ts'

/** Most messages have neither these nor formatting, and then need nothing more. */
const MAY_HAVE_LINK = /[.:@]/

/** A user's text as text nodes, with links, formatted as its entities say. */
export function RichText({ text, entities = [] }: { text: string; entities?: readonly Entity[] | undefined }) {
  const mayHaveMore = entities.length > 0 || MAY_HAVE_LINK.test(text)
  return mayHaveMore ? <Formatted text={text} entities={entities} /> : text
}

/** Plain text until the script is here that draws more. */
function Formatted({ text, entities }: { text: string; entities: readonly Entity[] }) {
  return rest.use()?.drawText(text, entities) ?? text
}
