import { type Signal, signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { useViewContext } from '../core/view-context.ts'
import type { Phrases } from '../i18n/phrases.ts'
import { loadLaterStyles } from './later-styles.ts'
import { Problem } from './problem.tsx'

type State<Props> = { kind: 'asked' } | { kind: 'failed' } | { kind: 'ready'; View: ComponentType<Props> }

const all: ((phrases: Phrases) => Promise<void>)[] = []
let wanted: Phrases | null = null

/** Fetches every view on demand: they then open at once, and also without a network. */
export function loadAllLater(phrases: Phrases): void {
  wanted = phrases
  for (const load of all) void load(phrases)
}

/**
 * A view that the first view does not need. Its script, its styles and its phrases are fetched when it is first shown;
 * if that fails, the reader sees so and may retry, and it is retried once the network is back. `quiet`: meanwhile it
 * shows nothing.
 */
export function later<Props extends object>(
  fetchView: () => Promise<ComponentType<Props>>,
  quiet = false,
): ComponentType<Props> {
  const state: Signal<State<Props>> = signal({ kind: 'asked' })

  async function load(phrases: Phrases): Promise<void> {
    if (state.peek().kind === 'ready') return
    state.value = { kind: 'asked' }
    try {
      const [View] = await Promise.all([fetchView(), phrases.loadLater(), loadLaterStyles()])
      state.value = { kind: 'ready', View }
    } catch {
      state.value = { kind: 'failed' }
    }
  }
  all.push(load)
  // one of a view on demand
  if (wanted) void load(wanted)

  return function Later(props: Props) {
    const { phrases, say } = useViewContext()
    useEffect(() => {
      const retry = () => void load(phrases)
      retry()
      addEventListener('online', retry)
      return () => removeEventListener('online', retry)
    }, [phrases])
    const current = state.value
    if (current.kind === 'ready') return <current.View {...props} />
    if (quiet) return null
    if (current.kind === 'failed') return <Problem text={say.couldNotLoad} retry={() => void load(phrases)} />
    return (
      <div class="later" role="status">
        <span class="spinner" aria-hidden="true" />
        <span class="sr-only">{say.loading}</span>
      </div>
    )
  }
}
