import type { Scenario } from '../scenario.ts'
import { scenario as diskFull } from './databases/disk-full.ts'
import { behindOneAddress, hangs, killed } from './databases/failover.ts'
import { scenario as fsyncErrors } from './databases/fsync-errors.ts'
import { scenario as postgresStopped } from './databases/postgres-stopped.ts'
import { scenario as floodOfActs, onPostgres as floodOfActsOnPostgres } from './flood-of-acts.ts'
import { scenario as hangingReceivers } from './hanging-receivers.ts'
import { scenario as hangingSite } from './hanging-site.ts'
import { scenario as logReaders, onNodes as logReadersOnNodes } from './log-readers.ts'
import { onPostgres as longPollsOnPostgres, ofManyWidgets, ofOneWidget } from './long-polls.ts'
import { scenario as membersChange } from './members-change.ts'
import { scenario as nestedJson } from './nested-json.ts'
import { scenario as clocksApart } from './nodes/clocks-apart.ts'
import { scenario as killBetween } from './nodes/kill-between.ts'
import { scenario as killNine } from './nodes/kill-nine.ts'
import { scenario as natsStopped } from './nodes/nats-stopped.ts'
import { scenario as nodeKilled } from './nodes/node-killed.ts'
import { scenario as rollingRestart } from './nodes/rolling-restart.ts'
import { scenario as upgrade } from './nodes/upgrade.ts'
import { scenario as noisyNeighbour, onPostgres as noisyNeighbourOnPostgres } from './noisy-neighbour.ts'
import { scenario as notifications } from './notifications.ts'
import { overHttp, scenario as randomCuts } from './random-cuts.ts'
import { scenario as slowReaders } from './slow-readers.ts'
import { scenario as stalledParts, ofOneUpload as stalledPartsOfOneUpload } from './stalled-parts.ts'
import { scenario as storm } from './storm.ts'
import { scenario as uploads } from './uploads.ts'
import { scenario as webhooks, onPostgres as webhooksOnPostgres } from './webhooks.ts'

export const SCENARIOS: readonly Scenario[] = [
  killNine,
  killBetween,
  uploads,
  stalledParts,
  stalledPartsOfOneUpload,
  randomCuts,
  overHttp,
  slowReaders,
  noisyNeighbour,
  noisyNeighbourOnPostgres,
  floodOfActs,
  floodOfActsOnPostgres,
  nestedJson,
  hangingSite,
  clocksApart,
  diskFull,
  fsyncErrors,
  postgresStopped,
  killed,
  hangs,
  behindOneAddress,
  natsStopped,
  membersChange,
  logReaders,
  logReadersOnNodes,
  ofOneWidget,
  ofManyWidgets,
  longPollsOnPostgres,
  webhooks,
  webhooksOnPostgres,
  hangingReceivers,
  notifications,
  nodeKilled,
  rollingRestart,
  upgrade,
  storm,
]
