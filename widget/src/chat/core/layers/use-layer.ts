import { useLayoutEffect, useRef } from 'preact/hooks'
import { addLayer } from './layers.ts'

/**
 * On a phone, Back closes what lies on top. Each view that lies over another one registers how it is closed.
 * @param isOpen false: it lies over nothing now
 * @param isBottom see `addLayer`
 */
export function useLayer(close: () => void, isOpen = true, isBottom = false): void {
  const latest = useRef(close)
  latest.current = close
  useLayoutEffect(() => (isOpen ? addLayer(() => latest.current(), isBottom) : undefined), [isOpen])
}
