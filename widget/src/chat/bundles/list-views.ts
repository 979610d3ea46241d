// One script, as with small-views.ts.

export { JoinRequestsMark } from '../joining/join-requests-mark.tsx'
export { EmptyList } from '../list/empty-list.tsx'
export { ListActions } from '../list/list-actions.tsx'
export { ListExtras } from '../list/list-extras.tsx'
export { ListParts } from '../list/list-parts.tsx'
export { LongList } from '../ui/long-list.tsx'
