import type { DASHBOARD_LOOKS, State, View } from '../look.ts'
import type { Sample } from './sample.ts'

type DashboardLook = keyof typeof DASHBOARD_LOOKS

/** A view of the dashboard in its states. */
export const dashboardView = (
  name: string,
  states: Record<string, State<Sample, DashboardLook>>,
): View<Sample, DashboardLook> => ({ name, states })

export const BOTH: readonly DashboardLook[] = ['desk', 'dark-phone']
