import { ChatError, type DialogContext } from '@imbachat/protocol'
import { originAllowed } from '@imbachat/protocol/page/origins'
import type { ContextGiven } from '@imbachat/protocol/rooms/context-given'
import { fitLine, lineByPolicy } from '../../../moderation/rules/fit-line.ts'
import type { DialogPermission } from '../../identity/identity.ts'
import type { WidgetReader } from '../../widget.ts'

/** A dialog's context, from the site's server. */
export const signedContext = (given: ContextGiven): DialogContext => ({ ...given, signed: true })

/**
 * The context of a dialog: from the permission token, otherwise from the page. A page runs in its user's browser, so
 * its values are as untrusted as the user: without a check, the other user could load a picture from any server, and
 * follow a link to anywhere. Both addresses must therefore be on the site.
 * @throws ChatError invalid_field, permission_token_invalid, words_refused
 */
export async function dialogContext(
  { widgets }: { widgets: WidgetReader },
  widget_id: number,
  given: ContextGiven | undefined,
  allowed: DialogPermission | null,
): Promise<DialogContext | undefined> {
  if (allowed?.context) return signedContext(allowed.context)
  if (given === undefined) return undefined
  if (allowed?.mayWriteAtOnce === false) {
    // A declined request would otherwise be repeated under another context.
    const message = 'A permission token of status 1 must name the context, in the claim context.'
    throw new ChatError('permission_token_invalid', message, { field: 'permission' })
  }
  const widget = await widgets.find(widget_id)
  const origins = widget?.origins ?? []
  for (const field of ['image', 'url'] as const) mustBeOfTheSite(given[field], `context.${field}`, origins)
  if (widget === null) return { ...given, signed: false }
  // the page's words are its user's, like a message's
  const title = await fitLine(given.title, widget, 'context.title')
  return { ...given, title: await lineByPolicy(title, widget), signed: false }
}

/** @throws ChatError invalid_field */
function mustBeOfTheSite(address: string | null, field: string, origins: readonly string[]): void {
  if (address === null || originAllowed(new URL(address).origin, origins)) return
  const message = `${field} must be an address of this site (${origins.join(', ')}); for others sign the context`
  throw new ChatError('invalid_field', message, { field })
}
