import { useEffect, useRef } from 'preact/hooks'

/**
 * Acts again and again while the page can be seen, and once when it is seen again. An act that still runs is not begun
 * again: answers that take longer than `ms` would overtake each other, and none would be shown.
 */
export function useVisibleInterval(ms: number, act: () => Promise<void>): void {
  const latest = useRef(act)
  latest.current = act
  const runs = useRef(false)
  useEffect(() => {
    const look = () => {
      if (document.hidden || runs.current) return
      runs.current = true
      void latest.current().finally(() => {
        runs.current = false
      })
    }
    const timer = setInterval(look, ms)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [ms])
}
