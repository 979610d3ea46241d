import { useEffect, useRef } from 'preact/hooks'

/** Acts again and again while the page can be seen, and once when it is seen again. */
export function useEvery(ms: number, act: () => void): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    const look = () => {
      if (!document.hidden) latest.current()
    }
    const timer = setInterval(look, ms)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [ms])
}
