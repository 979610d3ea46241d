import { useEffect } from 'preact/hooks'

/** Runs `act` when the reader comes back to this tab of the browser, since other pages may have changed its data. */
export function useTabReturn(act: () => void): void {
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState === 'visible') act()
    }
    document.addEventListener('visibilitychange', seen)
    return () => document.removeEventListener('visibilitychange', seen)
  }, [act])
}
