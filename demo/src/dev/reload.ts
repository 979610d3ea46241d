/** Under `npm run dev`. */
export const isDev = process.env.IMBACHAT_DEV === '1'

/** Only this process knows it. */
export const RELOAD_NAME = `reload-${crypto.randomUUID()}.js`

/** Milliseconds between two questions of an open page. */
const ASK_EVERY_MS = 200

/** A script that reloads its page once another process answers, which does not know `path`. */
export const reloadScript = (path: string): string => `
setInterval(async () => {
  const answer = await fetch(${JSON.stringify(path)}, { cache: 'no-store' }).catch(() => null)
  if (answer?.status === 404) location.reload()
}, ${ASK_EVERY_MS})`
