/**
 * Version 0.1 wrote JSON with camelCase names into some columns, and to the bus. Its nodes run beside this version
 * during an upgrade. So this version writes their spelling where they read, and reads their spelling.
 */
const toNew = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const toOld = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

const renamed = (fields: object, spell: (name: string) => string): object =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [spell(name), value]))

/** For values without free keys, such as emojis or languages: all names in them, however deep. */
function renamedInside(value: unknown, spell: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => renamedInside(one, spell))
  if (typeof value !== 'object' || value === null) return value
  const inside = Object.entries(value).map(([name, one]) => [name, renamedInside(one, spell)])
  return renamed(Object.fromEntries(inside), spell)
}

/** Reads stored JSON of any version. */
export const fromStored = <T>(json: string): T => renamedInside(JSON.parse(json), toNew) as T

/** JSON for a column that nodes of version 0.1 read too. */
export const toStored = (value: unknown): string => JSON.stringify(renamedInside(value, toOld))

type Event = { t: string; info?: object | undefined }

/** An event's own fields, and those of its `info`. What else is in it has the wire's names in all versions. */
const eventIn =
  (spell: (name: string) => string) =>
  (event: Event): object =>
    renamed({ ...event, ...(event.info && { info: renamed(event.info, spell) }) }, spell)

export const toOldEvent = eventIn(toOld)
export const fromOldEvent = eventIn(toNew)
