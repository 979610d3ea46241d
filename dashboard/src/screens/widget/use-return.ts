import { useEffect } from 'preact/hooks'

/** `act` runs when the reader comes back to this tab of the browser: what they left may have changed. */
export function useReturn(act: () => void): void {
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState === 'visible') act()
    }
    document.addEventListener('visibilitychange', seen)
    return () => document.removeEventListener('visibilitychange', seen)
  }, [act])
}
