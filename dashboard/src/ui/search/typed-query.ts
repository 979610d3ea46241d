import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { query, setQuery } from '../../navigation/router.ts'

/** Milliseconds after the last key until the server is asked. */
const TYPED_MS = 250

/** The text of a field whose value stands in the address by this name, a moment after it was typed. */
export function useTypedQuery(name: string): Signal<string> {
  const wanted = query.value.get(name) ?? ''
  const typed = useSignal(wanted)
  const asked = useRef(wanted)
  useEffect(() => {
    const timer = setTimeout(() => {
      asked.current = typed.value.trim()
      setQuery({ [name]: asked.current })
    }, TYPED_MS)
    return () => clearTimeout(timer)
  }, [typed.value])
  // the filters were cleared, or the reader followed a link
  useEffect(() => {
    if (wanted === asked.current) return
    asked.current = wanted
    typed.value = wanted
  }, [wanted])
  return typed
}

/** The same of a field in which one thing is picked: the address has it when it was picked, or at once when cleared. */
export function usePickedQuery(name: string) {
  const wanted = query.value.get(name) ?? ''
  const typed = useSignal(wanted)
  useEffect(() => {
    typed.value = wanted
  }, [wanted])
  const pick = (value: string) => setQuery({ [name]: value.trim() })
  return {
    value: typed.value,
    onValue(value: string) {
      typed.value = value
      if (value.trim() === '') pick('')
    },
    onPick: pick,
  }
}
