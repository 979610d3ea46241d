import { dialogButton } from './language.ts'

/** The id is in an attribute of its own: escaping for HTML is then enough for an id with any quote. */
const withId = (id: string, label: string): string =>
  `<button data-user="${id}" onclick="imbaApi.openDialog(this.dataset.user)">${label}</button>`

/** The user's id as each kind of page writes it, escaped for HTML. */
const IDS: Record<string, string> = {
  php: '<?= htmlspecialchars($person_id) ?>',
  python: '{{ person.id }}',
  ruby: '<%= person.id %>',
  go: '{{.PersonID}}',
  csharp: '@person.Id',
  java: `<c:out value='\${personId}'/>`,
}

/** The line that opens a direct message, for the kind of site. */
export function talkButton(kind: string, label: string): string {
  if (kind === 'wordpress') return `[imbachat_message user="USER_ID" text="${label}"]`
  if (kind === 'react') return `<button onClick={() => chat?.openDialog(personId)}>${label}</button>`
  const id = IDS[kind]
  return id === undefined ? dialogButton('USER_ID', label) : withId(id, label)
}
