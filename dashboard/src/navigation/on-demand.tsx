import { type Signal, signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { common } from '../i18n/index.ts'
import { Button } from '../ui/button.tsx'
import { Loading } from '../ui/loading.tsx'
import { Notice } from '../ui/notice.tsx'

type State<Props> = { kind: 'asked' } | { kind: 'failed' } | { kind: 'ready'; Screen: ComponentType<Props> }

/** A screen whose script is fetched when it is first shown. If that fails, the reader may try again. */
export function onDemand<Props extends object>(fetchScreen: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const state: Signal<State<Props>> = signal({ kind: 'asked' })

  async function load(): Promise<void> {
    if (state.peek().kind === 'ready') return
    state.value = { kind: 'asked' }
    try {
      state.value = { kind: 'ready', Screen: await fetchScreen() }
    } catch {
      state.value = { kind: 'failed' }
    }
  }

  return function Later(props: Props) {
    useEffect(() => void load(), [])
    const now = state.value
    if (now.kind === 'ready') return <now.Screen {...props} />
    if (now.kind === 'asked') return <Loading lines={5} />
    return (
      <Notice kind="bad" role="alert" action={<Button onClick={() => void load()}>{common('act.retry')}</Button>}>
        {common('error.load')}
      </Notice>
    )
  }
}
