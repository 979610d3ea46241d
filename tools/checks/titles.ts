/** Verbs that no title begins with: read alone, as in a report, it would not say what does so. */
const VERBS = new Set(
  `is are was has have does do can may must says keeps finds gets gives makes lets becomes comes goes knows waits refuses
   accepts allows denies begins stays brings sends receives reads removes adds creates deletes opens closes tries asks
   tells sees warns ignores forgets remembers returns rejects resolves throws survives belongs carries fits sets runs
   loads moves follows leads loses catches holds serves replaces stores restores retries reconnects renews refreshes
   continues exports imports prints matches offers speaks wins expires fails learns chooses exits fetches hides appears
   applies covers contains skips drops handles sorts encodes decodes escapes parses converts compiles strips counts
   fills grows resets clears drains evicts disconnects prefers repeats merges narrows verifies signs rotates revokes
   obeys translates updates validates notifies publishes subscribes delivers resumes works stops ends looks puts judges
   delays reacts come keep carry stay send go show stand cost again also never still today yesterday`.split(/\s+/),
)

/** Words that refer to the `describe`, or that begin a clause in the place of a noun. */
const PRONOUNS = new Set('that it its there so and who whose whom what'.split(' '))

/** Nouns in the plural, too: verbs only where something like "the" or "what" follows. */
const EITHER = new Set(
  'answers shows names lists marks calls reports changes starts takes leaves writes uses needs claims'.split(' '),
)
const OBJECT =
  /^(?:an?|the|its|their|what|no|not|all|each|every|only|nothing|nobody|one|two|whether|where|again|at|up)$/

/** A title that has a verb and no noun as its subject: it can't be read without the `describe` around it. */
export function lacksSubject(title: string): boolean {
  const words = title.replace(/^(?:[A-Z][A-Z\d]*-\d+ )+/, '').split(/[^\w-]+/)
  const [first = '', second = ''] = words
  if (PRONOUNS.has(first)) return true
  if (EITHER.has(first)) return OBJECT.test(second)
  return VERBS.has(first) && !/^(?:and|of|are)$/.test(second)
}

/** Titles of tests and scenes in a source. */
export function titlesOf(source: string): string[] {
  const titled = /^\s*(?:(?:test|scene)[\w.]*(?:\([^'"`]*?\))?|\]\))\(\s*(['"`])((?:\\.|(?!\1).)*)\1,/gm
  return [...source.matchAll(titled)].map(([, , title = '']) => title)
}
