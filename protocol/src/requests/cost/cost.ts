/**
 * The number of requests that a request counts for in the rate limit; 1 is about 0.1 ms of the server. It is data, so
 * that docs/protocol.md can show it.
 */
export type Cost<Field extends string = string> = number | CostBySize<Field>

interface CostBySize<Field extends string> {
  /** cost of any such request */
  base: number
  /** 1 more for each so many of a field: of its items if it is a list, else of the number that it holds */
  oneMoreForEach?: { readonly [F in Field]?: number }
  /** additional cost if the field is left out */
  moreWithout?: { readonly [F in Field]?: number }
  /** the request looks at all rooms of the user */
  allRooms?: true
}

const ROOMS_FOR_ONE = 50

/** A request that reads all rooms of a user, to list them or to subscribe to them, costs by their number. */
export const costOfRooms = (rooms: number): number => Math.floor(rooms / ROOMS_FOR_ONE)

/** @param rooms the number of the user's rooms */
export function costOf(cost: Cost, fields: Readonly<Record<string, unknown>>, rooms: () => number): number {
  if (typeof cost === 'number') return cost
  const { base, oneMoreForEach = {}, moreWithout = {}, allRooms } = cost
  let sum = base + (allRooms ? costOfRooms(rooms()) : 0)
  for (const [field, many = 1] of Object.entries(oneMoreForEach)) sum += sizeOf(fields[field]) / many
  for (const [field, more = 0] of Object.entries(moreWithout)) sum += fields[field] === undefined ? more : 0
  return sum
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length
  return typeof value === 'number' ? value : 0
}

/** As a sum, with the names of fields as code. */
export function costInWords(cost: Cost): string {
  if (typeof cost === 'number') return `${cost}`
  const { base, oneMoreForEach = {}, moreWithout = {}, allRooms } = cost
  return [
    `${base}`,
    ...Object.entries(moreWithout).map(([field, more]) => `${more} without \`${field}\``),
    ...Object.entries(oneMoreForEach).map(([field, many]) => `1 for each ${many} of \`${field}\``),
    ...(allRooms ? [`1 for each ${ROOMS_FOR_ONE} rooms of the user`] : []),
  ].join(' + ')
}
