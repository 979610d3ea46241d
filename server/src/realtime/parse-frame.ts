import { ChatError, type RequestFrame, type RequestName, requests } from '@imbachat/protocol'
import { fieldProblemText } from '@imbachat/protocol/field-problem'

export type ParsedFrame = { ok: true; frame: RequestFrame } | { ok: false; id: number | null; error: ChatError }

/** Never throws. `id` is the request's number as far as it could be read. */
export function parseFrame(text: string): ParsedFrame {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return refused(null, new ChatError('invalid_frame', 'A frame is one JSON object.'))
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return refused(null, new ChatError('invalid_frame', 'A frame is one JSON object.'))
  }
  const { t, id: rawId } = raw as { t?: unknown; id?: unknown }
  const id = typeof rawId === 'number' && Number.isSafeInteger(rawId) && rawId > 0 ? rawId : null
  if (typeof t !== 'string') {
    return refused(id, new ChatError('invalid_frame', 't must be a string: the name of the frame', { field: 't' }))
  }
  if (!isRequestName(t)) {
    return refused(
      id,
      new ChatError('unknown_frame', `There is no frame ${JSON.stringify(t.slice(0, 64))}.`, { field: 't' }),
    )
  }
  const parsed = requests[t].frame.safeParse(raw, { error: fieldProblemText })
  if (parsed.success) return { ok: true, frame: parsed.data }
  const issue = parsed.error.issues[0]
  const path = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])]
  const field = path.map(String).join('.').slice(0, 128)
  const message = `${field}: ${issue?.message ?? 'is not valid'}`.slice(0, 300)
  return refused(id, new ChatError('invalid_field', message, { field }))
}

function isRequestName(t: string): t is RequestName {
  return Object.hasOwn(requests, t)
}

function refused(id: number | null, error: ChatError): ParsedFrame {
  return { ok: false, id, error }
}
