import { effect } from '@preact/signals'

/** Resolves when `holds`, which reads signals, first returns true. */
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
