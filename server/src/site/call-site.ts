import type { Widget } from '../chat/widget.ts'
import type { Egress, EgressRequest, EgressResponse } from '../egress/egress.ts'

/**
 * Calls the site with the widget's API login. If the site answers 401, tries the next live API password.
 * @param request `timeoutMs` is for all tries together
 * @param accepted the site accepted this API password
 * @throws EgressError
 */
export async function callSite(
  egress: Egress,
  widget: Widget,
  { headers, timeoutMs, ...request }: EgressRequest,
  accepted?: (widget_id: number, password: string) => void,
): Promise<{ response: EgressResponse; previousPassword: boolean }> {
  let response: EgressResponse
  let tried = 0
  let spent = 0
  do {
    response = await egress.request({
      ...request,
      headers: { ...headers, authorization: basicAuthorization(widget, tried), accept: 'application/json' },
      redirects: 'refuse',
      ...(timeoutMs !== undefined && { timeoutMs: Math.max(1, timeoutMs - spent) }),
    })
    spent += response.tookMs
    tried += 1
  } while (response.status === 401 && tried < widget.apiPasswords.length)
  const password = widget.apiPasswords[tried - 1]
  if (response.status < 300 && password !== undefined) accepted?.(widget.id, password)
  return { response, previousPassword: tried > 1 }
}

/** Every call carries it. Sites compare it with a login in lower case. */
export function basicAuthorization({ api_login, apiPasswords }: Widget, passwordIndex: number): string {
  return `Basic ${Buffer.from(`${api_login}:${apiPasswords[passwordIndex] ?? ''}`).toString('base64')}`
}
