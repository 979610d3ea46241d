// The page that a person opens: every view in each of its states, in the theme, language and width that they choose.
import { views as chatViews } from './chat/views/index.ts'
import { views as dashboardViews } from './dashboard/views/index.ts'
import { CHAT_LOOKS, DASHBOARD_LOOKS } from './look.ts'

const PARTS = {
  chat: { views: chatViews, look: CHAT_LOOKS.phone, languages: ['en', 'ru', 'ar', 'de', 'es', 'fr'] },
  dashboard: { views: dashboardViews, look: DASHBOARD_LOOKS.desk, languages: ['en', 'ru'] },
} as const

const form = document.body.appendChild(document.createElement('form'))
const all = document.body.appendChild(document.createElement('main'))

function choice(name: string, options: readonly string[]): HTMLSelectElement {
  const select = document.createElement('select')
  select.name = name
  select.ariaLabel = name
  for (const option of options) select.add(new Option(option, option.split(' ').at(-1)))
  form.append(select)
  return select
}

const part = choice('part', Object.keys(PARTS))
const theme = choice('theme', ['light', 'dark'])
const language = choice('language', PARTS.chat.languages)
const width = choice('width', ['its own', '320', '360', '640', '960', '1280'])
const filter = form.appendChild(document.createElement('input'))
filter.type = 'search'
filter.name = 'filter'
filter.placeholder = 'Filter by name'

function draw(): void {
  const { views, look } = PARTS[part.value as keyof typeof PARTS]
  const asked = { theme: theme.value, language: language.value }
  const wide = Number(width.value) || look.width
  all.replaceChildren(
    ...views.flatMap(({ name, states }) =>
      Object.keys(states)
        .filter((state) => `${name} ${state}`.includes(filter.value))
        .map((state) => {
          const address = `/${part.value}?${new URLSearchParams({ view: name, state, ...asked })}`
          const figure = document.createElement('figure')
          const link = figure.appendChild(document.createElement('figcaption')).appendChild(document.createElement('a'))
          link.textContent = `${name}: ${state}`
          link.href = address
          const frame = figure.appendChild(document.createElement('iframe'))
          Object.assign(frame, { src: address, width: String(wide), height: String(look.height), loading: 'lazy' })
          frame.title = `${name}: ${state}`
          return figure
        }),
    ),
  )
  history.replaceState(null, '', `#${new URLSearchParams(new FormData(form) as never)}`)
}

for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  const field = form.elements.namedItem(name)
  if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) field.value = value
}
form.addEventListener('input', draw)
form.addEventListener('submit', (event) => event.preventDefault())
draw()
