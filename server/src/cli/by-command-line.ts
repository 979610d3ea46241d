import type { DashboardPrincipal } from '../chat/principal.ts'

/** Who may run commands has the database, and may do everything. Lists of the dashboard show these words. */
export const BY_COMMAND_LINE: DashboardPrincipal = {
  kind: 'dashboard',
  account_id: 'command line',
  email: 'command line',
  role: 'owner',
  site: null,
}
