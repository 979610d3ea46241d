/** Cache in which window and worker keep the browser's own secret: pages of other origins and frames can't read it. */
const CACHE = 'imbachat-push'

/**
 * The secret by which this browser names itself to the chat server, made when it first subscribes. Subscribing again
 * replaces what the server has of it.
 * @param at address of the widget's push requests
 */
export async function deviceOf(at: string): Promise<string> {
  const cache = await caches.open(CACHE)
  const known = await cache.match(at)
  if (known) return known.text()
  const device = base64url(crypto.getRandomValues(new Uint8Array(16)))
  await cache.put(at, new Response(device))
  return device
}

/** Addresses of push requests for which this browser is subscribed, with its secret there. */
export async function devices(): Promise<{ at: string; device: string }[]> {
  const cache = await caches.open(CACHE)
  const keys = await cache.keys()
  const all = keys.map(async ({ url }) => ({ at: url, device: (await (await cache.match(url))?.text()) ?? '' }))
  return Promise.all(all)
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
