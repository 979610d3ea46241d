import { z } from 'zod'

/** What `npm audit --json` answers, as far as it is read here. */
const audit = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      via: z.array(z.union([z.string(), z.object({ url: z.url(), title: z.string(), severity: z.string() })])),
    }),
  ),
})

export interface Advisory {
  /** `GHSA-…` */
  id: string
  /** the package with the fault */
  name: string
  title: string
  severity: string
}

/** An advisory that stays for now, as docs/operate/advisories.md explains it. */
export interface Accepted {
  id: string
  /** ISO date from which it must be looked at again */
  until: string
}

/** @param text JSON of `npm audit --json`. @throws Error with what npm said, if it was no audit */
export function readAudit(text: string): Advisory[] {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new Error(`npm audit answered no JSON: ${text.slice(0, 200)}`)
  }
  const parsed = audit.safeParse(json)
  if (!parsed.success) throw new Error(`npm audit did not answer: ${JSON.stringify(json).slice(0, 300)}`)
  const found = Object.entries(parsed.data.vulnerabilities).flatMap(([name, { via }]) =>
    via.flatMap((one): Advisory[] =>
      typeof one === 'string' ? [] : [{ id: idOf(one.url), name, title: one.title, severity: one.severity }],
    ),
  )
  return [...new Map(found.map((one) => [`${one.id} ${one.name}`, one])).values()]
}

const idOf = (url: string) => url.split('/').at(-1) ?? url

/** The rows of the document's table: id, package, why it stays, when to look again. */
export function readAccepted(document: string): Accepted[] {
  const rows = document.matchAll(/^\| (GHSA(?:-\w{4}){3}) \| [^|]+ \| [^|]+ \| (\d{4}-\d\d-\d\d) \|$/gm)
  return [...rows].map(([, id = '', until = '']) => ({ id, until }))
}

/** @param today ISO date. @returns a sentence for each advisory that must be acted on; none: all is well */
export function problems(found: readonly Advisory[], accepted: readonly Accepted[], today: string): string[] {
  const known = new Map(accepted.map((one) => [one.id, one]))
  const open = found.flatMap(({ id, name, title, severity }) => {
    const entry = known.get(id)
    if (entry === undefined) return [`${id} (${severity}) in ${name}: ${title}`]
    return entry.until > today ? [] : [`${id} in ${name} was accepted until ${entry.until}: look at it again`]
  })
  const gone = accepted.filter(({ id }) => !found.some((one) => one.id === id))
  return [...open, ...gone.map(({ id }) => `${id} is no longer reported: take it out of docs/operate/advisories.md`)]
}
