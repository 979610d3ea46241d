import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'

/** Method and path of each operation. Called as a macro while bundling, so that the schemas and Zod stay out of the page. */
export const routesOfOperations = () =>
  Object.fromEntries(
    Object.entries(dashboardOperations).map(([id, { method, path }]) => [id, [method, path]]),
  ) as Record<DashboardOperationId, [method: string, path: string]>
