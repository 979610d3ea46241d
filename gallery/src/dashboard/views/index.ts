import { account, doors, widgets } from './doors.ts'
import { broadcasts, monitor, people, queue, rooms, rules } from './moderation.ts'
import { server } from './server.ts'
import { statistics } from './statistics.ts'
import { audit, install, keys, notifications, overview, settings, team, webhooks } from './widget.ts'

/** Every view of the dashboard, in the order in which the gallery shows them. */
export const views = [
  doors,
  account,
  widgets,
  overview,
  statistics,
  install,
  keys,
  webhooks,
  queue,
  monitor,
  rules,
  people,
  rooms,
  broadcasts,
  settings,
  notifications,
  team,
  audit,
  server,
]
