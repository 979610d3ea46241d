import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { session, signIns } from '../session.ts'
import { ApiError } from './api.ts'

export type Loaded<T> = { state: 'loading' } | { state: 'failed'; error: ApiError } | { state: 'ready'; value: T }

export interface Resource<T> {
  now: ReadonlySignal<Loaded<T>>
  reload(): void
  /** like `reload`; resolves when the answer is there */
  look(): Promise<void>
  /** shows the value that an act of the reader returned */
  set(value: T): void
}

/** The data shown before the reader left this screen and came back to it. */
export interface Memory<T> {
  recall(): T | undefined
  keep(value: T): void
}

/** Milliseconds until the server is asked again for what is shown already. */
const AGAIN_MS = 5_000

/** A repeated request would be refused again: the reader may no longer see what was shown. */
const isFinal = ({ code }: ApiError): boolean => code === 'not_found' || code === 'forbidden'

/**
 * Loads when mounted, when `key` changes, and after a sign-in when it had failed. An answer that was overtaken is
 * dropped. If the server can't be asked again, what is shown stays, and it is asked until it answers.
 * @param load may end early when its answer is not wanted any more
 */
export function useResource<T>(
  key: string | number,
  load: (isWanted: () => boolean) => Promise<T>,
  memory?: Memory<T>,
): Resource<T> {
  const recalled = (): Loaded<T> => {
    const value = memory?.recall()
    return value === undefined ? { state: 'loading' } : { state: 'ready', value }
  }
  const now = useSignal<Loaded<T>>(recalled())
  const latest = useRef(0)
  const isBehind = useRef(false)

  const look = async () => {
    latest.current += 1
    const mine = latest.current
    // The old data stays until the new data is there.
    if (now.peek().state !== 'ready') now.value = { state: 'loading' }
    try {
      const value = await load(() => mine === latest.current)
      if (mine !== latest.current) return
      isBehind.current = false
      memory?.keep(value)
      now.value = { state: 'ready', value }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (mine !== latest.current) return
      isBehind.current = true
      if (now.peek().state !== 'ready' || isFinal(error)) now.value = { state: 'failed', error }
      else if (session.peek().state === 'signed-in') {
        setTimeout(() => {
          if (mine === latest.current) reload()
        }, AGAIN_MS)
      }
    }
  }
  const reload = () => void look()

  useEffect(() => {
    now.value = recalled()
    reload()
    return () => {
      latest.current += 1
    }
  }, [key])

  useSignalEffect(() => {
    if (signIns.value > 0 && isBehind.current) reload()
  })

  return {
    now,
    reload,
    look,
    set: (value) => {
      latest.current += 1
      memory?.keep(value)
      now.value = { state: 'ready', value }
    },
  }
}
