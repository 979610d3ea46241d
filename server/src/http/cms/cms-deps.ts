import type { Config } from '../../config/config.ts'
import type { Connect } from '../../dashboard/connect/connect.ts'

export interface CmsDeps {
  connect: Connect
  /** read at each request, so that a port that was taken late is seen */
  config: Pick<Config, 'publicUrl'>
}
