import { useSignal } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'
import { ApiError, api, type PersonView } from '../api.ts'
import { Avatar } from './avatar.tsx'
import { Field } from './field.tsx'

interface PersonFieldProps {
  widgetId: number
  label: string
  hint?: string
  name: string
  /** what was typed, or the id of the user who was chosen */
  value: string
  error?: string | undefined
  onValue: (value: string) => void
}

/** Milliseconds after the last key until the server is asked, and users that it offers. */
const TYPED_MS = 250
const OFFERED = '8'

/** A user of the chat: by name, id or e-mail address. The browser's own list offers those that the server finds. */
export function PersonField({ widgetId, label, hint, name, value, error, onValue }: PersonFieldProps) {
  const found = useSignal<readonly PersonView[]>([])
  const list = useId()
  const wanted = value.trim()
  const chosen = found.value.find(({ user }) => user.user_id === wanted)
  useEffect(() => {
    if (wanted === '') return
    let ended = false
    const look = async () => {
      try {
        const page = await api.call('people.list', { widgetId, query: { query: wanted, limit: OFFERED } })
        if (!ended) found.value = page.people
      } catch (refusal) {
        // nothing is offered; the id can be typed still
        if (!(refusal instanceof ApiError)) throw refusal
      }
    }
    const timer = setTimeout(() => void look(), TYPED_MS)
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [wanted])
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <>
          <input
            {...control}
            class="input"
            type="text"
            name={name}
            list={list}
            autoComplete="off"
            autoCapitalize="none"
            spellcheck={false}
            value={value}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
          <datalist id={list}>
            {found.value.map(({ user }) => (
              <option key={user.user_id} value={user.user_id}>
                {user.name}
              </option>
            ))}
          </datalist>
          {chosen && (
            <p class="person-chosen" role="status">
              <Avatar name={chosen.user.name} url={chosen.user.avatar_url} />
              <bdi>{chosen.user.name}</bdi>
            </p>
          )}
        </>
      )}
    </Field>
  )
}
