import { signal } from '@preact/signals'
import { keepPreference, readPreference } from '../preferences.ts'
import { accountId } from '../session.ts'

/** Ways to alert a moderator of new work while they look elsewhere. All are off until the moderator turns them on. */
export const ALERTS = ['sound', 'notification'] as const
export type Alert = (typeof ALERTS)[number]

/** Moves when a choice changes. */
const chosen = signal(0)

/** Named by account: other accounts in this browser choose for themselves. */
const nameOf = () => `alerts.${accountId()}` as const

export function alertsOn(): readonly Alert[] {
  chosen.value
  const kept = readPreference(nameOf())?.split(' ') ?? []
  return ALERTS.filter((alert) => kept.includes(alert))
}

export const hasAlerts = (): boolean => alertsOn().length > 0

export function setAlert(alert: Alert, on: boolean): void {
  const others = alertsOn().filter((one) => one !== alert)
  keepPreference(nameOf(), [...others, ...(on ? [alert] : [])].join(' '))
  chosen.value += 1
}
