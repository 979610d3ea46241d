import type { DemoControl, DemoWidget } from './demo-widget.ts'
import type { Person } from './people.ts'

/** The guide's users info endpoint: HTTP Basic, `user_ids=1,2,3` in, an array out. */
export async function usersInfo(
  request: Request,
  siteUrl: string,
  widget: DemoWidget,
  control: DemoControl,
): Promise<Response> {
  const url = new URL(request.url)
  control.asked.push(url.pathname + url.search)
  const { answer } = control
  if (answer.kind === 'down') return new Response('the database is away', { status: 503 })
  if (answer.kind === 'nonsense') return new Response(answer.body, { headers: { 'content-type': 'text/html' } })
  if (answer.kind === 'slow') await answer.until

  if (!comesFromChat(request, widget)) return unauthorized()
  const ids = (url.searchParams.get('user_ids') ?? '')
    .replace(/[^0-9,]/g, '')
    .split(',')
    .map(Number)
  const found = control.people.filter((person) => ids.includes(person.id))
  return Response.json(found.map((person) => asUser(person, siteUrl)))
}

/** People search: `/search/TEXT`, answered like users info. */
export function usersSearch(request: Request, siteUrl: string, widget: DemoWidget, control: DemoControl): Response {
  if (!comesFromChat(request, widget)) return unauthorized()
  const text = decodeURIComponent(new URL(request.url).pathname.replace('/search/', '')).toLowerCase()
  const found = control.people.filter(({ name }) => name.toLowerCase().includes(text))
  return Response.json(found.map((person) => asUser(person, siteUrl)))
}

const asUser = (person: Person, siteUrl: string) => ({
  user_id: person.id,
  name: person.name,
  avatar_url: person.avatar === null ? false : siteUrl + person.avatar,
  ...(person.email !== undefined && { user_mail: person.email }),
  ...(person.profiles && { profiles: person.profiles }),
  profile_url: `${siteUrl}/people/${person.slug}`,
  lastlogin: false,
  ...(person.badge === undefined ? {} : { badge: person.badge }),
})

function unauthorized(): Response {
  const body = { code: 401, version: 1.0, error: 'Authenticate required!', debug: '' }
  return Response.json(body, { status: 401, headers: { 'www-authenticate': 'Basic realm="Backend"' } })
}

function comesFromChat(request: Request, { apiLogin, apiPassword }: DemoWidget): boolean {
  const [scheme, value = ''] = (request.headers.get('authorization') ?? '').split(' ')
  const [login = '', ...password] = Buffer.from(value, 'base64').toString().split(':')
  return scheme === 'Basic' && login.toLowerCase() === apiLogin && password.join(':') === apiPassword
}
