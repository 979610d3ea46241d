import type { PeopleQuestion } from '../chat/users/site-directory.ts'

/**
 * The URL to call: the query or the user's id replaces the placeholder. Null if the value would change the path, as
 * `..` does even when it is encoded. WordPress' route `searchusers` takes `_` for a space.
 */
export function peopleUrl(template: string, question: PeopleQuestion): string | null {
  const given = question.kind === 'search' ? inWordsOf(template, question.query) : question.userId
  if (/^\.+$/.test(given)) return null
  return template.replace(question.kind === 'search' ? '{query}' : '{user_id}', () => encodeURIComponent(given))
}

const inWordsOf = (template: string, query: string) =>
  /\/searchusers\//i.test(template) ? query.replace(/\s+/g, '_') : query
