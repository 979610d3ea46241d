import type { ChatClient } from '../client-types.ts'
import type { TimelineFeed } from '../timeline/timeline.ts'
import type { TimelinePlace } from '../types.ts'

const PAGE = 50

/**
 * Shows another part of an open room's history in its timeline: the messages before `before_seq`, those from the time
 * `at` on, or the newest ones. Without a place, it loads the page after the last message if the timeline's `newer` says
 * that there is one. If no message came since `at`, it shows the newest messages. If no message is left before
 * `before_seq`, it changes nothing.
 * @param isWanted called when the page has come or failed: false if the user has gone elsewhere meanwhile
 * @throws ChatRequestError
 */
export async function goTo(
  client: ChatClient,
  room_id: number,
  place?: TimelinePlace,
  isWanted?: () => boolean,
): Promise<void> {
  const feed = client.internals().timelines.get(room_id)
  if (feed) await (place ? goToIn(feed, place, isWanted) : loadNewerIn(feed))
}

export async function goToIn(feed: TimelineFeed, place: TimelinePlace, isWanted = () => true): Promise<void> {
  try {
    const show = await readPlace(feed, place)
    if (isWanted()) show()
  } catch (error) {
    if (isWanted()) throw error
  }
}

/** @returns a function that shows it */
async function readPlace(feed: TimelineFeed, place: TimelinePlace): Promise<() => void> {
  let wanted = place
  let page = await feed.read(wanted)
  if (page.messages.length === 0 && place.at !== undefined) {
    // nothing was written since
    wanted = {}
    page = await feed.read(wanted)
  }
  // a shown message must not go back to an earlier state
  while (page.last_rev < feed.rev()) page = await feed.read(wanted)
  // an empty page of older messages says nothing of those that are shown
  const isPart = page.messages.length > 0 || wanted.before_seq === undefined
  return () => isPart && feed.take(page)
}

export async function loadNewerIn(feed: TimelineFeed, size = PAGE): Promise<void> {
  const last = () => feed.state.get().messages.at(-1)
  const was = last()
  if (!feed.state.get().newer) return
  const page = await feed.read({ before_seq: feed.lastSeq() + size + 1, limit: size })
  // another part may be shown meanwhile
  if (was === last()) feed.take(page, true)
}
