import { useEffect, useRef } from 'preact/hooks'
import { query, setQuery } from './router.ts'

/**
 * Name in the query of an address: the screen that has the named action begins it at once. The menu of commands uses
 * it.
 */
const NAME = 'do'

/** The query that asks a screen for an act. */
export const asking = (act: string) => `${NAME}=${act}`
export const askHere = (act: string): void => setQuery({ [NAME]: act })

/** Begins an act of this screen when the address asks for it; going back does not begin it again. */
export function useActFromAddress(acts: Readonly<Record<string, () => void>>): void {
  const latest = useRef(acts)
  latest.current = acts
  const wanted = query.value.get(NAME)
  useEffect(() => {
    const begin = wanted === null ? undefined : latest.current[wanted]
    if (begin === undefined) return
    setQuery({ [NAME]: null })
    begin()
  }, [wanted])
}
