import { useSignal } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'
import { common } from '../../i18n/index.ts'
import { ApiError, api, type PersonView } from '../../requests/api.ts'
import { Avatar } from '../avatar.tsx'
import { Field } from './field.tsx'

interface PersonFieldProps {
  widget_id: number
  label: string
  hint?: string
  name: string
  /** the typed text, or the id of the chosen user */
  value: string
  error?: string | undefined
  onValue: (value: string) => void
}

/** Milliseconds after the last key until the server is asked, and users that it offers. */
const TYPED_MS = 250
const OFFERED = '8'
/** Users of one search in which a whole name or e-mail address is looked for. */
const SEARCHED = '50'

/** The id, and the e-mail address if the site tells it: what tells two people of one name apart. */
export const personDetails = ({ user, email }: PersonView): string =>
  email === null ? user.user_id : `${user.user_id} · ${email}`

/** A user of the chat, found by name, id or e-mail address, and chosen from what the server finds. */
export function PersonField({ widget_id, label, hint, name, value, error, onValue }: PersonFieldProps) {
  const found = useSignal<readonly PersonView[]>([])
  const isOpen = useSignal(false)
  /** place of the option that Enter chooses; -1: none */
  const active = useSignal(-1)
  const id = useId()
  const wanted = value.trim()
  const chosen = found.value.find(({ user }) => user.user_id === wanted)
  useEffect(() => {
    active.value = -1
    if (wanted === '') {
      found.value = []
      return
    }
    let ended = false
    const look = async () => {
      try {
        const page = await api.call('people.list', { widget_id, query: { query: wanted, limit: OFFERED } })
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

  const offered = isOpen.value ? found.value : []
  function choose(person: PersonView | undefined): void {
    if (person === undefined) return
    isOpen.value = false
    onValue(person.user.user_id)
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      isOpen.value = true
      const count = found.value.length
      if (count > 0) active.value = (Math.max(active.value, -1) + (event.key === 'ArrowDown' ? 1 : count)) % count
    } else if (event.key === 'Enter' && offered[active.value]) choose(offered[active.value])
    else if (event.key === 'Escape' && offered.length > 0) isOpen.value = false
    else return
    event.preventDefault()
  }

  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div class="person-field">
          <input
            {...control}
            class="input"
            type="text"
            role="combobox"
            name={name}
            aria-autocomplete="list"
            aria-expanded={offered.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={offered[active.value] ? `${id}-${active.value}` : undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellcheck={false}
            value={value}
            onInput={(event) => {
              isOpen.value = true
              onValue(event.currentTarget.value)
            }}
            onKeyDown={onKeyDown}
            onBlur={() => {
              isOpen.value = false
            }}
          />
          <div
            class="person-options"
            role="listbox"
            id={`${id}-list`}
            aria-label={common('act.suggestions')}
            hidden={offered.length === 0}
          >
            {offered.map((person, place) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field
              <div
                key={person.user.user_id}
                class="person-option"
                role="option"
                tabIndex={-1}
                id={`${id}-${place}`}
                aria-selected={place === active.value}
                // the field keeps the focus
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(person)}
              >
                <Avatar name={person.user.name} url={person.user.avatar_url} />
                <span class="person-row-words">
                  <bdi class="person-row-name">{person.user.name}</bdi>
                  <span class="hint">{personDetails(person)}</span>
                </span>
              </div>
            ))}
          </div>
          {chosen && (
            <p class="person-chosen" role="status">
              <Avatar name={chosen.user.name} url={chosen.user.avatar_url} />
              <bdi>{chosen.user.name}</bdi>
            </p>
          )}
        </div>
      )}
    </Field>
  )
}

/**
 * The id of the user that was typed: as an id, as a whole e-mail address or as a whole name.
 * @returns null: nobody, or several people, are called so
 */
export async function findPersonId(widget_id: number, typed: string): Promise<string | null> {
  const wanted = typed.trim()
  const isKnown = await api.call('people.get', { widget_id, query: { user_id: wanted } }).then(
    () => true,
    (refusal: unknown) => {
      if (!(refusal instanceof ApiError) || !['not_found', 'user_unknown'].includes(refusal.code)) throw refusal
      return false
    },
  )
  if (isKnown) return wanted
  const { people } = await api.call('people.list', { widget_id, query: { query: wanted, limit: SEARCHED } })
  const isSame = (text: string | null) => text?.toLowerCase() === wanted.toLowerCase()
  for (const ofPerson of [(one: PersonView) => one.email, (one: PersonView) => one.user.name]) {
    const [first, ...others] = people.filter((one) => isSame(ofPerson(one)))
    if (first && others.length === 0) return first.user.user_id
  }
  return null
}
