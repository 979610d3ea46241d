import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { ApiError } from './api.ts'
import { signIns } from './session.ts'

export type Loaded<T> = { state: 'loading' } | { state: 'failed'; error: ApiError } | { state: 'ready'; value: T }

export interface Resource<T> {
  now: ReadonlySignal<Loaded<T>>
  reload(): void
  /** puts in what an act of the reader made of it */
  set(value: T): void
}

/**
 * Loads when mounted, when `key` changes, and after a sign-in when it had failed. An answer that was overtaken is
 * dropped.
 */
export function useResource<T>(key: string | number, load: () => Promise<T>): Resource<T> {
  const now = useSignal<Loaded<T>>({ state: 'loading' })
  const turn = useRef(0)

  const reload = () => {
    turn.current += 1
    const mine = turn.current
    // What is shown stays until the new is there.
    if (now.peek().state !== 'ready') now.value = { state: 'loading' }
    load().then(
      (value) => {
        if (mine === turn.current) now.value = { state: 'ready', value }
      },
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error
        if (mine === turn.current) now.value = { state: 'failed', error }
      },
    )
  }

  useEffect(() => {
    now.value = { state: 'loading' }
    reload()
    return () => {
      turn.current += 1
    }
  }, [key])

  useSignalEffect(() => {
    if (signIns.value > 0 && now.peek().state === 'failed') reload()
  })

  return {
    now,
    reload,
    set: (value) => {
      turn.current += 1
      now.value = { state: 'ready', value }
    },
  }
}
