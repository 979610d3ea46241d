import { type Signal, signal } from '@preact/signals'
import { keepPreference, readPreference } from '../../preferences.ts'

export const DENSITIES = ['comfortable', 'compact'] as const
export type Density = (typeof DENSITIES)[number]

/** The density of the rows in every table. */
export const density = signal<Density>(readPreference('table.density') === 'compact' ? 'compact' : 'comfortable')

export function chooseDensity(chosen: Density): void {
  density.value = chosen
  keepPreference('table.density', chosen)
}

type Shown = Readonly<Record<string, boolean>>

const known = new Map<string, Signal<Shown>>()

/** Columns that the user switched on or off in this table. A missing column follows its default. */
export function columnsOf(name: string): Signal<Shown> {
  const found = known.get(name) ?? signal(read(name))
  known.set(name, found)
  return found
}

export function chooseColumns(name: string, shown: Shown): void {
  columnsOf(name).value = shown
  keepPreference(`table.columns.${name}`, JSON.stringify(shown))
}

function read(name: string): Shown {
  try {
    const kept: unknown = JSON.parse(readPreference(`table.columns.${name}`) ?? '{}')
    return typeof kept === 'object' && kept !== null ? (kept as Shown) : {}
  } catch {
    // Something else wrote there.
    return {}
  }
}
