import { lookup } from 'node:dns/promises'
import type { Subprocess } from 'bun'
import { ownScript } from '../build/built.ts'
import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import { noSfu, type SfuListener, type SfuProcess, type ToSfu } from '../chat/ports/calls.ts'
import { addressPolicy } from '../egress/addresses.ts'
import { type FromSfu, fromSfu, type SfuSettings } from './messages.ts'

/** Milliseconds before a process that died is started again: at once, and longer if it dies again within a minute. */
const WAITS = [0, 1_000, 5_000, 30_000]
const LIVES = 60_000
/** Starts in vain, as when another program has the port, after which it is given up. */
const TRIES = 4

const isPublic = addressPolicy({ allowLoopback: false, allow: [] })

export interface SfuCounts {
  calls: number
  parties: number
  forwarded: number
  restarts: number
}

export interface RunningSfu extends SfuProcess {
  counts(): SfuCounts
  /** null: it does not run now */
  pid(): number | null
}

interface Options {
  /** null: it is turned off */
  settings: { port: number; addresses: readonly string[] } | null
  clock: Clock
  log: Log
  program?: string
}

/**
 * Forwards the media of calls in a process of its own: the first call starts it, and the chat keeps running if it dies.
 * It gets none of the server's secrets.
 */
export function createSfuProcess({ settings, clock, log, program }: Options): RunningSfu {
  const counts: SfuCounts = { calls: 0, parties: 0, forwarded: 0, restarts: 0 }
  if (settings === null) return { ...noSfu, counts: () => counts, pid: () => null }
  let listener: SfuListener | null = null
  let child: Subprocess | null = null
  let isUp = false
  let available = true
  let closed = false
  let deaths = 0
  /** in a row, without one that ran */
  let failures = 0
  let cancelStart = () => {}
  /** while it starts */
  let waiting: ToSfu[] = []

  async function start(): Promise<void> {
    if (child || closed || !available || settings === null) return
    const startedAt = clock.now()
    const given: SfuSettings = { port: settings.port, addresses: await addressesOf(settings.addresses) }
    if (child || closed) return
    const made: Subprocess = Bun.spawn(
      [process.execPath, program ?? ownScript('sfu-child').pathname, JSON.stringify(given)],
      {
        // no `.env` is read, no secret inherited
        cwd: '/',
        env: { PATH: process.env.PATH ?? '' },
        stdio: ['ignore', 'ignore', 'pipe'],
        serialization: 'json',
        ipc: (message: unknown) => receive(fromSfu.parse(message)),
        onExit: (_, exitCode, signalCode) => ended(startedAt, { exitCode, signalCode: String(signalCode) }),
      },
    )
    child = made
    void logErrors(made)
  }

  function receive(message: FromSfu): void {
    switch (message.t) {
      case 'up': {
        isUp = true
        failures = 0
        log.info('the process that forwards the media of calls runs')
        if (deaths > 0) {
          waiting = []
          listener?.restarted()
          return
        }
        const messages = waiting
        waiting = []
        for (const one of messages) child?.send(one)
        return
      }
      case 'failed':
        giveUp(message.reason)
        return
      case 'offer':
        listener?.offered(message)
        return
      case 'reached':
        listener?.reached(message.call_id, isPublic.allows(message.address) ? 'public' : 'private')
        return
      case 'counts':
        Object.assign(counts, { calls: message.calls, parties: message.parties, forwarded: message.forwarded })
        return
    }
  }

  function giveUp(reason: string): void {
    available = false
    log.warn('the media of calls cannot be forwarded here, so groups of up to four connect to each other', { reason })
    stop()
    listener?.failed()
  }

  function ended(startedAt: number, how: { exitCode: number | null; signalCode: string }): void {
    if (!isUp) failures += 1
    child = null
    isUp = false
    if (closed || !available) return
    if (failures >= TRIES) {
      giveUp('it does not start')
      return
    }
    if (clock.now() - startedAt > LIVES) deaths = 0
    const wait = WAITS[Math.min(deaths, WAITS.length - 1)] ?? 0
    deaths += 1
    counts.restarts += 1
    log.warn('the process that forwards the media of calls died; it is started again', { ...how, wait })
    cancelStart = clock.after(wait, () => void start())
  }

  /** Logs the output of the library. */
  async function logErrors(of: Subprocess): Promise<void> {
    if (!(of.stderr instanceof ReadableStream)) return
    for await (const bytes of of.stderr) {
      log.warn('the process that forwards the media of calls', {
        output: Buffer.from(bytes).toString().slice(0, 1_000),
      })
    }
  }

  function stop(): void {
    cancelStart()
    child?.kill('SIGKILL')
  }

  return {
    available: () => available,
    send(message) {
      if (closed || !available) return
      if (isUp) child?.send(message)
      else {
        waiting.push(message)
        if (!child && deaths === 0) void start()
      }
    },
    listen(given) {
      listener = given
    },
    counts: () => counts,
    pid: () => child?.pid ?? null,
    close() {
      closed = true
      stop()
    },
  }
}

/** Browsers take numbers alone. A name that is not known now is left out. */
async function addressesOf(names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    names.map((name) =>
      lookup(name.replace(/^\[|\]$/g, ''), { all: true }).then(
        (all) => all.map(({ address }) => address),
        () => [],
      ),
    ),
  )
  return [...new Set(found.flat())]
}
