import { useEffect, useRef } from 'preact/hooks'
import { session } from '../../session.ts'

/** Milliseconds between two looks at work that goes on. */
const LOOK_MS = 1_500

/** Looks again and again at work of the server while it goes on. The next look waits for the end of the last one. */
export function usePolling(goesOn: boolean, look: () => Promise<void>): void {
  const latest = useRef(look)
  latest.current = look
  const mayLook = goesOn && session.value.state === 'signed-in'
  useEffect(() => {
    if (!mayLook) return
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const wait = () => {
      if (!ended) timer = setTimeout(() => void latest.current().finally(wait), LOOK_MS)
    }
    wait()
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [mayLook])
}
