import type { Observable } from '@imbachat/sdk'
import { effect, type ReadonlySignal, signal } from '@preact/signals'

/** What has to be undone when a model is put away. */
export interface Scope {
  add(undo: () => void): void
  /** the source's value as a signal, until the scope ends */
  watch<T>(source: Observable<T>): ReadonlySignal<T>
  /** runs now and whenever a signal that it read changes, until the scope ends */
  react(run: () => undefined | (() => void)): void
  end(): void
}

export function createScope(): Scope {
  const undos: (() => void)[] = []
  return {
    add: (undo) => void undos.push(undo),
    watch<T>(source: Observable<T>) {
      const mirror = signal(source.get())
      undos.push(
        source.subscribe((value) => {
          mirror.value = value
        }),
      )
      return mirror
    },
    react: (run) => void undos.push(effect(run)),
    end() {
      for (const undo of undos.splice(0).reverse()) undo()
    },
  }
}
