import { ApiError, api, type PersonView } from '../../requests/api.ts'
import { PickerField, type PickerProps } from './picker-field.tsx'

/** Users that the server offers. */
const OFFERED = '8'
/** Users of one search in which a whole name or e-mail address is looked for. */
const SEARCHED = '50'

/** The id, and the e-mail address if the site has sent it: they distinguish people of one name. */
export const personDetails = ({ user, email }: PersonView): string =>
  email === null ? user.user_id : `${user.user_id} · ${email}`

/** A user of the chat, found by name, id or e-mail address. */
export function PersonField({ widget_id, ...field }: PickerProps & { widget_id: number }) {
  return (
    <PickerField
      {...field}
      find={async (text) => {
        const { people } = await api.call('people.list', { widget_id, query: { query: text, limit: OFFERED } })
        return people.map((person) => ({
          id: person.user.user_id,
          name: person.user.name,
          avatar: person.user.avatar_url,
          details: personDetails(person),
        }))
      }}
    />
  )
}

/**
 * The id of the user that was typed: as an id, as a whole e-mail address or as a whole name.
 * @returns null: no person, or several people, have it
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
