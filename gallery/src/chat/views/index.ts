import { callViews } from './calls.ts'
import { composer, messageMenuViews } from './composer.ts'
import { around, closed, guests, opening, single } from './frame.ts'
import { groups, invitation, membersOfRoom, newGroup, publicRooms } from './groups.ts'
import { list } from './list.ts'
import { newMessage, person, stars, userSettings } from './people.ts'
import { bots, room } from './room.ts'
import { aboveLog, barsBelow, viewer } from './room-parts.ts'
import { search, searchInRoom } from './search.ts'

/** Every view of the chat, in the order in which the gallery shows them. */
export const views = [
  list,
  search,
  room,
  bots,
  aboveLog,
  barsBelow,
  composer,
  messageMenuViews,
  searchInRoom,
  viewer,
  membersOfRoom,
  groups,
  newGroup,
  publicRooms,
  invitation,
  newMessage,
  person,
  stars,
  userSettings,
  closed,
  guests,
  single,
  opening,
  around,
  callViews,
]
