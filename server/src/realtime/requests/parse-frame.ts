import { ChatError, type RequestFrame, type RequestName, requests } from '@imbachat/protocol'
import { idInText, isNestedTooDeep, MAX_NESTING } from '../../input/json-text.ts'
import { readShape } from '../../input/read-shape.ts'

export type ParsedFrame = { ok: true; frame: RequestFrame } | RefusedFrame
export type RefusedFrame = { ok: false; id: number | null; error: ChatError }

/** Never throws. `id` is the request's number, if it could be read. */
export function parseFrame(text: string): ParsedFrame {
  if (isNestedTooDeep(text)) {
    const error = new ChatError('invalid_frame', `A frame is nested at most ${MAX_NESTING} levels deep.`)
    return refused(idInText(text), error)
  }
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
  const shaped = readShape(requests[t].frame, raw)
  if (shaped.ok) return { ok: true, frame: shaped.value }
  return refused(id, new ChatError('invalid_field', shaped.message, { field: shaped.field }))
}

function isRequestName(t: string): t is RequestName {
  return Object.hasOwn(requests, t)
}

function refused(id: number | null, error: ChatError): RefusedFrame {
  return { ok: false, id, error }
}
