import { effect } from '@preact/signals'

/** Resolves once what the signals say holds. */
export function when(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (holds()) queueMicrotask(done)
    })
    function done() {
      stop()
      resolve()
    }
  })
}
