import { ackedIsStored } from './acked-is-stored.ts'
import { allConverge } from './all-converge.ts'
import { apart } from './apart.ts'
import { goneIsGone } from './gone-is-gone.ts'
import { logIsComplete } from './log-is-complete.ts'
import { noGap } from './no-gap.ts'
import { noticesAreCounted } from './notices-are-counted.ts'
import { ownChangesAreKept } from './own/own-changes-are-kept.ts'
import { ownStateConverges } from './own/own-state-converges.ts'
import { ownStateIsDense } from './own/own-state-is-dense.ts'
import { ownWritesAreRead } from './own/own-writes-are-read.ts'
import { readsAreKept } from './own/reads-are-kept.ts'
import { pagesAreMonotonic } from './pages-are-monotonic.ts'
import { reactionsAreKept } from './reactions-are-kept.ts'
import { reactionsCountOnce } from './reactions-count-once.ts'
import type { Rule } from './rule.ts'
import { sameForAll } from './same-for-all.ts'
import { seenIsStored } from './seen-is-stored.ts'
import { seenWasSent } from './seen-was-sent.ts'
import { sendersOrder } from './senders-order.ts'
import { storeIsDense } from './store-is-dense.ts'
import { storedOnce } from './stored-once.ts'

export const RULES: readonly Rule[] = [
  ackedIsStored,
  seenIsStored,
  storeIsDense,
  storedOnce,
  sendersOrder,
  sameForAll,
  seenWasSent,
  noGap,
  pagesAreMonotonic,
  ownWritesAreRead,
  allConverge,
  apart,
  goneIsGone,
  noticesAreCounted,
  reactionsAreKept,
  reactionsCountOnce,
  readsAreKept,
  ownChangesAreKept,
  ownStateIsDense,
  ownStateConverges,
  logIsComplete,
]
