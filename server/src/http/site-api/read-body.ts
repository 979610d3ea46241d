import { ChatError } from '@imbachat/protocol'
import type { Context } from 'hono'
import { isJson, readJson } from '../read-input.ts'

/** The fields of a body that is JSON, a form or multipart. @throws ChatError invalid_frame */
export async function readBody(c: Context): Promise<Record<string, unknown>> {
  if (isJson(c.req.header('content-type'))) {
    const value = await readJson(c)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
    throw new ChatError('invalid_frame', 'the body must be a JSON object')
  }
  try {
    return fieldsOf(await c.req.formData())
  } catch {
    throw new ChatError(
      'invalid_frame',
      'the body must be a form (urlencoded or multipart), or JSON with its Content-Type',
    )
  }
}

/** As PHP and others write a list: `users_ids[]`, `users_ids[0]`, `users_ids[0][user_id]`. */
const LIST_FIELD = /^users_ids(?:\[\w{0,20}\])(?:\[user_id\])?$/

/** The same for an object: `context[title]`, `message[ru]`. */
const OBJECT_FIELD = /^(context|message)\[(\w{1,20})\]$/

function fieldsOf(form: FormData): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  const users: unknown[] = []
  const objects = new Map<string, Record<string, unknown>>()
  for (const [name, value] of form as unknown as Iterable<[string, FormDataEntryValue]>) {
    if (typeof value !== 'string') continue
    const [, object, part] = OBJECT_FIELD.exec(name) ?? []
    if (LIST_FIELD.test(name)) users.push(value)
    else if (object !== undefined && part !== undefined) objects.set(object, { ...objects.get(object), [part]: value })
    else fields[name] = value
  }
  return {
    ...fields,
    ...(users.length > 0 && { users_ids: users }),
    ...Object.fromEntries(objects),
  }
}
