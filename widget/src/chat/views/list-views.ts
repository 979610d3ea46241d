// One script, as with small-views.ts.
export { EmptyList } from './empty-list.tsx'
export { JoinRequestsMark } from './join-requests-mark.tsx'
export { ListActions } from './list-actions.tsx'
export { ListExtras } from './list-extras.tsx'
export { ListParts } from './list-parts.tsx'
export { LongList } from './long-list.tsx'
