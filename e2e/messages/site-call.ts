import type { World } from '../stage/harness.ts'

/** A call of the site's server, as docs/rest-api.md has it. @throws Error if it is refused */
export async function siteCall<T>(
  { app, chatUrl, widgetId }: Pick<World, 'app' | 'chatUrl' | 'widgetId'>,
  name: string,
  fields: Record<string, unknown>,
): Promise<T> {
  const key = (await app.widgets.find(widgetId))?.secretKeys[0] ?? ''
  const answer = await fetch(`${chatUrl}/imbachat/v2/${widgetId}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${widgetId}:${key}`)}` },
    body: JSON.stringify(fields),
  })
  if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`)
  return answer.json()
}
