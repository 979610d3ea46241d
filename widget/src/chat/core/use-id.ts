import { useMemo } from 'preact/hooks'

let ids = 0

/** An id that a label names. Preact's own hook would stand in the first view's script. */
export const useId = (): string => useMemo(() => `id-${++ids}`, [])
