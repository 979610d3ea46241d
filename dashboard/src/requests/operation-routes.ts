import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'

/** Method and path of each operation. A macro: it runs while bundling, so schemas and Zod stay out of the page. */
export const routesOfOperations = () =>
  Object.fromEntries(
    Object.entries(dashboardOperations).map(([id, { method, path }]) => [id, [method, path]]),
  ) as Record<DashboardOperationId, [method: string, path: string]>
