import { ChatError, type Restriction } from '@imbachat/protocol'
import { banAppeal } from '@imbachat/protocol/http/moderation/ban-appeal'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import { isNestedTooDeep } from '../../input/json-text.ts'
import { readShape } from '../../input/read-shape.ts'
import { sendAppeal } from '../../moderation/restrictions/appeal.ts'
import type { FrameRates } from '../limits/frame-rates.ts'

/** Frames that a note counts for: a user with a token tries again about once a second. */
const COST = 50

/**
 * The one thing that a banned user may do: they have no connection, so the note comes in a POST, with the token. The
 * token is checked as at a sign-in, and opens nothing.
 * @throws ChatError invalid_frame, invalid_field, token_*, rate_limited, forbidden: not banned, or answered already
 */
export async function takeBanAppeal(
  { deps, rates }: { deps: ChatDeps; rates: FrameRates },
  widget_id: number,
  body: string,
): Promise<{ restriction: Restriction }> {
  const { token, text } = readNote(body)
  const principal = await deps.identity.authenticate(widget_id, token)
  if (principal.kind === 'guest') throw new ChatError('forbidden', 'A guest is not banned.', { field: 'token' })
  rates.signIn(principal, COST)
  const { ban } = await sendAppeal(deps, principal, { kind: 'ban', text })
  // `sendAppeal` throws without one
  return { restriction: ban as Restriction }
}

function readNote(body: string): { token: string; text: string } {
  const shaped = readShape(banAppeal, isNestedTooDeep(body) ? null : parsed(body))
  if (shaped.ok) return shaped.value
  if (shaped.field === '') throw new ChatError('invalid_frame', 'The body must be a JSON object with token and text.')
  throw new ChatError('invalid_field', shaped.message, { field: shaped.field })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
