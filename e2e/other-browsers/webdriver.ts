import { connect } from 'node:net'
import { eventually, PATIENCE_MS } from '../stage/eventually.ts'

/**
 * Commands of WebDriver that the tests need, with their path below the session. WebKitWebDriver takes them over HTTP;
 * Firefox takes the same names over its Marionette port, so it needs no program between.
 */
const COMMANDS = {
  Navigate: ['POST', 'url'],
  Refresh: ['POST', 'refresh'],
  SwitchToFrame: ['POST', 'frame'],
  ExecuteScript: ['POST', 'execute/sync'],
  ElementClick: ['POST', 'element/{id}/click'],
  ElementSendKeys: ['POST', 'element/{id}/value'],
  PerformActions: ['POST', 'actions'],
  ReleaseActions: ['DELETE', 'actions'],
  NewWindow: ['POST', 'window/new'],
  SwitchToWindow: ['POST', 'window'],
  CloseWindow: ['DELETE', 'window'],
  GetWindowHandles: ['GET', 'window/handles'],
  SetWindowRect: ['POST', 'window/rect'],
  SetTimeouts: ['POST', 'timeouts'],
  TakeScreenshot: ['GET', 'screenshot'],
  DeleteSession: ['DELETE', ''],
} as const

export type CommandName = keyof typeof COMMANDS

/** One browser under control. */
export interface Driver {
  /** @throws BrowserEnded */
  command(name: CommandName, parameters?: Record<string, unknown>): Promise<unknown>
  /** Runs a function in the browser itself, beside all pages: Firefox only. It knows its arguments only. */
  inBrowser?<A extends unknown[], T>(run: (...given: A) => T, ...given: A): Promise<T>
}

/** The browser has crashed, or was ended. */
export class BrowserEnded extends Error {}

/** The key by which WebDriver marks an element on the wire. */
export const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

export interface ElementReference {
  [ELEMENT]: string
}

/** @param port where WebKitWebDriver listens */
export async function overHttp(port: number, capabilities: object): Promise<Driver> {
  const base = `http://127.0.0.1:${port}/session`
  const { sessionId } = await eventually(
    () => ask<{ sessionId: string }>('POST', base, { capabilities: { alwaysMatch: capabilities } }),
    3 * PATIENCE_MS,
  )
  return {
    command(name, { id, ...parameters } = {}) {
      const [method, path] = COMMANDS[name]
      const given = id !== undefined && !path.includes('{id}') ? { id, ...parameters } : parameters
      const address = path === '' ? `${base}/${sessionId}` : `${base}/${sessionId}/${path.replace('{id}', String(id))}`
      return ask(method, address, given)
    },
  }
}

async function ask<T>(method: string, address: string, parameters: object): Promise<T> {
  const body = method === 'POST' ? JSON.stringify(parameters) : null
  const answer = await fetch(address, { method, body, headers: { 'content-type': 'application/json' } }).catch(
    (cause: unknown) => {
      throw new BrowserEnded(`${method} ${address}: nothing listens there`, { cause })
    },
  )
  const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } }
  if (!answer.ok) {
    const Kind = value.error === 'invalid session id' ? BrowserEnded : Error
    throw new Kind(`${method} ${address}: ${value.error}: ${value.message}`)
  }
  return value
}

type MarionetteAnswer = [type: 1, id: number, error: { error: string; message: string } | null, result: unknown]

/** @param port where Firefox listens. A frame is its length in bytes, a colon, and JSON */
export async function overMarionette(port: number): Promise<Driver> {
  const socket = connect(port, '127.0.0.1')
  const waiting = new Map<number, PromiseWithResolvers<MarionetteAnswer>>()
  let received = Buffer.alloc(0)
  let lastId = 0
  const greeted = Promise.withResolvers<void>()
  socket.on('error', greeted.reject)
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new BrowserEnded('the connection to Firefox has ended'))
  })
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes])
    for (;;) {
      const colon = received.indexOf(':')
      const end = colon + 1 + Number(received.subarray(0, Math.max(colon, 0)).toString())
      if (colon < 0 || received.length < end) return
      const frame = JSON.parse(received.subarray(colon + 1, end).toString())
      received = received.subarray(end)
      if (Array.isArray(frame)) waiting.get(frame[1])?.resolve(frame as MarionetteAnswer)
      else greeted.resolve()
    }
  })
  await greeted.promise

  const command = (name: CommandName | 'NewSession', parameters: object = {}) => send(`WebDriver:${name}`, parameters)

  async function send(name: string, parameters: object): Promise<unknown> {
    if (socket.destroyed) throw new BrowserEnded('the connection to Firefox has ended')
    const id = ++lastId
    const json = JSON.stringify([0, id, name, parameters])
    const answer = Promise.withResolvers<MarionetteAnswer>()
    waiting.set(id, answer)
    socket.write(`${Buffer.byteLength(json)}:${json}`)
    const [, , error, result] = await answer.promise.finally(() => waiting.delete(id))
    if (error) throw new Error(`${name}: ${error.error}: ${error.message}`)
    // commands that answer with one thing wrap it
    return result !== null && typeof result === 'object' && 'value' in result ? result.value : result
  }
  await command('NewSession', { capabilities: { alwaysMatch: { unhandledPromptBehavior: 'accept' } } })
  return {
    command,
    async inBrowser<A extends unknown[], T>(run: (...given: A) => T, ...args: A) {
      await send('Marionette:SetContext', { value: 'chrome' })
      try {
        return (await command('ExecuteScript', { script: `return (${run})(...arguments)`, args })) as T
      } finally {
        await send('Marionette:SetContext', { value: 'content' })
      }
    },
  }
}
