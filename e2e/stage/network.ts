import type { BrowserContext, CDPSession } from 'playwright-core'
import { until } from '../../sdk/src/testing/until.ts'

/** A browser profile's line to its workers: each is offline as long as its session is there. */
interface Control {
  cdp: CDPSession
  contextId: string | undefined
  sessions: string[]
}

const controls = new WeakMap<BrowserContext, Control>()

/**
 * Takes the network from a browser profile, or gives it back. Playwright does it to pages only, and tabs talk through a
 * SharedWorker.
 */
export async function setOffline(context: BrowserContext, offline: boolean): Promise<void> {
  const control = await controlOf(context)
  const { cdp, contextId, sessions } = control
  // a worker without a page ends by itself, and its session with it
  for (const sessionId of sessions.splice(0))
    await cdp.send('Target.detachFromTarget', { sessionId }).catch(() => undefined)
  if (offline) {
    for (const { targetId } of await workersOf({ cdp, contextId })) sessions.push(await takeOffline(cdp, targetId))
  }
  await context.setOffline(offline)
}

/** Until no worker of this browser profile is left: one outlives its last page by a moment, with the connection. */
export async function workersEnd(context: BrowserContext): Promise<void> {
  const control = await controlOf(context)
  await until(async () => (await workersOf(control)).length === 0, 'the workers have ended')
}

async function workersOf({ cdp, contextId }: Pick<Control, 'cdp' | 'contextId'>) {
  const { targetInfos } = await cdp.send('Target.getTargets', { filter: [{ type: 'shared_worker', exclude: false }] })
  return targetInfos.filter(({ browserContextId }) => browserContextId === contextId)
}

async function controlOf(context: BrowserContext): Promise<Control> {
  const known = controls.get(context)
  if (known) return known
  const [page] = context.pages()
  const browser = context.browser()
  if (!page || !browser) throw new Error('no page is open')
  const { targetInfo } = await (await context.newCDPSession(page)).send('Target.getTargetInfo')
  const cdp = await browser.newBrowserCDPSession()
  const control = { cdp, contextId: targetInfo.browserContextId, sessions: [] }
  controls.set(context, control)
  return control
}

/** @returns the session that does it */
async function takeOffline(cdp: CDPSession, targetId: string): Promise<string> {
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false })
  const done = new Promise<void>((resolve) => {
    cdp.on('Target.receivedMessageFromTarget', (answer) => {
      if (answer.sessionId === sessionId && JSON.parse(answer.message).id === 2) resolve()
    })
  })
  const params = { offline: true, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
  const commands = [
    { id: 1, method: 'Network.enable' },
    { id: 2, method: 'Network.emulateNetworkConditions', params },
  ]
  for (const command of commands) {
    await cdp.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify(command) })
  }
  await done
  return sessionId
}
