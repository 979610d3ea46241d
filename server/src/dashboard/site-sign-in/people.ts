/** Stands where an account's id would. No account has such an id, so nothing of an account is found by it. */
export const personAccountId = (widget_id: number, person_id: string): string => `site:${widget_id}:${person_id}`

/** The widget and the site's id of a person; null: it is an account's id. */
export function readPersonId(account_id: string): { widget_id: number; person_id: string } | null {
  const [, widget_id, person_id] = /^site:(\d+):(.+)$/s.exec(account_id) ?? []
  return person_id === undefined ? null : { widget_id: Number(widget_id), person_id }
}

const MOST_NAME = 80

/**
 * A person's name in the log and the dashboard. It always says that the site gave it, because a site may claim any
 * name, also that of an owner.
 */
export function personLabel(name: string, person_id: string): string {
  const plain = (text: string) => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  const shown = plain(name).slice(0, MOST_NAME)
  const user = `user ${plain(person_id)} of the site`
  return shown === '' ? user : `${shown} (${user})`
}
