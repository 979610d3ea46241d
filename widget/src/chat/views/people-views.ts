// One script, as with small-views.ts.
export { EmptyList } from './empty-list.tsx'
export { Person } from './person.tsx'
export { PreviewCard } from './preview-card.tsx'
export { ReactedBy } from './reacted-by.tsx'
