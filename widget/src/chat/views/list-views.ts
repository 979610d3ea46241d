// One script, as with small-views.ts.
export { EmptyList } from './empty-list.tsx'
export { ListActions } from './list-actions.tsx'
export { ListExtras } from './list-extras.tsx'
export { ListParts } from './list-parts.tsx'
